// What answers where there is no server, as in a file that was taken home: the engine's runs as a message.

import { cellFormatter } from "../base/format.js";
import { LiveRuns } from "./live_runs.js";

// What a run's arrays are called, before its number (ui/player/views.py); those of many starts are not among them.
const OF_A_RUN = ["p", "v", "g", "c", "e"];

/**
 * The runs from where the start was let go, as a server would send them, but for what only it can say: nothing is
 * judged, and runs that it alone makes stay what they are, faint. Back at the old start all is as it was.
 *
 * @param {Scene} scene
 * @param {{ header: Header, arrays: Arrays }} taken the message of what was taken home
 * @param {{ point: number[], request: number }} asked
 * @returns {{ header: Header, arrays: Arrays }}
 */
export function ownAnswer(scene, taken, { point, request }) {
  const header = { ...taken.header, answered: request };
  if (point.join() === header.start.join()) return { header, arrays: taken.arrays };
  const { labels } = scene;
  const format = cellFormatter(labels.language);
  const live = new LiveRuns(scene, header);
  const made = live.from(/** @type {any[]} */ (header.runs), { start: point, numbers: {} });
  /** @type {Arrays} */
  const arrays = {};
  const runs = made.map((run, i) => {
    const path = live.made.get(run.key)?.path;
    const kept = { ...header.runs[i], crowdStride: 1, homes: [], kind: "", cells: { ...run.cells } };
    if (!path) {
      for (const name of OF_A_RUN) if (taken.arrays[name + i]) arrays[name + i] = taken.arrays[name + i];
      kept.cells.verdict = labels.run_stays;
      return { ...kept, faded: true };
    }
    const size = path.steps + 1;
    arrays[`p${i}`] = { data: path.points, shape: [size, path.dimension] };
    arrays[`v${i}`] = { data: path.values, shape: [size] };
    if (run.gradients) arrays[`g${i}`] = { data: run.gradients, shape: [size] };
    if (run.curve) arrays[`c${i}`] = run.curve;
    if (run.evaluations) arrays[`e${i}`] = { data: /** @type {any} */ (run.evaluations), shape: [size] };
    const away = live.distanceOf(run.key);
    Object.assign(kept.cells, { steps: String(path.steps), final_loss: format(path.values[path.steps]),
      distance: away === null ? "—" : format(away), verdict: labels.verdict_waits });
    return { ...kept, digitsEnd: run.digitsEnd };
  });
  return { header: { ...header, start: point, runs }, arrays };
}

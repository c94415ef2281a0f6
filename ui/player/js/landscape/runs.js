// The runs of a message as tracks the plots can draw, and the ghosts of the ones before.

import { runColor } from "../base/theme.js";
import { interpolate } from "../base/scenes.js";

const SETTLED = 1500;

/**
 * @param {Header} header
 * @param {Arrays} arrays
 * @param {Theme} theme
 * @param {Set<string>} hidden
 * @returns {Run[]}
 */
export function readRuns(header, arrays, theme, hidden) {
  return header.runs.map((run, i) => {
    const points = arrays[`p${i}`];
    const [length, dimension] = points.shape;
    const column = (axis) => Float64Array.from({ length }, (_, k) => points.data[k * dimension + axis]);
    const values = arrays[`v${i}`].data;
    const xs = column(0);
    return {
      ...run, color: runColor(run, theme), visible: !hidden.has(run.key), faded: run.held, values, xs,
      ys: dimension === 1 ? values : column(1), gradients: arrays[`g${i}`]?.data,
      curve: arrays[`c${i}`], evaluations: arrays[`e${i}`]?.data,
      crowd: crowdOf(arrays[`m${i}`], run.crowdStride, arrays[`h${i}`]),
      homes: (run.homes ?? []).map((home) => ({ ...home, color: runColor(home, theme) })),
      point: (step) => Array.from(points.data.subarray(step * dimension, (step + 1) * dimension)),
    };
  });
}

const crowdOf = (array, stride, homes) => array && { ...array, stride, homes: homes?.data };

/** @param {Scene} scene @param {number[]} start */
export function startPlace(scene, start) {
  return scene.dimension === 1 ? [start[0], interpolate(scene, start)] : start;
}

// Paths that stood long enough to be looked at stay behind, faintly, when others take their place.
export class Ghosts {
  /** @type {Run[]} */
  tracks = [];
  /** @type {Run[]} */
  shown = [];
  since = 0;

  // Whether a drag is under way or unanswered: what it has left behind stays, however long that takes.
  held = false;

  clear() {
    Object.assign(this, { tracks: [], shown: [], since: 0, held: false });
  }

  // A drag begins: what is there stays behind, once for the whole of it.
  /** @param {Run[]} runs */
  hold(runs) {
    this.tracks = runs.filter((run) => run.visible && !run.faded);
    this.held = true;
  }

  // The drag is over and answered.
  release() { this.held = false; }

  /** @param {Run[]} runs */
  replace(runs) {
    const now = performance.now();
    // The same runs come again with every rerun that changed something else, or nothing.
    if (samePaths(runs, this.shown)) { this.shown = runs; return; }
    const seen = this.shown.length && now - this.since > SETTLED;
    if (!this.held && seen) this.tracks = this.shown.filter((run) => run.visible && !run.faded);
    Object.assign(this, { shown: runs, since: now });
  }
}

function samePaths(runs, others) {
  const same = (a, b) => a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
  return runs.length === others.length && runs.every(({ key, xs, ys }, i) => (
    key === others[i].key && same(xs, others[i].xs) && same(ys, others[i].ys)
  ));
}

// What answers where there is no server, as in a file that was taken home: the engine's runs over the examples as they
// are by then, as a message. What js/live/own_answer.js is for a surface.

import { cellFormatter } from "../base/format.js";
import { contourLevels } from "../drawing/field.js";
import { answered, dialled, joined, onFrom, turnedOf } from "../live/own_answer.js";
import { LiveBatchRuns } from "./model/live_runs.js";
import { Model } from "./model/model.js";
import { readBatchRuns } from "./model/runs.js";

/** @typedef {{ header: Header, arrays: Arrays }} Answer */

const PLAIN = /** @type {any} */ ({ dark: false });

export class OwnBatchServer {
  /** @type {number[]} */
  start;
  /** @type {Record<string, Record<string, number>>} by run and key */
  numbers = {};
  /** @type {BatchScene} */
  scene;
  /** @type {BatchScene} */
  home;
  /** @type {Answer} */
  taken;

  /** @param {BatchScene} home the scene, and the message, of what was taken home @param {Answer} taken */
  constructor(home, taken) {
    Object.assign(this, { home, taken, scene: home, start: taken.header.start });
  }

  // Whether runs follow what is dragged.
  get follows() { return this.#engine(this.#model(), this.taken.header).offered; }

  // What was asked for, "start", "numbers" or "data" that were moved, as a server would answer it, but for what only it
  // can say: nothing is judged. Back where it was taken home all is as it was. Anything else is not answered.
  /** @param {string} name @param {any} asked @returns {{ scene: BatchScene, message: Answer } | null} */
  answer(name, asked) {
    if (name === "start") this.start = asked.point;
    else if (name === "numbers") this.numbers = joined(this.numbers, asked.runs, this.taken.header.runs);
    else if (name === "data" && asked.kind === "move") this.#move(asked);
    else return null;
    return answered(this, asked, (header) => this.#made(header));
  }

  #model() { return new Model(this.scene, /** @type {any} */ ({})); }

  /** @param {Model} model @param {Header} header */
  #engine(model, header) {
    return new LiveBatchRuns(model, header, readBatchRuns(header, this.taken.arrays, PLAIN, new Set()));
  }

  // The scene with an example elsewhere: losses, standardized features, minima and the picture are those of now.
  #move({ index, features, target, raw }) {
    const { scene } = this;
    const model = this.#model();
    if (raw) model.putAgain({ place: index, features, target, raw });
    else model.put(index, features, target);
    model.forget();
    const { examples } = model;
    const { axes, values } = model.whole();
    /** @type {Arrays} */
    const arrays = { ...scene.arrays, features: table(examples.given),
      target: { data: Float64Array.from(examples.target), shape: [examples.count] } };
    if (examples.raw) arrays.rawFeatures = table(examples.raw);
    if (examples.held?.raw) arrays.heldFeatures = table(examples.held.given);
    this.scene = { ...scene, id: `${this.home.id} moved`, arrays, axes, values, levels: contourLevels(values),
      minima: model.now.minima, valley: null };
  }

  /** @param {Header} given @returns {Answer} */
  #made(given) {
    const { scene, start, taken } = this;
    const { labels } = scene;
    const format = cellFormatter(labels.language);
    const header = { ...given, scene: scene.id, start };
    const numbers = Object.fromEntries(given.runs.map((run) => [run.key, turnedOf(run, this.numbers[run.key])]));
    const live = this.#engine(this.#model(), header);
    const made = live.from(readBatchRuns(header, taken.arrays, PLAIN, new Set()), { start, numbers });
    /** @type {Arrays} */
    const arrays = { ...taken.arrays };
    const runs = made.map((run, i) => {
      const kept = { ...dialled(header.runs[i], this.numbers[run.key], scene === this.home), kind: "",
        cells: { ...run.cells } };
      const path = live.made.get(run.key)?.path;
      if (!path) {
        kept.cells.verdict = labels.run_stays;
        return { ...kept, held: true };
      }
      for (const name of ["r", "h"]) delete arrays[name + i];
      const lists = { v: run.values, e: run.seen, r: run.rates, h: run.validation };
      arrays[`p${i}`] = { data: path.points, shape: [path.steps + 1, 2] };
      for (const [name, data] of Object.entries(lists)) if (data) arrays[name + i] = { data, shape: [data.length] };
      const away = live.distanceOf(run.key);
      Object.assign(kept.cells, { steps: String(path.steps), final_loss: format(path.values[path.steps]),
        distance: away === null ? "—" : format(away), verdict: labels.verdict_waits,
        ...(run.epochs === undefined ? {} : { epochs: format(run.epochs) }) });
      const program = /** @type {RunProgram} */ (header.runs[i].program);
      const { method } = /** @type {any} */ ({ method: live.made.get(run.key)?.program });
      return { ...kept, stop: run.stop ?? null,
        program: onFrom({ ...program, method }, program, numbers[run.key]) };
    });
    return { header: { ...header, runs }, arrays };
  }
}

// Columns as rows, one after the other.
/** @param {number[][]} columns */
function table(columns) {
  const [count, width] = [columns[0].length, columns.length];
  return { data: Float64Array.from({ length: count * width }, (_, k) => columns[k % width][Math.floor(k / width)]),
    shape: [count, width] };
}

// The runs of a picture from another start, with other numbers or more steps, made by the engine as the server would
// make them.

import { curveOf, distance, pointOf } from "../engine/runs/curves.js";
import { Loss } from "../engine/runs/loss.js";
import { differs, digitsEnd, moved } from "../engine/runs/rounding.js";
import { follow } from "../engine/runs/run.js";
import { turned } from "../engine/runs/turned.js";

/** @typedef {import("../engine/runs/turned.js").Turned} Turned */

/**
 * An example as it is in its picture, and its features before they were standardized, if they were.
 *
 * @typedef {{ place: number, features: number[], target: number, raw: number[] }} MovedExample
 */

/**
 * @typedef {object} Changes what is not yet as the server has it
 * @property {number[]} [start]
 * @property {Record<string, Record<string, Turned>>} numbers by run and key
 * @property {number} [steps]
 * @property {boolean} [surface] whether its numbers are other ones, which all runs hear of
 * @property {Record<number, MovedExample>} [data] examples that were moved
 */

/**
 * A path and what it was made of.
 *
 * @typedef {{ path: Path, start: number[], program: RunProgram }} Made
 */

// Multiplications for one frame, of all runs and steps together: so many take 100 to 200 ms. Of more the runs follow
// when it is let go, as those that the server alone makes.
export const MOST_OPERATIONS = 100_000_000;

/** @param {RunProgram | null | undefined} program */
const signOf = (program) => program && JSON.stringify([program.method, program.steps, program.stops]);

export class LiveRuns {
  /** @type {Map<string, Made>} */
  made = new Map();
  // From which step on the digits of each path mean nothing, as was found last; -1 if they mean something.
  /** @type {Map<string, number>} */
  ends = new Map();

  /** @param {Scene} scene @param {Header} header @param {number} [most] operations of what is made */
  constructor(scene, header, most = MOST_OPERATIONS) {
    this.scene = scene;
    this.most = most;
    this.header = header;
    this.loss = scene.loss ? new Loss(scene.loss, scene.dimension) : null;
  }

  // Whether anything can move before the server has answered.
  get offered() { return Boolean(this.loss) && this.header.runs.some(({ program }) => program); }

  // The same runs with what has changed; those that the server alone makes stay where they are, faint. `weighed`:
  // whether to look what rounding does to each, which takes as long as the runs themselves; else that stays as it was.
  /** @param {Run[]} runs @param {Changes} changes @param {boolean} [weighed] @returns {Run[]} */
  from(runs, changes, weighed = true) {
    this.made.clear();
    return runs.map((run) => {
      const numbers = Object.values(changes.numbers[run.key] ?? {});
      const touched = changes.start || changes.surface || changes.steps !== undefined || numbers.length;
      if (!touched) return run;
      const program = run.program && this.#programmed(run.program, numbers, changes.steps);
      if (!program) return { ...run, faded: true, live: true };
      const { method, steps, stops } = program;
      const start = changes.start ?? Array.from(run.point(0));
      const made = { path: follow(this.loss, method, start, steps, stops), start, program };
      this.made.set(run.key, made);
      if (weighed) this.ends.set(run.key, digitsEnd(made.path, this.#twin(made), this.scene.domain));
      return this.#run(run, made.path);
    });
  }

  /** @param {RunProgram} program @param {Turned[]} numbers @param {number} [wanted] @returns {RunProgram | null} */
  #programmed(program, numbers, wanted) {
    const steps = wanted ?? program.steps;
    const each = this.scene.loss?.operations ?? 0;
    if (each * steps * this.header.runs.length > this.most) return null;
    const method = turned(program, numbers, steps);
    return method && { ...program, method, steps };
  }

  // The same from a start moved by one unit in the last place.
  /** @param {Made} made @returns {Path} */
  #twin({ start, program: { method, steps, stops } }) {
    return follow(this.loss, /** @type {StepProgram} */ (method), moved(start, this.scene.domain), steps, stops);
  }

  /** @returns {Run} */
  #run(run, path) {
    const { scene, header: { curve, xAxis } } = this;
    const { dimension, points, values, steps } = path;
    const column = (axis) => {
      const found = new Float64Array(steps + 1);
      for (let k = 0; k <= steps; k += 1) found[k] = points[k * dimension + axis];
      return found;
    };
    const xs = column(0);
    const end = this.ends.get(run.key) ?? run.digitsEnd ?? -1;
    return {
      ...run, live: true, faded: false,
      values, xs, ys: dimension === 1 ? values : column(1), crowd: undefined, homes: [],
      gradients: dimension === 1 ? Float64Array.from(xs, (x) => this.loss.gradient([x])[0]) : undefined,
      curve: curve === "loss" ? undefined : curveOf(curve, path, this.loss, scene.minima),
      evaluations: xAxis === "evaluations" ? path.evaluations : undefined,
      digitsEnd: end < 0 || end > steps ? null : end, point: (step) => Array.from(pointOf(path, step)),
    };
  }

  // What the step panel needs of a run; undefined for one that the engine has not made.
  /** @param {string} key */
  stepsOf(key) {
    const path = this.made.get(key)?.path;
    return path && { gradients: path.gradients, takenAt: path.takenAt,
      losses: Float64Array.from({ length: path.steps }, (_, k) =>
        this.loss.value(path.takenAt.subarray(k * path.dimension, (k + 1) * path.dimension))) };
  }

  // The last point's distance to the nearest known minimum; null where none is known.
  /** @param {string} key */
  distanceOf(key) {
    const path = this.made.get(key)?.path;
    return path && this.scene.minima.length ? distance(pointOf(path, path.steps), this.scene.minima) : null;
  }

  // The runs that differ from what the server made of the same by more than rounding, each with the step.
  /** @param {Header} header @param {Arrays} arrays */
  differing({ runs }, arrays) {
    return runs.flatMap((run, i) => {
      const own = this.made.get(run.key);
      const { data, shape } = arrays[`p${i}`];
      if (!own || signOf(run.program) !== signOf(own.program)) return [];
      if (own.path.points.subarray(0, shape[1]).join() !== data.subarray(0, shape[1]).join()) return [];
      const step = differs(own.path, this.#twin(own), { points: data, steps: shape[0] - 1 });
      return step < 0 ? [] : [{ run: run.key, step }];
    });
  }
}

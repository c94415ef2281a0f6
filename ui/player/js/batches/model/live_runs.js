// The runs over batches from another start, with other numbers or over other examples, made by the engine as the server
// would make them: what js/live/live_runs.js is for a surface.

import { distance, pointOf } from "../../engine/runs/curves.js";
import { differs, moved } from "../../engine/runs/rounding.js";
import { follow } from "../../engine/runs/run.js";
import { earlyStop, followBatches } from "../../engine/runs/sampled_run.js";
import { turned } from "../../engine/runs/turned.js";
import { paceOf } from "../../engine/steppers/pace.js";

// Examples looked at for one frame, of all runs and steps together: a million takes 50 to 130 ms, by the formula, on a
// processor of its own. Of more the runs follow when it is let go.
export const MOST_LOOKS = 800_000;

/** @typedef {import("../../live/live_runs.js").Changes} Changes */
/** @typedef {{ path: Path, start: number[], program: StepProgram, run: BatchRun }} Made */

export class LiveBatchRuns {
  /** @type {Map<string, Made>} */
  made = new Map();
  /** @type {import("./model.js").Model} */
  model;
  /** @type {Header} */
  header;

  /** @param {import("./model.js").Model} model @param {Header} header @param {BatchRun[]} runs */
  constructor(model, header, runs) {
    Object.assign(this, { model, header });
    this.looks = runs.reduce((sum, run) => sum + looksOf(run, model.examples), 0);
    this.dealt = runs.every(({ batches }) => !batches || batches.whole);
  }

  // Whether there is more to look at than can follow a hand.
  get heavy() { return this.looks > MOST_LOOKS; }

  // Whether anything can move before the server has answered.
  get offered() {
    return Boolean(this.model.examples.program) && this.dealt && !this.heavy
      && this.header.runs.some(({ program }) => program);
  }

  // The same runs with what has changed; those that the server alone makes stay where they are, faint.
  /** @param {BatchRun[]} runs @param {Changes} changes @returns {BatchRun[]} */
  from(runs, changes) {
    this.made.clear();
    const { examples } = this.model;
    const [loss, held] = [examples.loss(), examples.heldLoss()];
    return runs.map((run) => {
      const numbers = Object.values(changes.numbers[run.key] ?? {});
      if (!changes.start && !changes.data && !numbers.length) return run;
      const method = run.program && turned(run.program, numbers);
      if (!method) return { ...run, faded: true, live: true };
      const start = changes.start ?? run.point(0);
      const path = this.#path(loss, run, method, start);
      this.made.set(run.key, { path, start, program: method, run });
      return this.#run(run, path, held, changes.numbers[run.key]?.learning_rate?.value);
    });
  }

  /**
   * @param {import("../../engine/runs/example_loss.js").ExampleLoss} loss
   * @param {BatchRun} run
   * @param {StepProgram} method
   * @param {number[]} start
   * @returns {Path}
   */
  #path(loss, { batches, program = null }, method, start) {
    const steps = program?.steps ?? 0;
    if (batches) return followBatches(loss, method, start, steps, batches.batch);
    const path = follow(loss.all, method, start, steps);
    return { ...path, evaluations: path.evaluations.map((count) => count * loss.count) };
  }

  /**
   * @param {BatchRun} run
   * @param {Path} path
   * @param {import("../../engine/runs/example_loss.js").ExampleLoss | null} held
   * @param {number} [rate]
   * @returns {BatchRun}
   */
  #run(run, path, held, rate) {
    const { points, values, steps, evaluations } = path;
    const column = (axis) => Float64Array.from({ length: steps + 1 }, (_, k) => points[2 * k + axis]);
    const validation = held && Float64Array.from(values, (_, k) => held.along(pointOf(path, k)));
    const { pace, patience } = /** @type {RunProgram} */ (run.program);
    const paced = pace && paceOf(pace, rate ?? pace.eta);
    return {
      ...run, live: true, faded: false, xs: column(0), ys: column(1), values, seen: evaluations, validation,
      stop: validation && patience ? earlyStop(validation, patience) : null,
      rates: paced ? Float64Array.from({ length: steps }, (_, k) => paced(k + 1)) : null,
      epochs: evaluations[steps] / this.model.examples.count,
      point: (step) => [points[2 * step], points[2 * step + 1]],
    };
  }

  // The last point's distance to the nearest known minimum; null where none is known.
  /** @param {string} key */
  distanceOf(key) {
    const path = this.made.get(key)?.path;
    const { minima } = this.model.now;
    return path && minima.length ? distance(pointOf(path, path.steps), minima) : null;
  }

  // The runs that differ from what the server made of the same by more than rounding, each with the step.
  /** @param {Header} header @param {Arrays} arrays */
  differing({ runs }, arrays) {
    return runs.flatMap(({ key, program }, i) => {
      const own = this.made.get(key);
      const { data, shape } = arrays[`p${i}`];
      if (!own || JSON.stringify(program?.method) !== JSON.stringify(own.program)) return [];
      if (own.start.join() !== data.subarray(0, 2).join()) return [];
      const start = moved(own.start, this.model.scene.domain);
      const twin = this.#path(this.model.examples.loss(), own.run, own.program, start);
      const step = differs(own.path, twin, { points: data, steps: shape[0] - 1 });
      return step < 0 ? [] : [{ run: key, step }];
    });
  }
}

// Looks for all runs of a dial's map together: in a thread of its own this takes one to three seconds, and a rough map
// a fifth of it.
const MOST_LOOKS_OF_A_MAP = 20_000_000;
const RUNS_OF_A_MAP = 115;

// What a dial's map of a run is made over, or that it would take too long; nothing where not all batches are known.
/**
 * @param {import("./model.js").Model} model
 * @param {BatchRun} run
 * @returns {import("../../live/dial_maps.js").Over | "costly" | null}
 */
export function overExamples({ examples, version }, run) {
  const { batches, program } = run;
  if (!examples.program || !program || batches && !batches.whole) return null;
  if (RUNS_OF_A_MAP * looksOf(run, examples) > MOST_LOOKS_OF_A_MAP) return "costly";
  const dealt = batches && dealtTo(batches, program.steps);
  return { task: { loss: examples.program, dimension: 2, columns: [...examples.given, examples.target],
    batches: dealt?.parts ?? null }, sign: `${version} ${dealt?.sign ?? "all"}` };
}

/** @type {WeakMap<object, { parts: ArrayLike<number>[], sign: string }>} */
const written = new WeakMap();

// The batches of so many steps, written down once: a message brings the same ones again.
function dealtTo(batches, steps) {
  let known = written.get(batches);
  if (known?.parts.length !== steps) {
    const parts = Array.from({ length: steps }, (_, step) => batches.batch(step));
    known = { parts, sign: parts.map((part) => part.join()).join(";") };
    written.set(batches, known);
  }
  return known;
}

/** @param {BatchRun} run @param {import("./examples.js").Examples} examples */
function looksOf({ program, batches }, { count, heldCount }) {
  if (!program) return 0;
  return program.steps * ((batches ? batches.size(0) : count) + count + heldCount);
}

// What is computed of a scene: pictures of batches, gradients, clouds. Kept while the examples stay.

import { cloudPoints, RandomBatches } from "./cloud.js";
import { Examples } from "./examples.js";
import { contourLevels } from "../../drawing/field.js";
import { settled } from "../../engine/runs/minima.js";

const KEPT_FIELDS = 300;
const CHECKED_STEPS = 8;
const AGREEMENT = 1e-4;

// Of all models: other examples have another number.
let versions = 0;

export class Model {
  version = (versions += 1);
  edited = false;
  // Whether examples are where the server has not seen them, and whether they still move.
  displaced = false;
  moving = false;
  /** @type {any} */
  full;
  /** @type {Map<string, any>} */
  fields = new Map();
  /** @type {Map<string, boolean>} */
  judged = new Map();
  /** @type {{ point: number[], first: Float64Array, second: Float64Array } | null} */
  slopes = null;

  /** @param {BatchScene} scene @param {ReturnType<typeof import("../../drawing/field.js").shading>} shade */
  constructor(scene, shade) {
    this.scene = scene;
    // The same with its minima where they are by now.
    this.now = scene;
    this.shade = shade;
    this.examples = new Examples(scene);
    this.random = new RandomBatches();
  }

  // After the runs have changed.
  forgetRuns() { Object.assign(this, { judged: new Map(), slopes: null }); }

  // After the examples have changed, or batches.
  forget() {
    Object.assign(this, { fields: new Map(), judged: new Map(), slopes: null });
    if (this.displaced) { this.full = undefined; this.#settle(); }
  }

  // Minima that the server knew move along; of a whole line of minima nothing is known until it has answered.
  #settle() {
    const { scene, examples } = this;
    if (!examples.program) { this.now = { ...scene, minima: [], valley: null }; return; }
    const { all } = examples.loss();
    const found = this.now.minima.length ? this.now.minima : scene.minima;
    const minima = found.map((minimum) => settled(all, minimum)).filter((minimum) => minimum !== null);
    this.now = { ...scene, minima, valley: null };
  }

  put(place, features, target) {
    const { examples } = this;
    const example = examples.put(place, features, target);
    if (place === examples.count) { examples.count += 1; examples.drawn = Int32Array.from([...examples.drawn, place]); }
    this.edited = this.displaced = true;
    this.version = versions += 1;
    return example;
  }

  // What is not in the server's picture yet, put again.
  putAgain(example) {
    this.edited = this.displaced = true;
    this.version = versions += 1;
    return this.examples.putAgain(example);
  }

  numberOf(place) { return this.examples.drawn[place] + 1; }

  // The picture of all examples, as the server made it; of those that were moved coarser while they move. Levels, and
  // so colours, hold still.
  whole() {
    const { scene, examples } = this;
    if (this.displaced && examples.whole && !this.full) {
      const everything = Int32Array.from({ length: examples.count }, (_, i) => i);
      this.full = { ...examples.field(everything, scene.domain, !this.moving), levels: scene.levels };
    }
    this.full ??= { axes: scene.axes, width: scene.axes[0].length, values: scene.values, levels: scene.levels };
    return this.full;
  }

  // The loss that a step follows, or of one example.
  fieldOf(run, step, chosen) {
    if (chosen === null && !step.indices) return { ...this.whole(), used: this.examples.count };
    const key = chosen === null ? `${run.batches.number}:${step.from}` : `example ${chosen}`;
    if (!this.fields.has(key)) {
      if (this.fields.size >= KEPT_FIELDS) this.fields.delete(this.fields.keys().next().value);
      const indices = chosen === null ? step.indices : Int32Array.of(this.examples.drawn[chosen]);
      const field = this.examples.field(indices, this.scene.domain);
      this.fields.set(key, { ...field, levels: contourLevels(field.values) });
    }
    return this.fields.get(key);
  }

  #slopesAt(point) {
    if (this.slopes?.point.join() !== point.join()) this.slopes = { point, ...this.examples.slopes(...point) };
    return this.slopes;
  }

  fullGradient(point) {
    const { first, second } = this.#slopesAt(point);
    return [mean(first), mean(second)];
  }

  ownGradient(step, chosen) {
    const indices = chosen === null ? step.indices : Int32Array.of(this.examples.drawn[chosen]);
    if (!indices) return this.fullGradient(step.point);
    return this.examples.mean(indices, ...step.point).slice(1);
  }

  cloud(run, step) {
    const draws = this.random.of(this.examples.count, step.size, run.batches.replaced);
    return cloudPoints(step.point, step.rate, this.#slopesAt(step.point), draws);
  }

  // Whether the run's steps are the rate times the batch's gradient; looked at, not taken from its name.
  plain(run) {
    if (!this.judged.has(run.key)) this.judged.set(run.key, this.#isPlain(run));
    return this.judged.get(run.key);
  }

  #isPlain(run) {
    const steps = run.values.length - 1;
    if (!run.rates || !run.batches) return false;
    const count = Math.min(CHECKED_STEPS, steps);
    const looked = Array.from({ length: count }, (_, i) => Math.floor((i * steps) / CHECKED_STEPS));
    return looked.every((from) => {
      const [point, to] = [run.point(from), run.point(from + 1)];
      const gradient = this.examples.mean(run.batches.batch(from), ...point).slice(1);
      return point.every((value, i) => {
        const step = run.rates[from] * gradient[i];
        return Math.abs(value - step - to[i]) <= AGREEMENT * Math.abs(step) + 1e-9 * Math.abs(value);
      });
    });
  }
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

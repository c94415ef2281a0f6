// The examples and what a model's loss is on them: of one, of a batch, of all.

import { compile } from "../../engine/kernel.js";
import { pairwise } from "../../engine/numerics.js";
import { ExampleLoss } from "../../engine/runs/example_loss.js";

// Kernel calls that a picture of a batch may cost: it is drawn anew at every step.
const AFFORDABLE = 160_000;
const FINEST = 41;
const COARSEST = 17;
const MOST_IN_PICTURE = 1000;
// Of the picture of all examples once nothing moves any more: points along an axis, as the server's, if that costs no
// more calls than this.
const SHARP = 81;
const AFFORDABLE_SHARP = 1_500_000;
// As far as numbers may be from zero (surfaces/data/dataset.py).
const LARGEST = 1e9;

export class Examples {
  /** @param {BatchScene} scene */
  constructor(scene) {
    const { arrays } = scene;
    this.width = arrays.features.shape[1];
    this.kernel = compile(scene.kernel, 2 + this.width + 3);
    this.prediction = scene.prediction ? compile(scene.prediction, 2 + this.width) : null;
    this.delta = scene.numbers.delta;
    this.lambda = scene.numbers.lambda;
    this.total = scene.total;
    this.count = arrays.target.data.length;
    this.#read(arrays.allFeatures ?? arrays.features, arrays.allTarget ?? arrays.target);
    // Where the drawn examples are among all.
    this.drawn = Int32Array.from(arrays.drawn?.data ?? Array.from({ length: this.count }, (_, i) => i));
    // What the engine makes runs from; nothing where the server alone does.
    this.program = scene.example ?? null;
    this.classes = scene.classes;
    this.#readScaling(arrays);
    this.places = arrays.drawn ? new Map([...this.drawn].map((index, place) => [index, place])) : null;
  }

  #read(features, target) {
    this.columns = Array.from({ length: this.width }, (_, axis) =>
      Array.from({ length: target.data.length }, (_, i) => features.data[i * this.width + axis]));
    this.target = Array.from(target.data);
  }

  // Where features are standardized: what they were before. The picture stays in the units it was drawn in, and the
  // losses are of features that are standardized anew with every example that moves.
  /** @param {Arrays} arrays */
  #readScaling({ rawFeatures, heldFeatures, heldTarget, rawHeld }) {
    const column = (array, axis) =>
      Array.from({ length: array.data.length / this.width }, (_, i) => array.data[i * this.width + axis]);
    const columns = (array) => Array.from({ length: this.width }, (_, axis) => column(array, axis));
    this.raw = rawFeatures ? columns(rawFeatures) : null;
    this.pictured = this.raw?.map(scaleOf) ?? null;
    this.scales = this.pictured;
    // What the losses are of.
    this.given = this.columns;
    this.held = heldTarget ? { raw: rawHeld ? columns(rawHeld) : null, given: columns(heldFeatures),
      target: Array.from(heldTarget.data) } : null;
    // What is dragged is rounded as the server rounds it (pages/batches/edit.py).
    this.digits = [...this.raw ?? this.columns, this.target].map(digitsOf);
  }

  get heldCount() { return this.held?.target.length ?? 0; }

  // Of all examples as they are now, for runs.
  loss() { return new ExampleLoss(/** @type {LossProgram} */ (this.program), [...this.given, this.target]); }

  heldLoss() {
    return this.held && new ExampleLoss(/** @type {LossProgram} */ (this.program),
      [...this.held.given, this.held.target]);
  }

  // Which of the drawn examples has this index, or undefined.
  placeOf(index) { return this.places ? this.places.get(index) : index < this.count ? index : undefined; }

  get whole() { return this.count === this.total; }

  feature(place, axis) { return this.columns[axis][this.drawn[place]]; }

  targetOf(place) { return this.target[this.drawn[place]]; }

  // Places an example; what comes back are the numbers it has then, in the picture's units.
  /** @param {number} place @param {number[]} features @param {number} target */
  put(place, features, target) {
    features.forEach((value, axis) => {
      const { raw, pictured } = this;
      if (!raw || !pictured) { this.columns[axis][place] = rounded(value, this.digits[axis]); return; }
      const [center, spread] = pictured[axis];
      raw[axis][place] = rounded(center + value * spread, this.digits[axis]);
      this.columns[axis][place] = (raw[axis][place] - center) / spread;
    });
    this.target[place] = this.classes ? Number(target >= 0.5) : rounded(target, this.digits[this.width]);
    this.#scale();
    return { place, features: this.columns.map((column) => column[place]), target: this.target[place],
      raw: (this.raw ?? this.columns).map((column) => column[place]) };
  }

  // What was put among examples whose picture has other units.
  /** @param {import("../../live/live_runs.js").MovedExample} example */
  putAgain({ place, raw, target }) {
    const { pictured } = this;
    return this.put(place, pictured ? raw.map((value, axis) => standardized(value, pictured[axis])) : raw, target);
  }

  #scale() {
    const { raw, held } = this;
    if (!raw) return;
    this.scales = raw.map(scaleOf);
    this.given = raw.map((column, axis) => column.map((value) => standardized(value, this.scales[axis])));
    if (held?.raw) held.given = held.raw.map((column, axis) => column.map((value) =>
      Math.max(-LARGEST, Math.min(LARGEST, standardized(value, this.scales[axis])))));
  }

  // From the picture's units to those the losses are of.
  #toGiven(value, axis) {
    if (this.scales === this.pictured || !this.pictured || !this.scales) return value;
    const [center, spread] = this.pictured[axis];
    return standardized(center + value * spread, this.scales[axis]);
  }

  // One example's [loss, partial derivative by w0, by w1].
  one(i, w0, w1) {
    const { kernel, given: columns, target, delta, lambda } = this;
    return this.width === 1 ? kernel(w0, w1, columns[0][i], target[i], delta, lambda)
      : kernel(w0, w1, columns[0][i], columns[1][i], target[i], delta, lambda);
  }

  predict(place, w0, w1) {
    const i = this.drawn[place];
    return this.predictAt([this.columns[0][i], this.columns[1]?.[i]], w0, w1);
  }

  /** @param {number[]} features @param {number} w0 @param {number} w1 @returns {number} */
  predictAt([first, second], w0, w1) {
    const x = this.#toGiven(first, 0);
    return this.width === 1 ? this.prediction(w0, w1, x)[0]
      : this.prediction(w0, w1, x, this.#toGiven(second, 1))[0];
  }

  // The mean over some examples, as of one.
  mean(indices, w0, w1) {
    let [value, first, second] = [0, 0, 0];
    for (let k = 0; k < indices.length; k += 1) {
      const parts = this.one(indices[k], w0, w1);
      value += parts[0]; first += parts[1]; second += parts[2];
    }
    return [value / indices.length, first / indices.length, second / indices.length];
  }

  // The partial derivatives of every drawn example at one point.
  slopes(w0, w1) {
    const first = new Float64Array(this.count);
    const second = new Float64Array(this.count);
    for (let place = 0; place < this.count; place += 1) {
      const parts = this.one(this.drawn[place], w0, w1);
      first[place] = parts[1]; second[place] = parts[2];
    }
    return { first, second };
  }

  // The mean loss of some examples over the window, coarser where there are many of them.
  field(indices, domain, sharp = false) {
    const used = indices.length > MOST_IN_PICTURE ? indices.subarray(0, MOST_IN_PICTURE) : indices;
    const fitting = Math.floor(Math.sqrt(AFFORDABLE / used.length));
    const finer = sharp && SHARP * SHARP * used.length <= AFFORDABLE_SHARP;
    const width = finer ? SHARP : Math.max(COARSEST, Math.min(FINEST, fitting));
    const axes = domain.map(([low, high]) =>
      Float64Array.from({ length: width }, (_, i) => low + ((high - low) * i) / (width - 1)));
    return { axes, width, used: used.length, values: this.#fieldValues(used, axes, width) };
  }

  #fieldValues(used, [xs, ys], width) {
    const { kernel, target, delta, lambda } = this;
    const [a, b] = this.given;
    const values = new Float64Array(width * width);
    for (const i of used) {
      let at = 0;
      for (let row = 0; row < width; row += 1) {
        const w1 = ys[row];
        for (let column = 0; column < width; column += 1) {
          values[at] += b ? kernel(xs[column], w1, a[i], b[i], target[i], delta, lambda)[0]
            : kernel(xs[column], w1, a[i], target[i], delta, lambda)[0];
          at += 1;
        }
      }
    }
    for (let at = 0; at < values.length; at += 1) values[at] /= used.length;
    return values;
  }
}

// Mean and standard deviation; of a column that never changes its value and 1 (surfaces/data/dataset.py).
/** @param {number[]} column @returns {[number, number]} */
function scaleOf(column) {
  if (column.every((value) => value === column[0])) return [column[0], 1];
  const mean = pairwise(column) / column.length;
  return [mean, Math.sqrt(pairwise(column.map((value) => (value - mean) ** 2)) / column.length)];
}

const standardized = (value, [center, spread]) => (value - center) / spread;

/** @param {number[]} column */
function digitsOf(column) {
  const [low, high] = column.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
  return 3 - Math.floor(Math.log10(high - low || 1));
}

/** @param {number} value @param {number} digits may be negative */
function rounded(value, digits) {
  const unit = 10 ** -digits;
  // Zero has no sign here.
  return (digits >= 0 ? Number(value.toFixed(Math.min(100, digits))) : Math.round(value / unit) * unit) + 0;
}

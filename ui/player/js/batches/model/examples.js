// The examples and what a model's loss is on them: of one, of a batch, of all.

import { compile } from "../../engine/kernel.js";

// Kernel calls that a picture of a batch may cost: it is drawn anew at every step.
const AFFORDABLE = 160_000;
const FINEST = 41;
const COARSEST = 17;
const MOST_IN_PICTURE = 1000;

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
    this.places = arrays.drawn ? new Map([...this.drawn].map((index, place) => [index, place])) : null;
  }

  #read(features, target) {
    this.columns = Array.from({ length: this.width }, (_, axis) =>
      Array.from({ length: target.data.length }, (_, i) => features.data[i * this.width + axis]));
    this.target = Array.from(target.data);
  }

  // Which of the drawn examples has this index, or undefined.
  placeOf(index) { return this.places ? this.places.get(index) : index < this.count ? index : undefined; }

  get whole() { return this.count === this.total; }

  feature(place, axis) { return this.columns[axis][this.drawn[place]]; }

  targetOf(place) { return this.target[this.drawn[place]]; }

  put(place, features, target) {
    features.forEach((value, axis) => { this.columns[axis][place] = value; });
    this.target[place] = target;
  }

  // One example's [loss, partial derivative by w0, by w1].
  one(i, w0, w1) {
    const { kernel, columns, target, delta, lambda } = this;
    return this.width === 1 ? kernel(w0, w1, columns[0][i], target[i], delta, lambda)
      : kernel(w0, w1, columns[0][i], columns[1][i], target[i], delta, lambda);
  }

  predict(place, w0, w1) {
    const i = this.drawn[place];
    return this.predictAt([this.columns[0][i], this.columns[1]?.[i]], w0, w1);
  }

  /** @param {number[]} features @param {number} w0 @param {number} w1 @returns {number} */
  predictAt([first, second], w0, w1) {
    return this.width === 1 ? this.prediction(w0, w1, first)[0] : this.prediction(w0, w1, first, second)[0];
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
  field(indices, domain) {
    const used = indices.length > MOST_IN_PICTURE ? indices.subarray(0, MOST_IN_PICTURE) : indices;
    const fitting = Math.floor(Math.sqrt(AFFORDABLE / used.length));
    const width = Math.max(COARSEST, Math.min(FINEST, fitting));
    const axes = domain.map(([low, high]) =>
      Float64Array.from({ length: width }, (_, i) => low + ((high - low) * i) / (width - 1)));
    return { axes, width, used: used.length, values: this.#fieldValues(used, axes, width) };
  }

  #fieldValues(used, [xs, ys], width) {
    const { kernel, target, delta, lambda } = this;
    const [a, b] = this.columns;
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

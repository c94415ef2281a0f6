// The mean loss of a model over examples, of all or of a batch: the twin of surfaces/data/data_loss.py.

import { compileOn } from "../kernel.js";
import { pairwise } from "../numerics.js";

export class ExampleLoss {
  dimension = 2;

  /**
   * @param {LossProgram} program of one example: of the weights, its features and target, then the numbers
   * @param {ArrayLike<number>[]} columns of the features and the target
   */
  constructor(program, columns) {
    this.columns = columns;
    this.count = columns[columns.length - 1].length;
    const given = Object.values(program.numbers);
    const size = 2 + columns.length + given.length;
    this.slots = new Float64Array(size);
    this.slots.set(given, 2 + columns.length);
    this.kernels = { value: compileOn(program.value, size), both: compileOn(program.gradient, size),
      hessian: compileOn(program.hessian, size) };
    // All examples.
    this.all = new Mean(this, null);
  }

  /** @param {ArrayLike<number>} indices */
  batch(indices) { return new Mean(this, indices); }

  // What a kernel finds of one example at the weights that stand in the slots.
  /** @param {"value" | "both" | "hessian"} what @param {number} i @returns {number[]} */
  one(what, i) {
    const { columns, slots } = this;
    for (let axis = 0; axis < columns.length; axis += 1) slots[2 + axis] = columns[axis][i];
    return this.kernels[what](slots);
  }

  // The loss of all at a point of a path. Along a path Python adds example after example.
  /** @param {ArrayLike<number>} point */
  along(point) {
    this.slots[0] = point[0];
    this.slots[1] = point[1];
    let sum = 0;
    for (let i = 0; i < this.count; i += 1) sum += this.one("value", i)[0];
    return sum / this.count;
  }
}

// The mean over some examples, as a loss of its own: methods remember a loss by which one it is.
/** @implements {Oracle} */
class Mean {
  /** @param {ExampleLoss} loss @param {ArrayLike<number> | null} indices null for all */
  constructor(loss, indices) {
    this.loss = loss;
    this.indices = indices;
    this.count = indices ? indices.length : loss.count;
    this.found = Array.from({ length: 3 }, () => new Float64Array(this.count));
  }

  #means(what, point, entries) {
    const { loss, indices, count, found } = this;
    loss.slots[0] = point[0];
    loss.slots[1] = point[1];
    for (let k = 0; k < count; k += 1) {
      const parts = loss.one(what, indices ? indices[k] : k);
      for (let j = 0; j < entries; j += 1) found[j][k] = parts[j];
    }
    const means = new Array(entries);
    for (let j = 0; j < entries; j += 1) means[j] = pairwise(found[j]) / count;
    return means;
  }

  /** @param {ArrayLike<number>} point */
  value(point) { return this.#means("value", point, 1)[0]; }

  // The value, then the partial derivatives.
  /** @param {ArrayLike<number>} point */
  both(point) { return this.#means("both", point, 3); }

  /** @param {ArrayLike<number>} point */
  gradient(point) { return this.both(point).slice(1); }

  /** @param {ArrayLike<number>} point */
  hessian(point) {
    const [a, b, c] = this.#means("hessian", point, 3);
    return [[a, b], [b, c]];
  }
}

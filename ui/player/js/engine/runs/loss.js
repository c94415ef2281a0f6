// A loss of some weights, from the sources that the server prints.

import { compileOn } from "../kernel.js";

/** @implements {Oracle} */
export class Loss {
  // `numbers`, by name, stand for those of the program.
  /** @param {LossProgram} program @param {number} dimension @param {Record<string, number>} [numbers] */
  constructor(program, dimension, numbers = {}) {
    this.dimension = dimension;
    const given = Object.entries(program.numbers).map(([name, value]) => numbers[name] ?? value);
    const count = dimension + given.length;
    this.slots = new Float64Array(count);
    this.slots.set(given, dimension);
    this.kernels = { value: compileOn(program.value, count), both: compileOn(program.gradient, count),
      hessian: compileOn(program.hessian, count) };
  }

  #at(point) {
    for (let i = 0; i < this.dimension; i += 1) this.slots[i] = point[i];
    return this.slots;
  }

  /** @param {ArrayLike<number>} point */
  value(point) { return this.kernels.value(this.#at(point))[0]; }

  // The value, then the partial derivatives.
  /** @param {ArrayLike<number>} point */
  both(point) { return this.kernels.both(this.#at(point)); }

  /** @param {ArrayLike<number>} point */
  gradient(point) { return this.both(point).slice(1); }

  // Second derivatives, the upper triangle row by row.
  /** @param {ArrayLike<number>} point */
  upper(point) { return this.kernels.hessian(this.#at(point)); }

  // Row by row.
  /** @param {ArrayLike<number>} point */
  hessian(point) {
    const upper = this.upper(point);
    return this.dimension === 1 ? [[upper[0]]] : [[upper[0], upper[1]], [upper[1], upper[2]]];
  }
}

// Steps of a method that is its equations: one function for all coordinates, printed by the server.

import { compileOn } from "../kernel.js";

export class RuleStepper {
  /** @type {Cost | null} */
  cost;

  /** @param {StepProgram} program @param {number} dimension */
  constructor({ body, ahead, memory, numbers, usesValue }, dimension) {
    this.dimension = dimension;
    this.memory = memory;
    this.numbers = numbers;
    this.usesValue = usesValue;
    // Step, weights, gradient, memory coordinate by coordinate, numbers, and the loss if the equations use it.
    this.stateAt = 1 + 2 * dimension;
    this.states = dimension * memory.length;
    const given = Object.values(numbers);
    const count = this.stateAt + this.states + given.length + (usesValue ? 1 : 0);
    this.slots = new Float64Array(count);
    this.slots.set(given, this.stateAt + this.states);
    this.update = compileOn(body, count);
    this.ahead = ahead ? compileOn(ahead, count) : null;
    this.cost = [usesValue ? 1 : 0, 1, 0];
  }

  get looksAhead() { return this.ahead !== null; }

  // A state variable begins with a number, with that of a setting, or at the weight itself.
  /** @param {number[]} point */
  begin(point) {
    const first = this.memory.map((value) => (typeof value === "number" ? value : this.numbers[value] ?? null));
    point.forEach((w, i) => first.forEach((value, j) => {
      this.slots[this.stateAt + i * first.length + j] = value ?? w;
    }));
  }

  /** @param {number} k @param {number[]} point */
  gradientPoint(k, point) {
    const { slots, dimension } = this;
    slots[0] = k;
    for (let i = 0; i < dimension; i += 1) { slots[1 + i] = point[i]; slots[1 + dimension + i] = 0; }
    return this.ahead(slots);
  }

  /** @param {number} k @param {number[]} point @param {ArrayLike<number>} gradient @param {Oracle} loss */
  step(k, point, gradient, loss) {
    const { slots, dimension, states, stateAt } = this;
    if (this.usesValue) slots[slots.length - 1] = loss.value(this.looksAhead ? this.gradientPoint(k, point) : point);
    slots[0] = k;
    for (let i = 0; i < dimension; i += 1) { slots[1 + i] = point[i]; slots[1 + dimension + i] = gradient[i]; }
    const moved = this.update(slots);
    for (let j = 0; j < states; j += 1) slots[stateAt + j] = moved[dimension + j];
    // A shorter array that is made anew costs less than one that is cut.
    return dimension === 2 ? [moved[0], moved[1]] : moved.slice(0, dimension);
  }
}

// A training, made step by step and kept: the twin of optim_core/running/sampled_run.py.

import { makeStepper } from "../../engine/steppers/make.js";
import { NetworkLoss, weightCount } from "./loss.js";

/**
 * @typedef {object} Task
 * @property {import("./loss.js").Shape} shape
 * @property {StepProgram} program
 * @property {ArrayLike<number>} start
 * @property {number} steps
 * @property {ArrayLike<number>} inputs row by row
 * @property {ArrayLike<number>} targets
 * @property {ArrayLike<number>} heldInputs examples that no step sees; there may be none
 * @property {ArrayLike<number>} heldTargets
 * @property {Int32Array[] | null} batches the examples of each step; null: all of them
 */

/**
 * @typedef {object} Part the steps of a training from one to another
 * @property {number} from the step before the first of them
 * @property {number} made @property {number} badStep how far the training has come with them
 * @property {Record<string, Float64Array>} numbers
 */

// Numbers of every point, the start's included, and of every step.
const OF_POINTS = ["points", "values", "heldValues", "spreads"];
const OF_STEPS = ["gradients", "gradientSizes"];

export class Training {
  made = 0;
  // The step that led to no finite number; -1 while none has.
  badStep = -1;

  /** @param {Task} task */
  constructor({ shape, program, start, steps, inputs, targets, heldInputs, heldTargets, batches }) {
    this.shape = shape;
    this.steps = steps;
    this.batches = batches;
    this.loss = new NetworkLoss(shape, inputs, targets);
    this.all = new NetworkLoss(shape, inputs, targets);
    this.held = heldTargets.length ? new NetworkLoss(shape, heldInputs, heldTargets) : null;
    this.dimension = weightCount(shape.layers);
    this.depth = shape.layers.length - 1;
    this.stepper = makeStepper(program, this.dimension);
    this.points = new Float64Array((steps + 1) * this.dimension);
    // The gradient that each step was given, of its own examples.
    this.gradients = new Float64Array(steps * this.dimension);
    this.values = new Float64Array(steps + 1);
    this.heldValues = new Float64Array(steps + 1);
    // For every step and layer: the root mean square of the derivatives by its weights, and how far apart the examples
    // are in what comes out of its units.
    this.gradientSizes = new Float64Array(steps * this.depth);
    this.spreads = new Float64Array((steps + 1) * this.depth);
    this.current = Array.from(start);
    this.stepper.begin(this.current);
    if (!this.#record(0)) this.badStep = 0;
  }

  get finished() { return this.made === this.steps || this.badStep >= 0; }

  /** @param {number} k */
  point(k) { return this.points.subarray(k * this.dimension, (k + 1) * this.dimension); }

  // What has been made since step `from`, to be handed to another thread.
  /** @param {number} from @returns {Part} */
  part(from) {
    const { made, badStep, steps } = this;
    const rows = (name, count) => this[name].length / count;
    const numbers = {};
    for (const name of OF_POINTS) {
      const each = rows(name, steps + 1);
      numbers[name] = this[name].slice(from * each, (made + 1) * each);
    }
    for (const name of OF_STEPS) {
      const each = rows(name, steps);
      numbers[name] = this[name].slice(from * each, made * each);
    }
    return { from, made, badStep, numbers };
  }

  // Steps that another thread has made.
  /** @param {Part} part */
  take({ from, made, badStep, numbers }) {
    for (const name of OF_POINTS) this[name].set(numbers[name], from * (this[name].length / (this.steps + 1)));
    for (const name of OF_STEPS) this[name].set(numbers[name], from * (this[name].length / this.steps));
    Object.assign(this, { made, badStep });
  }

  // The gradient that step k (from 1) was given.
  /** @param {number} k */
  gradient(k) { return this.gradients.subarray((k - 1) * this.dimension, k * this.dimension); }

  // What step k (from 1) added to a weight.
  /** @param {number} k @param {number} place */
  update(k, place) {
    return this.points[k * this.dimension + place] - this.points[(k - 1) * this.dimension + place];
  }

  // Makes as many steps as there are left, at most so many.
  /** @param {number} count */
  advance(count) {
    for (let i = 0; i < count && !this.finished; i += 1) this.#step();
  }

  #step() {
    const { stepper, loss, dimension } = this;
    const k = this.made + 1;
    loss.see(this.batches ? this.batches[k - 1] : null);
    // Of every batch another one: methods remember a loss by which one it is of.
    const asked = this.batches ? new BatchLoss(loss) : loss;
    const at = stepper.looksAhead ? stepper.gradientPoint(k, this.current) : this.current;
    const gradient = loss.gradient(at);
    this.current = stepper.step(k, this.current, gradient, asked);
    this.gradients.set(gradient, (k - 1) * dimension);
    if (!this.#record(k)) { this.badStep = k; return; }
    this.#sizes(k);
    this.made = k;
  }

  // Losses and spreads at the point reached; false where a number is not finite.
  #record(k) {
    const value = this.all.value(this.current);
    if (!(Number.isFinite(value) && this.current.every(Number.isFinite))) return false;
    this.points.set(this.current, k * this.dimension);
    this.values[k] = value;
    this.#spread(k);
    if (this.held) this.heldValues[k] = this.held.value(this.current);
    return true;
  }

  #sizes(k) {
    const gradient = this.gradient(k);
    this.loss.places.forEach(({ weights, biases }, l) => {
      let total = 0;
      for (let i = weights; i < biases; i += 1) total += gradient[i] * gradient[i];
      this.gradientSizes[(k - 1) * this.depth + l] = Math.sqrt(total / (biases - weights));
    });
  }

  // The standard deviation over the examples of each unit's output, its mean over the layer's units.
  #spread(k) {
    const { layers, outputs, seen } = this.all;
    for (let l = 1; l < layers.length; l += 1) {
      const units = layers[l];
      let total = 0;
      for (let j = 0; j < units; j += 1) {
        // From the first example's on: where all are equal the spread is 0, and no rounding of their mean.
        const first = outputs[l][j];
        let sum = 0;
        for (let n = 0; n < seen; n += 1) sum += outputs[l][n * units + j] - first;
        const mean = sum / seen;
        let squares = 0;
        for (let n = 0; n < seen; n += 1) squares += (outputs[l][n * units + j] - first - mean) ** 2;
        total += Math.sqrt(squares / seen);
      }
      this.spreads[k * this.depth + l - 1] = total / units;
    }
  }
}

// The loss of the examples that are seen now, as one of its own.
/** @implements {Oracle} */
class BatchLoss {
  /** @param {NetworkLoss} loss */
  constructor(loss) { this.loss = loss; }

  value(point) { return this.loss.value(point); }

  both(point) { return this.loss.both(point); }

  gradient(point) { return this.loss.gradient(point); }

  hessian() { return this.loss.hessian(); }
}

// The batches of all steps from their indices in a row and the number of examples of each.
/** @param {ArrayLike<number>} indices @param {ArrayLike<number>} sizes */
export function batchesOf(indices, sizes) {
  const flat = Int32Array.from(indices);
  let at = 0;
  return Array.from(sizes, (size) => {
    at += size;
    return flat.subarray(at - size, at);
  });
}

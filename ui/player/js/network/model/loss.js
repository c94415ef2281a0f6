// A network's loss over examples, forward and backward: the twin of surfaces/networks/passes.py.

import { relu, sigmoid, softplus } from "../../engine/numerics.js";

/**
 * @typedef {object} Shape
 * @property {number[]} layers units, inputs first
 * @property {string} activation of the hidden units; the output is not bent
 * @property {string} loss "squared" or "logistic"
 */

// An activation, and its derivative from the sum z that goes in and the number a that comes out.
/** @type {Record<string, { value: (z: number) => number, slope: (z: number, a: number) => number }>} */
const BENDS = {
  tanh: { value: Math.tanh, slope: (_z, a) => 1 - a * a },
  relu: { value: relu, slope: (z) => (z > 0 ? 1 : 0) },
  sigmoid: { value: sigmoid, slope: (_z, a) => a * (1 - a) },
  identity: { value: (z) => z, slope: () => 1 },
};

/** @type {Record<string, { value: (a: number, y: number) => number, slope: (a: number, y: number) => number }>} */
const MISSES = {
  squared: { value: (a, y) => (a - y) ** 2, slope: (a, y) => 2 * (a - y) },
  logistic: { value: (a, y) => softplus(a) - y * a, slope: (a, y) => sigmoid(a) - y },
};

// Where every layer's weights begin in a point, then its biases: weight (i, j) is at `weights + i * after + j`.
/** @param {number[]} layers */
export function places(layers) {
  let at = 0;
  return layers.slice(1).map((after, l) => {
    const before = layers[l];
    const place = { before, after, weights: at, biases: at + before * after };
    at += (before + 1) * after;
    return place;
  });
}

/** @param {number[]} layers */
export const weightCount = (layers) => places(layers).reduce((sum, { before, after }) => sum + (before + 1) * after, 0);

/** @implements {Oracle} */
export class NetworkLoss {
  // How many examples the last pass saw.
  seen = 0;

  /** @param {Shape} shape @param {ArrayLike<number>} inputs row by row @param {ArrayLike<number>} targets */
  constructor({ layers, activation, loss }, inputs, targets) {
    this.layers = layers;
    this.places = places(layers);
    this.dimension = weightCount(layers);
    this.bend = BENDS[activation];
    this.miss = MISSES[loss];
    this.inputs = Float64Array.from(inputs);
    this.targets = Float64Array.from(targets);
    this.examples = this.inputs.length / layers[0];
    /** @type {ArrayLike<number> | null} */
    this.batch = null;
    const room = () => layers.map((units) => new Float64Array(this.examples * units));
    // Row by row: the sums that go in, what comes out, and the derivative of the loss by each sum.
    this.sums = room();
    this.outputs = room();
    this.flows = room();
    this.found = new Float64Array(1 + this.dimension);
    // The weights of the last pass, whatever kind of array they came in: one kind is read much faster.
    this.weights = new Float64Array(this.dimension);
  }

  // The examples that are seen from now on; null is all of them.
  /** @param {ArrayLike<number> | null} indices */
  see(indices) { this.batch = indices; }

  /** @param {ArrayLike<number>} point */
  value(point) {
    this.forward(point);
    const outputs = this.outputs[this.layers.length - 1];
    const each = this.layers[this.layers.length - 1];
    const { value } = this.miss;
    let total = 0;
    for (let n = 0; n < this.seen; n += 1) {
      const row = (this.batch ? this.batch[n] : n) * each;
      for (let j = 0; j < each; j += 1) total += value(outputs[n * each + j], this.targets[row + j]);
    }
    return total / this.seen;
  }

  // Fills sums and outputs of the examples that are seen, in their order.
  /** @param {ArrayLike<number>} given */
  forward(given) {
    const { batch, inputs, layers, outputs, sums, weights: point } = this;
    const first = layers[0];
    for (let i = 0; i < this.dimension; i += 1) point[i] = given[i];
    this.seen = batch ? batch.length : this.examples;
    for (let n = 0; n < this.seen; n += 1) {
      const row = (batch ? batch[n] : n) * first;
      for (let i = 0; i < first; i += 1) outputs[0][n * first + i] = inputs[row + i];
    }
    for (let l = 0; l < this.places.length; l += 1) {
      const { before, after, weights, biases } = this.places[l];
      const [from, z, to] = [outputs[l], sums[l + 1], outputs[l + 1]];
      for (let n = 0; n < this.seen; n += 1) {
        for (let j = 0; j < after; j += 1) {
          let sum = 0;
          let at = weights + j;
          for (let i = n * before; i < (n + 1) * before; i += 1, at += after) sum += from[i] * point[at];
          z[n * after + j] = sum + point[biases + j];
        }
      }
      const bend = l < this.places.length - 1 ? this.bend.value : null;
      const count = this.seen * after;
      if (bend) for (let i = 0; i < count; i += 1) to[i] = bend(z[i]);
      else for (let i = 0; i < count; i += 1) to[i] = z[i];
    }
  }

  // The value, then the partial derivatives; overwritten by the next call.
  /** @param {ArrayLike<number>} given */
  backward(given) {
    const { found, layers, outputs, sums, flows, bend, weights: point } = this;
    found.fill(0);
    found[0] = this.value(given);
    this.#beginBackward();
    for (let l = this.places.length - 1; l >= 0; l -= 1) {
      const { before, after, weights, biases } = this.places[l];
      const [from, flow, back] = [outputs[l], flows[l + 1], flows[l]];
      for (let n = 0; n < this.seen; n += 1) {
        for (let j = 0; j < after; j += 1) found[1 + biases + j] += flow[n * after + j];
        for (let i = 0; i < before; i += 1) {
          const a = from[n * before + i];
          let arrived = 0;
          for (let j = 0; j < after; j += 1) {
            const delta = flow[n * after + j];
            found[1 + weights + i * after + j] += a * delta;
            arrived += delta * point[weights + i * after + j];
          }
          back[n * layers[l] + i] = l ? arrived * bend.slope(sums[l][n * before + i], a) : arrived;
        }
      }
    }
    return found;
  }

  // Derivatives of the mean loss by the outputs.
  #beginBackward() {
    const last = this.layers.length - 1;
    const each = this.layers[last];
    const { slope } = this.miss;
    for (let n = 0; n < this.seen; n += 1) {
      const row = (this.batch ? this.batch[n] : n) * each;
      for (let j = 0; j < each; j += 1) {
        this.flows[last][n * each + j] = slope(this.outputs[last][n * each + j], this.targets[row + j]) / this.seen;
      }
    }
  }

  /** @param {ArrayLike<number>} point */
  both(point) { return Array.from(this.backward(point)); }

  /** @param {ArrayLike<number>} point */
  gradient(point) { return Array.from(this.backward(point).subarray(1)); }

  /** @returns {number[][]} */
  hessian() { throw new Error("a network's curvature is not worked out here"); }
}

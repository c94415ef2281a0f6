// The pass of one example, layer by layer: its numbers, and a sentence for each step.

import { fill } from "../base/format.js";
import { NetworkLoss } from "./model/loss.js";

export class ExamplePass {
  /** @param {import("./model/training.js").Task} task @param {number} example */
  constructor({ shape, inputs, targets }, example) {
    const [first, last] = [shape.layers[0], shape.layers[shape.layers.length - 1]];
    this.shape = shape;
    this.example = example;
    this.depth = shape.layers.length - 1;
    this.loss = new NetworkLoss(shape, Array.from(inputs).slice(first * example, first * (example + 1)),
      Array.from(targets).slice(last * example, last * (example + 1)));
  }

  // A step for each layer forward, one for the derivative by the output, one for each hidden layer backward.
  get steps() { return 2 * this.depth; }

  /** @param {ArrayLike<number>} point */
  at(point) {
    const found = this.loss.backward(point);
    this.value = found[0];
    this.gradient = found.subarray(1);
  }

  // The last layer whose outputs are known after so many steps, and the first whose derivatives are.
  /** @param {number} step */
  reached(step) { return { forward: Math.min(step, this.depth), backward: 2 * this.depth + 1 - step }; }

  /** @param {number} step */
  lit(step) { return step <= this.depth ? step : 2 * this.depth + 1 - step; }

  output(l, i) { return this.loss.outputs[l][i]; }

  flow(l, i) { return this.loss.flows[l][i]; }

  /** @param {number} step @param {Labels} labels @param {Format} format */
  sentence(step, labels, format) {
    const { depth, loss, shape } = this;
    // Plus 0 a zero has no sign.
    const list = (numbers, count) => Array.from(numbers.subarray(0, count), (value) => format(value + 0, 3)).join("; ");
    const l = this.lit(step);
    const count = shape.layers[l];
    const about = { activation: shape.activation, layer: fill(labels.layer, { number: l }) };
    if (step === 0) {
      return fill(labels.pass_begin, { number: this.example + 1, inputs: list(loss.inputs, shape.layers[0]),
        target: format(loss.targets[0], 3) });
    }
    if (step < depth) {
      return fill(labels.pass_forward, { ...about, sums: list(loss.sums[l], count),
        outputs: list(loss.outputs[l], count) });
    }
    if (step === depth) {
      return fill(labels.pass_output, { output: list(loss.outputs[l], count), loss: format(this.value, 4) });
    }
    if (step === depth + 1) return fill(labels.pass_seed, { flow: list(loss.flows[l], count) });
    return fill(labels.pass_backward, { ...about, flows: list(loss.flows[l], count) });
  }
}

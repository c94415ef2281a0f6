// What a layer and a weight are called.

import { fill } from "../base/format.js";

/** @param {number} l from 1 @param {number} depth @param {Labels} labels */
export const layerName = (l, depth, labels) => (l === depth ? labels.output_layer : fill(labels.layer, { number: l }));

// "w1[2,3]" leads from unit 2 to unit 3 of the next layer, as in Python.
/** @param {number} place @param {ReturnType<typeof import("./model/loss.js").places>} places */
export function weightName(place, places) {
  const l = places.findIndex(({ biases, after }) => place < biases + after);
  const { weights, biases, after } = places[l];
  if (place >= biases) return `b${l + 1}[${place - biases + 1}]`;
  const at = place - weights;
  return `w${l + 1}[${Math.floor(at / after) + 1},${(at % after) + 1}]`;
}

// How many of the examples have the class that the output says.
/** @param {import("./model/loss.js").NetworkLoss} loss @param {ArrayLike<number>} point @param {number} threshold */
export function classifiedRight(loss, point, threshold) {
  loss.forward(point);
  const outputs = loss.outputs[loss.layers.length - 1];
  let right = 0;
  for (let n = 0; n < loss.examples; n += 1) right += Number(outputs[n] > threshold === loss.targets[n] > 0.5);
  return right;
}

// The loop: the twin of `_run_single` in optim_core/running/loop.py.

import { makeStepper } from "../steppers/make.js";
import { lastStep } from "./stops.js";

/**
 * One run, up to its last finite point, or to where a stopping rule ends it.
 *
 * @param {Oracle} loss
 * @param {StepProgram} program
 * @param {ArrayLike<number>} start
 * @param {number} steps
 * @param {Record<string, number>} [stops] limits by the rules' keys
 * @returns {Path}
 */
export function follow(loss, program, start, steps, stops = {}) {
  const path = followed(loss, makeStepper(program, start.length), Array.from(start), steps);
  const last = lastStep(path, loss, stops);
  return last < 0 ? path : until(path, last);
}

/** @returns {Path} */
function followed(loss, stepper, start, steps) {
  const dimension = start.length;
  const points = new Float64Array((steps + 1) * dimension);
  const values = new Float64Array(steps + 1);
  const gradients = new Float64Array(steps * dimension);
  // Without looking ahead it is the points themselves.
  const takenAt = stepper.looksAhead ? new Float64Array(steps * dimension) : points;
  const counts = stepper.cost ? null : [[0, 0, 0]];
  stepper.begin(start);
  let point = start;
  let both = loss.both(point);
  values[0] = both[0];
  for (let i = 0; i < dimension; i += 1) points[i] = point[i];
  let badStep = Number.isFinite(both[0]) ? -1 : 0;
  let made = 0;
  const gradient = new Array(dimension);
  while (badStep < 0 && made < steps) {
    const k = made + 1;
    let at = point;
    if (stepper.looksAhead) {
      at = stepper.gradientPoint(k, point);
      both = loss.both(at);
    }
    for (let i = 0; i < dimension; i += 1) {
      gradient[i] = both[1 + i];
      gradients[made * dimension + i] = gradient[i];
    }
    if (stepper.looksAhead) for (let i = 0; i < dimension; i += 1) takenAt[made * dimension + i] = at[i];
    point = stepper.step(k, point, gradient, loss);
    both = loss.both(point);
    let rest = both[0] * 0;
    for (let i = 0; i < dimension; i += 1) rest += point[i] * 0;
    if (rest !== 0) { badStep = k; break; }
    made = k;
    values[k] = both[0];
    for (let i = 0; i < dimension; i += 1) points[k * dimension + i] = point[i];
    if (counts) counts.push(stepper.evaluations(k));
  }
  const evaluations = counts ? Float64Array.from(counts, sum) : multiples(sum(stepper.cost), made + 1);
  return { dimension, steps: made, badStep, points: points.subarray(0, (made + 1) * dimension),
    values: values.subarray(0, made + 1), gradients: gradients.subarray(0, made * dimension),
    takenAt: takenAt.subarray(0, made * dimension), looksAhead: stepper.looksAhead, evaluations };
}

// From 0 on. A loop, because `Float64Array.from` with a function takes ten times as long.
/** @param {number} each @param {number} count */
function multiples(each, count) {
  const found = new Float64Array(count);
  for (let k = 0; k < count; k += 1) found[k] = k * each;
  return found;
}

const sum = (list) => list.reduce((total, count) => total + count, 0);

/** @param {Path} path @param {number} last @returns {Path} */
function until(path, last) {
  const { dimension } = path;
  return { ...path, steps: last, badStep: -1, points: path.points.subarray(0, (last + 1) * dimension),
    values: path.values.subarray(0, last + 1), gradients: path.gradients.subarray(0, last * dimension),
    takenAt: path.takenAt.subarray(0, last * dimension), evaluations: path.evaluations.subarray(0, last + 1) };
}

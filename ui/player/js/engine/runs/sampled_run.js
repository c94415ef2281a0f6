// A run whose steps see batches of examples: the twin of optim_core/running/sampled_run.py.

import { makeStepper } from "../steppers/make.js";

/**
 * The gradient of every step is its batch's, the recorded loss that of all. `evaluations` are examples seen.
 *
 * @param {import("./example_loss.js").ExampleLoss} loss
 * @param {StepProgram} program
 * @param {ArrayLike<number>} start
 * @param {number} steps
 * @param {(step: number) => ArrayLike<number>} batch the examples of a step, from 0 on
 * @returns {Path}
 */
export function followBatches(loss, program, start, steps, batch) {
  const stepper = makeStepper(program, 2);
  const points = new Float64Array(2 * (steps + 1));
  const values = new Float64Array(steps + 1);
  const evaluations = new Float64Array(steps + 1);
  const gradients = new Float64Array(2 * steps);
  const takenAt = new Float64Array(2 * steps);
  let point = Array.from(start);
  stepper.begin(point);
  points.set(point);
  values[0] = loss.along(point);
  let badStep = Number.isFinite(values[0]) ? -1 : 0;
  let made = 0;
  while (badStep < 0 && made < steps) {
    const k = made + 1;
    const seen = batch(made);
    // Of every batch another one: methods remember a loss by which one it is.
    const part = loss.batch(seen);
    const at = stepper.looksAhead ? stepper.gradientPoint(k, point) : point;
    const gradient = part.gradient(at);
    gradients.set(gradient, 2 * made);
    takenAt.set(at, 2 * made);
    point = stepper.step(k, point, gradient, part);
    const value = loss.along(point);
    if (!(Number.isFinite(value) && point.every(Number.isFinite))) { badStep = k; break; }
    points.set(point, 2 * k);
    values[k] = value;
    evaluations[k] = evaluations[made] + seen.length;
    made = k;
  }
  return { dimension: 2, steps: made, badStep, points: points.subarray(0, 2 * (made + 1)),
    values: values.subarray(0, made + 1), gradients: gradients.subarray(0, 2 * made),
    takenAt: takenAt.subarray(0, 2 * made), looksAhead: stepper.looksAhead,
    evaluations: evaluations.subarray(0, made + 1) };
}

// The step at which early stopping gives up, null if it never does: the twin of optim_core/paths/early_stopping.py.
/** @param {Float64Array} losses of the examples held out @param {number} patience */
export function earlyStop(losses, patience) {
  let [best, since] = [Infinity, 0];
  for (let step = 0; step < losses.length; step += 1) {
    const value = losses[step];
    if (step === 0 || value < best) {
      best = Number.isNaN(value) ? Infinity : value;
      since = step;
    } else if (step - since >= patience) return step;
  }
  return null;
}

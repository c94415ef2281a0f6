// A run's program with other numbers, as when a dial is turned.

import { withNumbers } from "../steppers/make.js";

// What schedules call the number of steps they are laid out for (optim_core/methods/schedules.py).
const LAID_OUT = "n_sched";

/** @typedef {{ symbol: string, value: number, was: number }} Turned a number, and what it is in the program */

/**
 * The steps with some numbers turned, or null where the server alone knows their lines: two numbers have come from zero
 * or gone to it, and each alone would take another program, or one has whose other side is not known.
 *
 * @param {RunProgram} program
 * @param {Turned[]} numbers
 * @param {number} [steps] what a schedule is laid out for
 * @returns {StepProgram | null}
 */
export function turned({ method, beyondZero }, numbers, steps) {
  const crossed = numbers.filter(({ symbol, value, was }) =>
    (value === 0) !== (was === 0) && beyondZero && symbol in beyondZero);
  if (crossed.length > 1) return null;
  const lines = crossed.length ? beyondZero?.[crossed[0].symbol] : method;
  if (!lines) return null;
  const values = Object.fromEntries(numbers.map(({ symbol, value }) => [symbol, value]));
  return withNumbers(lines, steps === undefined ? values : { ...values, [LAID_OUT]: steps });
}

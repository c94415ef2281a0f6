// The stepper of a program that the server sends, by the program's kind.

import { BacktrackingStepper } from "./backtracking.js";
import { ConjugateStepper, SearchStepper } from "./exact_search.js";
import { LookaheadStepper } from "./lookahead.js";
import { NewtonStepper } from "./newton.js";
import { RuleStepper } from "./rule.js";
import { TurnsStepper } from "./turns.js";

/** @typedef {number[]} Cost how many values, gradients and Hessians */

/**
 * @typedef {object} Stepper makes one method's steps and keeps what it remembers between them
 * @property {boolean} looksAhead whether the gradient is taken away from the point
 * @property {Cost | null} cost of every step, the gradient that is handed over included; null if that varies
 * @property {(point: number[]) => void} begin a new run
 * @property {(k: number, point: number[]) => number[]} gradientPoint where step k wants its gradient
 * @property {(k: number, point: number[], gradient: ArrayLike<number>, loss: Oracle) => number[]} step
 * @property {(k: number) => Cost} [evaluations] of the steps up to k, where `cost` is null
 */

/** @type {Record<string, (program: StepProgram, dimension: number) => Stepper>} */
const KINDS = {
  rule: (program, dimension) => new RuleStepper(program, dimension),
  turns: (program) => new TurnsStepper(program),
  newton: (program) => new NewtonStepper(program),
  backtracking: (program) => new BacktrackingStepper(program),
  search: (program) => new SearchStepper(program),
  conjugate: (program) => new ConjugateStepper(program),
  lookahead: (program, dimension) => new LookaheadStepper(program, makeStepper(program.inner, dimension)),
};

/** @param {StepProgram} program @param {number} dimension @returns {Stepper} */
export const makeStepper = (program, dimension) => KINDS[program.kind](program, dimension);

// The same with other numbers, by symbol; those of the method inside another one have the same names.
/** @param {StepProgram} program @param {Record<string, number>} numbers @returns {StepProgram} */
export function withNumbers(program, numbers) {
  const own = Object.fromEntries(Object.entries(program.numbers).map(([name, value]) => [name, numbers[name] ?? value]));
  const inner = program.inner && withNumbers(program.inner, numbers);
  const pace = program.pace && { ...program.pace, numbers: { ...program.pace.numbers,
    ...Object.fromEntries(Object.keys(program.pace.numbers).filter((name) => name in numbers)
      .map((name) => [name, numbers[name]])) } };
  return { ...program, numbers: own, ...(inner ? { inner } : {}), ...(pace ? { pace } : {}) };
}

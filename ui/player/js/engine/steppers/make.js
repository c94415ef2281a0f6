// The stepper of a program that the server sends, by the program's kind.

import { BacktrackingStepper } from "./backtracking.js";
import { ConjugateStepper, SearchStepper } from "./exact_search.js";
import { LookaheadStepper } from "./lookahead.js";
import { NewtonStepper } from "./newton.js";
import { RuleStepper } from "./rule.js";
import { TurnsStepper } from "./turns.js";

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
  const { inner, pace } = program;
  return { ...program, numbers: put(program.numbers, numbers),
    ...(inner ? { inner: withNumbers(inner, numbers) } : {}),
    ...(pace ? { pace: { ...pace, numbers: put(pace.numbers, numbers) } } : {}) };
}

const put = (old, given) =>
  Object.fromEntries(Object.entries(old).map(([name, value]) => [name, given[name] ?? value]));

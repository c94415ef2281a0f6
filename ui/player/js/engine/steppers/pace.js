// The size of a step that a method asks for at every step.

import { compileOn } from "../kernel.js";

/** @param {StepProgram["pace"]} pace @param {number} size the one that was set @returns {(k: number) => number} */
export function paceOf(pace, size) {
  if (!pace) return () => size;
  const numbers = Object.values(pace.numbers);
  const slots = new Float64Array(2 + numbers.length);
  slots.set(numbers, 2);
  slots[0] = size;
  const kernel = compileOn(pace.body, slots.length);
  return (k) => {
    slots[1] = k;
    return kernel(slots)[0];
  };
}

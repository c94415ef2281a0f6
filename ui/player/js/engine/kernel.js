// Functions from the source that the server prints.

import * as numerics from "./numerics.js";

const KEPT = 400;
/** @type {Map<string, any>} */
const made = new Map();

// The same source again, as when a start is dragged, is compiled once; what was compiled first goes first.
function once(key, make) {
  let found = made.get(key);
  if (found) return found;
  if (made.size >= KEPT) made.delete(made.keys().next().value);
  found = make();
  made.set(key, found);
  return found;
}

// A function of an array that holds all arguments in order: numbers need not be spread over a call.
/** @param {string} body @param {number} count @returns {(numbers: Float64Array) => number[]} */
export function compileOn(body, count) {
  return once(`${count}\n${body}`, () => {
    const names = Array.from({ length: count }, (_, i) => `v${i} = numbers[${i}]`);
    const taken = names.length ? `const ${names.join(", ")};\n` : "";
    const make = new Function(...Object.keys(numerics), `return (numbers) => {\n${taken}${body}};`);
    return make(...Object.values(numerics));
  });
}

// The source comes from our own server, printed from a graph that holds numbers and known functions only.
/** @param {string} body @param {number} count @returns {Kernel} */
export function compile(body, count) {
  return once(`(${count})\n${body}`, () => {
    const names = Array.from({ length: count }, (_, i) => `v${i}`);
    const make = new Function(...Object.keys(numerics), `return (${names.join(", ")}) => {\n${body}};`);
    return make(...Object.values(numerics));
  });
}

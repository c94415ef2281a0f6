// Functions from the source that the server prints.

import * as numerics from "./numerics.js";

// The source comes from our own server, printed from a graph that holds numbers and known functions only.
/** @param {string} body @param {number} count @returns {Kernel} */
export function compile(body, count) {
  const names = Array.from({ length: count }, (_, i) => `v${i}`);
  const make = new Function(...Object.keys(numerics), `return (${names.join(", ")}) => {\n${body}};`);
  return make(...Object.values(numerics));
}

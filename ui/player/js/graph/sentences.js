// Every step as a sentence.

import { fill } from "../base/format.js";

/**
 * @param {import("./passes.js").Passes} passes
 * @param {number} step how many steps have been made
 * @param {Map<number, { name: string, formula: string }>} nodes
 * @param {Labels} labels
 * @param {Format} format
 */
export function sentence(passes, step, nodes, labels, format) {
  if (step === 0) return labels.begin;
  const made = passes.steps[step - 1];
  const name = (id) => nodes.get(id)?.name ?? "";
  if (made.kind === "forward") {
    const { formula } = nodes.get(made.node);
    return fill(labels.forward, { name: name(made.node), formula, value: format(passes.values[made.node]) });
  }
  if (made.kind === "seed") return fill(labels.seed, { name: name(passes.count - 1) });
  return backward(passes, made.way, name, labels, format);
}

function backward(passes, way, name, labels, format) {
  const { source, target, local } = passes.ways[way];
  const before = passes.after(way)[source];
  const product = passes.flows.products[way];
  const [above, by] = [name(target), name(source)];
  const parts = [fill(labels.backward, { above, by, local, number: format(passes.locals[way]),
    adjoint: format(passes.adjoints[target]), product: format(product) })];
  const earlier = passes.ways.slice(0, way).some((other) => other.source === source);
  if (earlier) {
    const after = format(before + product);
    parts.push(fill(labels.joined, { by, before: format(before), product: format(product), after }));
  }
  const served = passes.served(way);
  if (served.length > 1 && passes.ways[way] === served.at(-1)) {
    parts.push(fill(labels.reused, { above, count: served.length }));
  }
  return parts.join(" ");
}

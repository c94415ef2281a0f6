// Numbers of both passes, and the paths between: arithmetic only, nothing is drawn here.

import { compile } from "../engine/kernel.js";

// Paths that are listed at most.
const LISTED = 100;

/**
 * @typedef {object} Way an edge that a derivative flows back along, in the order in which it does
 * @property {number} source the operand
 * @property {number} target the operation that uses it
 * @property {string} local the local derivative as a formula
 * @property {boolean} masked whether 0 times anything is 0: a branch above may not be taken
 */

/** @typedef {{ kind: "forward", node: number } | { kind: "seed" } | { kind: "backward", way: number }} PassStep */

export class Passes {
  /** @param {any} header */
  constructor({ kernel, steps, symbols, ways, nodes }) {
    this.kernel = compile(kernel, symbols.length);
    this.count = steps;
    /** @type {Way[]} */
    this.ways = ways;
    /** @type {PassStep[]} */
    this.steps = [
      ...nodes.filter(({ kind }) => kind === "operation").map(({ id }) => ({ kind: "forward", node: id })),
      { kind: "seed" },
      ...ways.map((_, way) => ({ kind: "backward", way })),
    ];
    this.forwardSteps = this.steps.findIndex(({ kind }) => kind === "seed");
    this.onward = grouped(ways);
  }

  // Values of all operations, and local derivatives, at numbers for the symbols.
  /** @param {number[]} numbers */
  at(numbers) {
    const found = this.kernel(...numbers).map(Number);
    this.values = found.slice(0, this.count);
    this.locals = found.slice(this.count);
    this.flows = this.#backward(this.ways.length);
    this.adjoints = this.flows.adjoints;
  }

  // The edges that what has arrived at the operation above this one flows back along: it is worked out once for all.
  /** @param {number} way */
  served(way) { return this.ways.filter(({ target }) => target === this.ways[way].target); }

  // What has arrived everywhere after so many edges.
  /** @param {number} ways */
  after(ways) { return this.#backward(ways).adjoints; }

  #backward(ways) {
    const adjoints = new Array(this.count).fill(0);
    adjoints[this.count - 1] = 1;
    const products = [];
    for (let way = 0; way < ways; way += 1) {
      const { source, target } = this.ways[way];
      products.push(this.carried(adjoints[target], way));
      adjoints[source] += products[way];
    }
    return { adjoints, products };
  }

  // A derivative times the local one of an edge.
  /** @param {number} derivative @param {number} way */
  carried(derivative, way) {
    const local = this.locals[way];
    return this.ways[way].masked && !(derivative && local) ? 0 : derivative * local;
  }

  /** @param {number[]} variables nodes of the variables that occur */
  finite(variables) {
    const found = [this.values[this.count - 1], ...variables.map((node) => this.adjoints[node])];
    return found.every(Number.isFinite);
  }

  // How many paths lead from a node to the output.
  /** @param {number} node */
  pathCount(node) {
    const counts = new Array(this.count).fill(0);
    counts[this.count - 1] = 1;
    for (const { source, target } of this.ways) counts[source] += counts[target];
    return counts[node];
  }

  // The first of them, each as the edges along it and the product of their local derivatives.
  /** @param {number} node */
  paths(node) {
    const found = [];
    const follow = (at, ways) => {
      if (found.length >= LISTED) return;
      if (at === this.count - 1) {
        found.push({ ways, product: ways.reduceRight((product, way) => this.carried(product, way), 1) });
        return;
      }
      for (const way of this.onward.get(at) ?? []) follow(this.ways[way].target, [...ways, way]);
    };
    if (this.pathCount(node) > 0) follow(node, []);
    return found;
  }
}

/** @param {Way[]} ways */
function grouped(ways) {
  const groups = new Map();
  ways.forEach(({ source }, way) => groups.set(source, [...(groups.get(source) ?? []), way]));
  return groups;
}

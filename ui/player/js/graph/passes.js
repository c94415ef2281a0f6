// Numbers of both passes, and the paths between: arithmetic only, nothing is drawn here.
// All operations are worked out; steps and paths are those between the boxes that are drawn, some of which have several
// operations folded into them. The twin of optim_core/backprop/folding.py.

import { compile } from "../engine/kernel.js";

// Paths that are listed at most.
const LISTED = 100;

/**
 * @typedef {object} Edge an edge that a derivative flows back along, in the order in which it does
 * @property {number} source the operand
 * @property {number} target the operation that uses it
 * @property {boolean} masked whether 0 times anything is 0: a branch above may not be taken
 */

/**
 * @typedef {object} Way the same between two boxes
 * @property {number} source the operand
 * @property {number} target the box that uses it
 * @property {string} local the local derivative as a formula
 * @property {boolean} masked whether 0 times anything is 0
 * @property {number[]} entering the edges from operations in the box to the operand
 */

/** @typedef {{ kind: "forward", node: number } | { kind: "seed" } | { kind: "backward", way: number }} PassStep */

export class Passes {
  /** @param {any} header */
  constructor({ kernel, steps, symbols, ways, flows, inside, nodes }) {
    this.kernel = compile(kernel, symbols.length);
    this.count = steps;
    /** @type {Edge[]} */
    this.edges = ways;
    /** @type {Way[]} */
    this.ways = flows;
    // Of boxes with several operations all edges from these, in order.
    /** @type {[number, number[]][]} */
    this.inside = Object.entries(inside).map(([box, edges]) => [Number(box), edges]);
    /** @type {PassStep[]} */
    this.steps = [
      ...nodes.filter(({ kind }) => kind === "operation").map(({ id }) => ({ kind: "forward", node: id })),
      { kind: "seed" },
      ...flows.map((_, way) => ({ kind: "backward", way })),
    ];
    this.forwardSteps = this.steps.findIndex(({ kind }) => kind === "seed");
    this.onward = grouped(flows);
  }

  // Values of all operations, and local derivatives, at numbers for the symbols.
  /** @param {number[]} numbers */
  at(numbers) {
    const found = this.kernel(...numbers).map(Number);
    this.values = found.slice(0, this.count);
    this.slopes = found.slice(this.count);
    const { adjoints, products } = this.#backward();
    this.adjoints = adjoints;
    this.flows = { products: this.ways.map(({ entering }) => entering.reduce((sum, edge) => sum + products[edge], 0)) };
    const within = new Map(this.inside.map(([box, edges]) => [box, this.#within(box, edges)]));
    this.locals = this.ways.map(({ source, target, entering }) => (
      within.has(target) ? within.get(target).get(source) ?? 0 : this.slopes[entering[0]]));
  }

  // An inner backward pass: the derivatives of a box by its operands.
  #within(box, edges) {
    const arrived = new Map([[box, 1]]);
    for (const edge of edges) {
      const { source, target } = this.edges[edge];
      const carried = this.#times(arrived.get(target) ?? 0, edge);
      arrived.set(source, (arrived.get(source) ?? 0) + carried);
    }
    return arrived;
  }

  // The edges that what has arrived at the operation above this one flows back along: it is worked out once for all.
  /** @param {number} way */
  served(way) { return this.ways.filter(({ target }) => target === this.ways[way].target); }

  // What has arrived everywhere after so many of the ways between boxes.
  /** @param {number} ways */
  after(ways) {
    const adjoints = new Array(this.count).fill(0);
    adjoints[this.count - 1] = 1;
    for (let way = 0; way < ways; way += 1) adjoints[this.ways[way].source] += this.flows.products[way];
    return adjoints;
  }

  // The pass over all operations.
  #backward() {
    const adjoints = new Array(this.count).fill(0);
    adjoints[this.count - 1] = 1;
    const products = this.edges.map(({ source, target }, edge) => {
      const product = this.#times(adjoints[target], edge);
      adjoints[source] += product;
      return product;
    });
    return { adjoints, products };
  }

  #times(derivative, edge) { return product(derivative, this.slopes[edge], this.edges[edge].masked); }

  // A derivative times the local one between two boxes.
  /** @param {number} derivative @param {number} way */
  carried(derivative, way) { return product(derivative, this.locals[way], this.ways[way].masked); }

  // The step of other passes over the same operations at which as much is done as here after `step`.
  /** @param {Passes} other @param {number} step */
  stepIn(other, step) {
    if (step === 0 || step === this.steps.length) return step && other.steps.length;
    const made = this.steps[step - 1];
    if (made.kind === "forward") {
      return other.steps.filter((each) => each.kind === "forward" && each.node <= made.node).length;
    }
    if (made.kind === "seed") return other.forwardSteps + 1;
    const { target } = this.ways[made.way];
    return other.forwardSteps + 1 + other.ways.filter((each) => each.target >= target).length;
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

const product = (derivative, local, masked) => (masked && !(derivative && local) ? 0 : derivative * local);

/** @param {Way[]} ways */
function grouped(ways) {
  const groups = new Map();
  ways.forEach(({ source }, way) => groups.set(source, [...(groups.get(source) ?? []), way]));
  return groups;
}

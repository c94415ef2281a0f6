// The variables: a slider each, the derivative by it, and its paths to the output.

import { element } from "../base/dom.js";
import { fill } from "../base/format.js";

const STEPS = 400;

export class Variables {
  /**
   * @param {object} actions
   * @param {(numbers: number[]) => void} actions.move while a slider is dragged
   * @param {(point: number[]) => void} actions.moved when it is let go
   * @param {(place: number) => void} actions.choose
   */
  constructor(actions) {
    this.actions = actions;
    this.rows = element("div", { class: "opt-graph-rows" });
    // What is said of variables without a row.
    this.gathered = element("p", { class: "opt-graph-gathered" });
    this.sum = element("p", { class: "opt-graph-sum", "aria-live": "polite" });
    this.list = element("ol", { class: "opt-graph-paths" });
    this.node = element("div", { class: "opt-graph-variables" }, this.rows, element("div", {}, this.sum, this.list));
  }

  /** @param {any} header @param {Map<number, { name: string }>} nodes */
  draw(header, nodes) {
    this.header = header;
    this.names = nodes;
    this.numbers = [...header.values];
    this.parts = header.variables.map(({ low, high }, place) => this.#row(place, low, high));
    const inBoxes = header.variables.map(({ node }) => node >= 0 && !nodes.has(node));
    this.parts.forEach(({ row }, place) => { row.hidden = inBoxes[place]; });
    const count = inBoxes.filter(Boolean).length;
    this.gathered.textContent = count ? fill(header.labels.gathered_hint, { count }) : "";
    this.rows.replaceChildren(...this.parts.map(({ row }) => row), this.gathered);
  }

  #row(place, low, high) {
    const { labels, symbols } = this.header;
    const name = symbols[place];
    const value = this.numbers[place];
    const [least, most] = [Math.min(low, value), Math.max(high, value)];
    const range = element("input", { type: "range", class: "opt-range", min: least, max: most,
      step: (most - least) / STEPS, "aria-label": fill(labels.number, { name }),
      oninput: () => {
        this.numbers[place] = Number(range.value);
        this.actions.move([...this.numbers]);
      },
      onchange: () => this.actions.moved(this.numbers.slice(0, this.header.variables.length)) });
    range.value = String(value);
    const number = element("output", { class: "opt-graph-number" });
    const derivative = element("output", { class: "opt-graph-derivative" });
    const paths = element("button", { type: "button", class: "opt-choice", "aria-pressed": "false",
      onclick: () => this.actions.choose(place) }, fill(labels.paths, { name }));
    const row = element("div", { class: "opt-graph-row" }, element("strong", {}, name), range, number, derivative,
      paths);
    return { row, range, number, derivative, paths };
  }

  /**
   * @param {import("./passes.js").Passes} passes
   * @param {number[]} numbers
   * @param {{ chosen: number | null, paths: { ways: number[], product: number }[], done: boolean }} state
   * @param {Format} format
   */
  show(passes, numbers, { chosen, paths, done }, format) {
    const { labels, symbols, variables, nodes } = this.header;
    const output = nodes.at(-1).name;
    this.parts.forEach(({ number, derivative, paths: button, range }, place) => {
      const { node } = variables[place];
      number.textContent = format(numbers[place]);
      range.setAttribute("aria-valuetext", format(numbers[place]));
      const found = node < 0 ? 0 : passes.adjoints[node];
      const called = fill(labels.derivative, { output, name: symbols[place] });
      derivative.textContent = `${called} = ${done ? format(found) : "…"}`;
      button.setAttribute("aria-pressed", String(chosen === place));
    });
    if (chosen === null) {
      this.sum.textContent = labels.paths_hint;
      this.list.replaceChildren();
      return;
    }
    const { node } = variables[chosen];
    const count = node < 0 ? 0 : passes.pathCount(node);
    const derivative = format(node < 0 ? 0 : passes.adjoints[node]);
    const sum = format(paths.reduce((total, { product }) => total + product, 0));
    const template = !count ? labels.paths_none : count > paths.length ? labels.paths_many : labels.paths_sum;
    const told = fill(template, { name: symbols[chosen], count, shown: paths.length, sum, derivative });
    this.sum.textContent = count && this.header.closed.length ? `${told} ${labels.paths_folded}` : told;
    this.list.replaceChildren(...paths.map((path) => element("li", {}, this.#path(passes, path, format))));
  }

  #path(passes, { ways, product }, format) {
    const called = (node) => this.names.get(node).name;
    if (!ways.length) return format(product);
    const nodes = [passes.ways[ways[0]].source, ...ways.map((each) => passes.ways[each].target)];
    const factors = ways.map((each) => bracketed(format(passes.locals[each])));
    return `${nodes.map(called).join(" → ")}: ${factors.join(" · ")} = ${format(product)}`;
  }
}

/** @param {string} number */
const bracketed = (number) => (number.startsWith("−") ? `(${number})` : number);

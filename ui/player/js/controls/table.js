// The table below the plots: legend, choice of what is shown, and the picture's content in words.

import { element, icon, swatch } from "../base/dom.js";
import { fill } from "../base/format.js";

// The column that is filled here: the loss where the methods stand.
const NOW = "now";
// Kinds of verdicts (optim_core/paths/kinds.py): a minimum was reached; the run went wrong. A minimum above the lowest
// known one and all others get the plain sign.
const GOOD = new Set(["converged", "valley", "kink", "known_minimum"]);
const BAD = new Set(["diverged", "left_domain", "growing"]);

export class Table {
  /** @type {{ node: HTMLElement, values: Float64Array, text: string }[]} */
  now = [];
  /** @type {{ node: HTMLElement, template: string } | null} */
  nowHead = null;
  /** @type {Column[]} */
  columns = [];
  /** @type {Labels} */
  labels = {};

  /**
   * @param {(key: string, shown: boolean) => void} onToggle
   * @param {(key: string) => void} onChoose
   */
  constructor(onToggle, onChoose) {
    this.onToggle = onToggle;
    this.onChoose = onChoose;
    this.node = element("div", { class: "opt-table-scroll", tabindex: "0", role: "region" });
  }

  // Columns come with the scene: key, label, and whether there are numbers in them.
  /** @param {AnyRun[]} runs @param {{ labels: Labels, columns: Column[] }} scene */
  build(runs, { labels, columns }) {
    Object.assign(this, { labels, columns });
    const caption = element("caption", { class: "opt-hidden" }, labels.table);
    const body = element("tbody");
    this.now = runs.map((run) => this.#row(body, run));
    if (!runs.length) body.append(this.#empty());
    this.node.setAttribute("aria-label", labels.table);
    this.node.replaceChildren(element("table", { class: "opt-table" }, caption, this.#head(), body));
  }

  #empty() {
    const cell = element("td", { colspan: 1 + this.columns.length }, this.labels.no_runs);
    return element("tr", {}, cell);
  }

  #head() {
    const heads = this.columns.map(({ key, label, number }) =>
      element("th", { scope: "col", class: number ? `opt-number opt-${key}` : null }, label));
    const now = this.columns.findIndex(({ key }) => key === NOW);
    this.nowHead = now < 0 ? null : { node: heads[now], template: this.columns[now].label };
    return element("thead", {}, element("tr", {}, element("th", { scope: "col" }, this.labels.method), ...heads));
  }

  #row(body, run) {
    const now = element("td", { class: "opt-number opt-now" });
    const cell = ({ key, number }) => {
      if (key === NOW) return now;
      const node = element("td", { class: number ? "opt-number" : null }, run.cells[key]);
      if (key === "verdict") this.#mark(node, run.kind);
      return node;
    };
    const row = element("tr", { "data-run": run.key, class: run.visible ? null : "opt-off",
      onclick: (event) => { if (!event.target.closest("label")) this.onChoose(run.key); } },
      this.#name(run), ...this.columns.map(cell));
    body.append(row);
    return { node: now, values: run.values, text: "" };
  }

  #name(run) {
    const box = element("input", { type: "checkbox", "aria-label": fill(this.labels.show, { method: run.label }),
      onchange: () => this.onToggle(run.key, box.checked) });
    box.checked = run.visible;
    return element("th", { scope: "row" }, element("label", { class: "opt-name" }, box,
      swatch(run), element("span", {}, run.label)));
  }

  #mark(node, kind) {
    const worth = GOOD.has(kind) ? "good" : BAD.has(kind) ? "bad" : "neutral";
    node.classList.add("opt-verdict");
    const sign = icon(worth);
    sign.classList.add("opt-sign", `opt-${worth}`);
    node.prepend(sign);
  }

  /** @returns {NodeListOf<HTMLElement>} */
  rows() { return this.node.querySelectorAll("[data-run]"); }

  // Show or hide the run of a row.
  /** @param {number} place */
  toggle(place) {
    /** @type {HTMLInputElement | null | undefined} */
    const box = this.rows()[place]?.querySelector("input");
    box?.click();
  }

  // The loss where each method stands; a method that has stopped keeps its last.
  /** @param {number} step @param {Format} format */
  show(step, format) {
    if (!this.nowHead) return;
    this.nowHead.node.textContent = fill(this.nowHead.template, { step });
    for (const cell of this.now) {
      const text = format(cell.values[Math.min(step, cell.values.length - 1)]);
      if (text !== cell.text) cell.node.textContent = text;
      cell.text = text;
    }
  }
}

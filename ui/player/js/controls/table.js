// The table below the plots: legend, choice of what is shown, and the picture's content in words.

import { element, icon, swatch } from "../base/dom.js";
import { fill } from "../base/format.js";

// Columns before and after the loss where the methods stand.
const COLUMNS = { before: ["convention", "learning_rate"], after: ["steps", "final_loss", "distance", "verdict"] };
const NUMBERS = new Set(["learning_rate", "steps", "epochs", "final_loss", "distance"]);
const GOOD = new Set(["converged"]);
const BAD = /diverged|left|undefined|failed|error/;

export class Table {
  /** @type {{ node: HTMLElement, values: Float64Array, text: string }[]} */
  now = [];
  /** @type {HTMLElement | null} */
  nowHead = null;

  /**
   * @param {(key: string, shown: boolean) => void} onToggle
   * @param {(key: string) => void} onChoose
   * @param {{ before: string[], after: string[] }} columns
   */
  constructor(onToggle, onChoose, columns = COLUMNS) {
    this.onToggle = onToggle;
    this.onChoose = onChoose;
    this.columns = columns;
    this.node = element("div", { class: "opt-table-scroll", tabindex: "0", role: "region" });
  }

  /** @param {AnyRun[]} runs @param {Labels} labels */
  build(runs, labels) {
    this.labels = labels;
    const caption = element("caption", { class: "opt-hidden" }, labels.table);
    this.nowHead = element("th", { scope: "col", class: "opt-number" });
    const body = element("tbody");
    this.now = runs.map((run) => this.#row(body, run));
    if (!runs.length) body.append(this.#empty());
    this.node.setAttribute("aria-label", labels.table);
    this.node.replaceChildren(element("table", { class: "opt-table" }, caption, this.#head(), body));
  }

  #empty() {
    const { before, after } = this.columns;
    const cell = element("td", { colspan: 2 + before.length + after.length }, this.labels.no_runs);
    return element("tr", {}, cell);
  }

  #head() {
    const head = (name) => element("th", { scope: "col", class: NUMBERS.has(name) ? `opt-number opt-${name}` : null },
      this.labels[name]);
    const { before, after } = this.columns;
    const cells = [head("method"), ...before.map(head), this.nowHead, ...after.map(head)];
    return element("thead", {}, element("tr", {}, ...cells));
  }

  #row(body, run) {
    const cell = (name) => {
      const node = element("td", { class: NUMBERS.has(name) ? "opt-number" : null }, run.cells[name] ?? "");
      if (name === "verdict") this.#mark(node, run.kind);
      return node;
    };
    const now = element("td", { class: "opt-number opt-now" });
    const row = element("tr", { "data-run": run.key, class: run.visible ? null : "opt-off",
      onclick: (event) => { if (!event.target.closest("label")) this.onChoose(run.key); } },
      this.#name(run), ...this.columns.before.map(cell), now, ...this.columns.after.map(cell));
    body.append(row);
    return { node: now, values: run.values, text: "" };
  }

  #name(run) {
    const box = element("input", { type: "checkbox", "aria-label": fill(this.labels.show, { method: run.label }),
      onchange: () => this.onToggle(run.key, box.checked) });
    box.checked = run.visible;
    return element("th", { scope: "row" }, element("label", { class: "opt-name" }, box,
      swatch(run.color, run.dash), element("span", {}, run.label)));
  }

  #mark(node, kind) {
    const bad = BAD.test(kind);
    node.classList.add("opt-verdict");
    const sign = icon(GOOD.has(kind) ? "good" : bad ? "bad" : "neutral");
    sign.classList.add("opt-sign", `opt-${GOOD.has(kind) ? "good" : bad ? "bad" : "neutral"}`);
    node.prepend(sign);
  }

  /** @returns {NodeListOf<HTMLElement>} */
  rows() { return this.node.querySelectorAll("[data-run]"); }

  // The loss where each method stands; a method that has stopped keeps its last.
  /** @param {number} step @param {Format} format */
  show(step, format) {
    if (!this.nowHead) return;
    this.nowHead.textContent = fill(this.labels.loss_now, { step });
    for (const cell of this.now) {
      const text = format(cell.values[Math.min(step, cell.values.length - 1)]);
      if (text !== cell.text) cell.node.textContent = text;
      cell.text = text;
    }
  }
}

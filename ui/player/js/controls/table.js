// The table below the plots: legend, choice of what is shown, and the picture's content in words.

import { element, icon, setData, setText, swatch } from "../base/dom.js";
import { cellFormatter, fill } from "../base/format.js";
import { RunDials } from "./run_dials.js";

// The column that is filled here: the loss where the methods stand.
const NOW = "now";
const RATE = "learning_rate";
// Kinds of verdicts (optim_core/paths/kinds.py): a minimum was reached; the run went wrong. A minimum above the lowest
// known one and all others get the plain sign.
const GOOD = new Set(["converged", "valley", "kink", "known_minimum"]);
const BAD = new Set(["diverged", "left_domain", "growing"]);

export class Table {
  // How numbers are read out, and how the page writes its cells.
  /** @type {Format} */
  format = String;
  /** @type {Format} */
  written = String;
  // Whether the page lets numbers be set.
  rated = false;
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
   * @param {import("./run_dials.js").Turning} turning
   */
  constructor(onToggle, onChoose, turning) {
    this.onToggle = onToggle;
    this.onChoose = onChoose;
    this.dials = new RunDials(turning);
    this.node = element("div", { class: "opt-table-scroll", tabindex: "0", role: "region" });
  }

  // Columns come with the scene: key, label, and whether there are numbers in them.
  /**
   * @param {AnyRun[]} runs
   * @param {{ labels: Labels, columns: Column[] }} scene
   * @param {Format} format
   * @param {Header} header
   */
  build(runs, { labels, columns }, format, header) {
    Object.assign(this, { labels, columns, format, rated: header.reports.includes("numbers"),
      written: cellFormatter(labels.language) });
    this.dials.adopt(this.rated ? runs : [], labels, format);
    const held = this.#held();
    const caption = element("caption", { class: "opt-hidden" }, labels.table);
    const body = element("tbody", { role: "rowgroup" });
    this.now = runs.map((run) => this.#row(body, run));
    if (!runs.length) body.append(this.#empty());
    this.node.setAttribute("aria-label", labels.table);
    // As cards its parts are no table to a browser any more; the roles say that they still are.
    this.node.replaceChildren(element("table", { class: "opt-table", role: "table" }, caption, this.#head(), body));
    this.#hold(held);
  }

  // Which of the rows' controls has the focus.
  #held() {
    const { activeElement: node } = document;
    if (!(node instanceof HTMLElement) || !this.node.contains(node) || !node.dataset.act) return null;
    return { run: node.closest("tr")?.dataset.run, act: node.dataset.act };
  }

  #hold(held) {
    const row = held && [...this.rows()].find(({ dataset }) => dataset.run === held.run);
    /** @type {HTMLElement | null | undefined} */
    const node = row?.querySelector(`[data-act="${held.act}"]`);
    node?.focus({ preventScroll: true });
  }

  #empty() {
    const cell = element("td", { role: "cell", colspan: 1 + this.columns.length }, this.labels.no_runs);
    return element("tr", { role: "row" }, cell);
  }

  #head() {
    const plain = (key, number) => number && !(key === RATE && this.rated);
    const heads = this.columns.map(({ key, label, number }) =>
      element("th", { scope: "col", role: "columnheader", "data-column": key,
        class: plain(key, number) ? `opt-number opt-${key}` : null }, label));
    const now = this.columns.findIndex(({ key }) => key === NOW);
    this.nowHead = now < 0 ? null : { node: heads[now], template: this.columns[now].label };
    return element("thead", { role: "rowgroup" }, element("tr", { role: "row" },
      element("th", { scope: "col", role: "columnheader" }, this.labels.method), ...heads));
  }

  #row(body, run) {
    const now = element("td", { role: "cell", class: "opt-number opt-now" });
    const cell = ({ key, label, number }) => {
      if (key === NOW) return now;
      const node = element("td", { role: "cell", "data-label": label, "data-column": key,
        class: number ? "opt-number" : null }, element("span", { class: "opt-cell" }, run.cells[key]));
      if (key === "verdict") { this.#mark(node, run.kind); node.append(this.#rounding(run)); }
      if (key === RATE && this.rated && (run.rate || run.numbers?.length)) this.#offer(node, run);
      return node;
    };
    const worn = [...(run.visible ? [] : ["opt-off"]), ...(run.faded ? ["opt-waits"] : [])].join(" ");
    const row = element("tr", { role: "row", "data-run": run.key, class: worn || null,
      onclick: (event) => { if (!event.target.closest("label, button, input, .opt-dial")) this.onChoose(run.key); } },
      this.#name(run), ...this.columns.map(cell));
    body.append(row);
    return { node: now, values: run.values, text: "" };
  }

  // Where a lecturer's eyes are, and on a phone, where the settings would cover the picture.
  /** @param {HTMLElement} node @param {AnyRun} run */
  #offer(node, run) {
    node.classList.add("opt-rated");
    node.replaceChildren(run.rate ? this.dials.inRow(run) : this.dials.more(run));
  }

  #name(run) {
    const name = fill(this.labels.show, { method: run.label });
    const box = element("input", { type: "checkbox", "data-act": "show", "aria-label": name,
      onchange: () => this.onToggle(run.key, box.checked) });
    box.checked = run.visible;
    return element("th", { scope: "row", role: "rowheader" }, element("label", { class: "opt-name" }, box,
      swatch(run), element("span", {}, run.label)));
  }

  // Said of the few runs where it happens.
  /** @param {AnyRun} run */
  #rounding(run) {
    const node = element("span", { class: "opt-rounding" });
    this.#tellRounding(node, run.digitsEnd);
    return node;
  }

  /** @param {HTMLElement} node @param {number | null | undefined} digitsEnd */
  #tellRounding(node, digitsEnd) {
    const said = typeof digitsEnd === "number";
    node.hidden = !said;
    node.textContent = said ? fill(this.labels.digits_end, { step: digitsEnd }) : "";
    node.title = said ? this.labels.digits_end_hint : "";
  }

  // Other runs in the same rows, while something is dragged: their numbers; what is judged waits.
  /** @param {AnyRun[]} runs @param {(run: string) => number | null} distance */
  retell(runs, distance) {
    for (const [i, row] of [...this.rows()].entries()) {
      const run = runs[i];
      if (!run.live) continue;
      this.#keepHeight(row);
      row.classList.toggle("opt-waits", Boolean(run.faded));
      const put = (column, text) => {
        const cell = /** @type {HTMLElement | null} */ (row.querySelector(`[data-column="${column}"] .opt-cell`));
        if (cell) setText(cell, text);
      };
      put("verdict", this.labels.verdict_waits);
      const verdict = row.querySelector("[data-column=verdict]");
      verdict?.querySelector(".opt-sign")?.remove();
      /** @type {HTMLElement | null | undefined} */
      const note = verdict?.querySelector(".opt-rounding");
      if (note) this.#tellRounding(note, run.faded ? null : run.digitsEnd);
      if (run.faded) continue;
      const away = distance(run.key);
      put("steps", String(run.values.length - 1));
      put("final_loss", this.written(run.values[run.values.length - 1]));
      if (run.epochs !== undefined) put("epochs", this.written(run.epochs));
      put("distance", away === null ? "—" : this.written(away));
      this.now[i].values = run.values;
    }
  }

  // Shorter words must not make room for larger plots before they are judged.
  #keepHeight(row) {
    if (row.style.height || row.style.minHeight) return;
    const name = getComputedStyle(row).display === "table-row" ? "height" : "minHeight";
    row.style[name] = `${row.getBoundingClientRect().height}px`;
  }

  #mark(node, kind) {
    const worth = GOOD.has(kind) ? "good" : BAD.has(kind) ? "bad" : "neutral";
    node.classList.add("opt-verdict");
    const sign = icon(worth);
    sign.classList.add("opt-sign", `opt-${worth}`);
    // Nobody has judged it.
    sign.toggleAttribute("hidden", !kind);
    // Two lines are kept for it; the rest of a longer one is seen where the pointer or the focus is.
    node.replaceChildren(element("div", { class: "opt-verdict-lines", tabindex: "0" }, sign,
      .../** @type {HTMLElement[]} */ ([...node.children])));
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
    const head = fill(this.nowHead.template, { step });
    setText(this.nowHead.node, head);
    for (const cell of this.now) {
      setData(cell.node, "label", head);
      const text = format(cell.values[Math.min(step, cell.values.length - 1)]);
      if (text !== cell.text) cell.node.textContent = text;
      cell.text = text;
    }
  }
}

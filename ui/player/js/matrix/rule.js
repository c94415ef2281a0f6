// A rule's check: f(X + t dX) - f(X) beside t df as tables of numbers, for a t and a size that are dragged.

import { element, setData, setText } from "../base/dom.js";
import { fill } from "../base/format.js";
import { Chart } from "./chart.js";
import { Panel } from "./panel.js";
import { Slider } from "./sliders.js";
import { matrixTable, MOST_SHOWN, rowsOf, sizeOf } from "./tables.js";

const DEEPEST = -18;

export class RuleCheck extends Panel {
  /** @param {HTMLElement} parent */
  constructor(parent) {
    super(parent, "opt-rule");
    const moved = (name) => (value) => { this.state = { ...this.state, [name]: value }; this.draw(); };
    const told = () => this.tell();
    this.size = new Slider({ min: 1, max: 6, step: 1 }, moved("size"), told);
    this.share = new Slider({ min: 0, max: 8, step: 1 }, moved("share"), told);
    this.tables = element("div", { class: "opt-tables" });
    this.letters = element("div", { class: "opt-tables opt-letters" });
    this.chart = new Chart(520, 260);
    this.title = element("h4", {});
    this.note = element("p", { class: "opt-note", role: "status" });
    this.keys = element("ul", { class: "opt-marks" });
    this.root.append(element("div", { class: "opt-sliders" }, this.size.node, this.share.node), this.tables,
      this.note, this.title, this.chart.node, this.keys, this.letters);
  }

  /** @override */
  get sliders() { return [this.size, this.share]; }

  /** @param {any} message */
  receive({ header, arrays }) {
    this.take(header, { size: header.size, share: header.share });
    this.arrays = arrays;
    this.shares = Array.from(arrays.shares.data);
    this.size.reach(header.slopes.length);
    this.share.reach(this.shares.length - 1);
    const { labels } = header;
    this.root.setAttribute("aria-label", labels.rule);
    setText(this.title, labels.chart);
    this.keys.replaceChildren(element("li", { class: "opt-key-plain" }, labels.changed),
      element("li", { class: "opt-key-ridge" }, labels.missed));
    this.draw();
    this.ready();
  }

  // The three matrices at a t; what is missed is what the first two leave.
  matrices(share) {
    const at = this.state.size - 1;
    const changed = rowsOf(this.arrays[`changed${at}`], share);
    const linear = rowsOf(this.arrays[`linear${at}`]).map((line) => line.map((x) => x * this.shares[share]));
    return { changed, linear, missed: changed.map((line, i) => line.map((x, j) => x - linear[i][j])) };
  }

  draw() {
    const { labels, letters, moves } = this.header;
    const { size, share } = this.state;
    const { format } = this;
    this.size.show(labels.size, size, String(size));
    this.share.show(labels.share, share, format(this.shares[share], 3));
    const titled = (name, rows) => {
      const [height, width] = [rows.length, rows[0].length];
      const beyond = height > MOST_SHOWN || width > MOST_SHOWN;
      const under = [`${height} × ${width}`, beyond ? fill(labels.shown_rows, { rows: height, columns: width }) : ""];
      return element("figure", {}, element("figcaption", {}, name), matrixTable(rows, format, { label: name }),
        element("small", {}, beyond ? under[1] : under[0]));
    };
    const at = size - 1;
    this.letters.replaceChildren(
      ...letters.map((name) => titled(spelled(name), rowsOf(this.arrays[`letter${at}.${name}`]))),
      ...moves.map((name) => titled(`d${spelled(name)}`, rowsOf(this.arrays[`step${at}.${name}`]))));
    const found = this.matrices(share);
    this.tables.replaceChildren(...Object.entries(found).map(([name, rows]) => titled(labels[name], rows)));
    this.#drawChart(share);
    setText(this.note, this.#verdict());
    setData(this.root, "missed", sizeOf(found.missed));
    setData(this.root, "share", this.shares[share]);
    setData(this.root, "size", size);
  }

  #drawChart(share) {
    const all = this.shares.map((_, i) => this.matrices(i));
    const curves = { "opt-plain": all.map(({ changed }) => sizeOf(changed)),
      "opt-ridge": all.map(({ missed }) => sizeOf(missed)) };
    const powers = Object.values(curves).flat().filter((value) => value > 0).map(Math.log10);
    const low = Math.max(DEEPEST, Math.floor(Math.min(...powers, 0)));
    const y = { low, high: Math.ceil(Math.max(...powers, low + 1)), log: true, title: "" };
    const x = { low: Math.log10(this.shares.at(-1) ?? 1e-4), high: 0, log: true, title: "t" };
    this.chart.begin(x, y, this.format, `${this.header.labels.chart}. ${this.#verdict()}`);
    for (const [kind, values] of Object.entries(curves)) {
      this.chart.line(values.map((value, i) => [this.shares[i], value]).filter(([, value]) => value > 0), kind);
      this.chart.mark([this.shares[share], values[share]], kind, kind === "opt-plain" ? "circle" : "square");
    }
  }

  #verdict() {
    const { labels, slopes } = this.header;
    const slope = slopes[this.state.size - 1];
    if (slope !== null) return fill(labels.second_order, { slope: this.format(slope, 3) });
    const errors = this.shares.map((_, i) => sizeOf(this.matrices(i).missed));
    return fill(labels.rounding_only, { error: this.format(Math.max(...errors)) });
  }
}

/** @type {Record<string, string>} */
const GREEK = { alpha: "α", phi: "φ" };
const spelled = (name) => GREEK[name] ?? name;

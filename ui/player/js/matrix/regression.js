// Two features that grow alike: the loss over both weights, the condition number, and what solves the equations.

import { element, setData, setText } from "../base/dom.js";
import { fill } from "../base/format.js";
import { Chart } from "./chart.js";
import { bowl, leastSquares, mixed } from "./least_squares.js";
import { Panel, row } from "./panel.js";
import { Slider } from "./sliders.js";
import { matrixTable } from "./tables.js";

// The picture of the weights, with one scale.
const WINDOW = [-2, 4];
// Losses above the lowest at which level lines are drawn.
const LEVELS = [0.05, 0.2, 0.8, 3.2, 12.8];
// Half an axis of an ellipse that has none: longer than the picture.
const ENDLESS = 1e3;
const CURVE = Array.from({ length: 100 }, (_, i) => i / 100);
// Penalties along the way of the ridge solution.
const WAY = Array.from({ length: 41 }, (_, i) => 10 ** (-3 + i / 8));
const AGREE = 1e-8;

export class Regression extends Panel {
  /** @param {HTMLElement} parent */
  constructor(parent) {
    super(parent, "opt-regression");
    const moved = (name) => (value) => { this.state = { ...this.state, [name]: value }; this.draw(); };
    const told = () => this.tell();
    this.correlation = new Slider({ min: 0, max: 1, step: 0.01 }, moved("correlation"), told);
    this.strength = new Slider({ min: 0, max: 1, step: 0.01 }, moved("strength"), told);
    this.weights = new Chart(420, 420);
    this.curve = new Chart(420, 340);
    this.titles = [element("h4", {}), element("h4", {})];
    this.keys = element("ul", { class: "opt-marks" });
    this.numbers = element("dl", { class: "opt-facts" });
    this.note = element("p", { class: "opt-note", role: "status" });
    this.server = element("p", { class: "opt-note" });
    this.root.append(
      element("div", { class: "opt-sliders" }, this.correlation.node, this.strength.node),
      element("div", { class: "opt-pictures" },
        element("section", {}, this.titles[0], this.weights.node, this.keys),
        element("section", {}, this.titles[1], this.curve.node, this.note, this.server)),
      this.numbers);
  }

  /** @override */
  get sliders() { return [this.correlation, this.strength]; }

  /** @param {any} message */
  receive({ header, arrays }) {
    this.take(header, { correlation: header.correlation, strength: header.strength });
    const list = (name) => Array.from(arrays[name].data);
    this.data = { first: list("first"), other: list("other"), noise: list("noise") };
    this.answer = { at: { correlation: header.correlation, strength: header.strength }, plain: list("plain"),
      penalized: list("penalized") };
    this.strength.reach(header.most);
    const { labels } = header;
    this.root.setAttribute("aria-label", labels.regression);
    setText(this.titles[0], labels.title_weights);
    setText(this.titles[1], labels.title_condition);
    this.keys.replaceChildren(...["plain", "shortest", "ridge", "true"].map((name) =>
      element("li", { class: `opt-key-${name}` }, labels[`key_${name}`])));
    this.draw();
    this.ready();
  }

  at(correlation, strength) {
    return leastSquares(mixed(this.data, correlation, this.header.weights), strength);
  }

  draw() {
    const { correlation, strength } = this.state;
    const { labels } = this.header;
    const plain = this.at(correlation, 0);
    const ridge = this.at(correlation, strength);
    this.correlation.show(labels.correlation, correlation, this.format(correlation, 3));
    this.strength.show(labels.strength, strength, this.format(strength, 3));
    this.#drawWeights(plain, ridge);
    this.#drawCurve(plain, ridge);
    this.#tell(plain, ridge);
    this.#compare(plain, ridge);
  }

  #drawWeights(plain, ridge) {
    const chart = this.weights;
    const axis = (title) => ({ low: WINDOW[0], high: WINDOW[1], title });
    chart.begin(axis("w₁"), axis("w₂"), this.format, this.#summary(plain));
    const { curvatures, angle } = bowl(plain.gram, this.data.first.length);
    for (const level of LEVELS) {
      const halves = curvatures.map((h) => Math.min(ENDLESS, Math.sqrt((2 * level) / h)));
      if (plain.singular) halves[1] = ENDLESS;
      chart.ellipse(plain.solution, halves, angle, "opt-level");
    }
    const way = WAY.map((strength) => this.at(this.state.correlation, strength).solution);
    chart.line([plain.solution, ...way], "opt-ridge");
    chart.mark(this.header.weights, "opt-true", "cross");
    chart.mark(plain.solution, plain.singular ? "opt-shortest" : "opt-plain", plain.singular ? "diamond" : "circle");
    if (this.state.strength > 0) chart.mark(ridge.solution, "opt-ridge", "square");
    this.root.classList.toggle("opt-singular", plain.singular);
  }

  #drawCurve(plain, ridge) {
    const { labels } = this.header;
    const { correlation, strength } = this.state;
    const x = { low: 0, high: 1, title: labels.correlation_axis };
    const y = { low: 0, high: 2.6, log: true, title: labels.condition_axis };
    this.curve.begin(x, y, this.format, this.#summary(plain));
    this.curve.line(CURVE.map((at) => [at, this.at(at, 0).condition]), "opt-plain");
    this.curve.mark([correlation, plain.condition], "opt-plain");
    if (!(strength > 0)) return;
    this.curve.line([...CURVE, 1].map((at) => [at, this.at(at, strength).condition]), "opt-ridge");
    this.curve.mark([correlation, ridge.condition], "opt-ridge", "square");
  }

  #summary({ condition }) {
    const { labels } = this.header;
    return fill(labels.summary, { correlation: this.format(this.state.correlation, 3),
      condition: this.format(condition) });
  }

  #tell(plain, ridge) {
    const { format } = this;
    const { labels, weights } = this.header;
    const column = (values, label) => matrixTable(values.map((value) => [value]), format, { label, digits: 4 });
    const table = (rows, label) => matrixTable(rows, format, { label });
    const count = this.data.first.length;
    const away = (solution) => {
      const distance = format(Math.hypot(...solution.map((w, i) => w - weights[i])), 3);
      return element("span", { class: "opt-away" },
        fill(labels.away, { distance, weights: weights.map((w) => format(w)).join("; ") }));
    };
    const rows = [
      row(labels.gram, table(plain.gram.map((line) => line.map((x) => x / count)), labels.gram)),
      row(labels.singular_values, plain.singularValues.map((value) => format(value)).join("; ")),
      row(labels.condition, format(plain.condition)),
      plain.singular ? row(labels.solution, labels.none)
        : row(labels.solution, column(plain.solution, labels.solution), away(plain.solution)),
      row(labels.pseudo, table(plain.pseudo, labels.pseudo)),
      row(labels.shortest, column(plain.solution, labels.shortest), plain.singular ? away(plain.solution) : ""),
      row(labels.ridge, column(ridge.solution, labels.ridge), away(ridge.solution)),
      row(labels.ridge_condition, format(ridge.condition)),
    ];
    this.numbers.replaceChildren(...rows.flat());
    const said = [labels[plain.singular ? "singular" : "regular"],
      labels[this.state.strength > 0 ? "penalized" : "unpenalized"]];
    setText(this.note, said.join(" "));
    setData(this.root, "condition", plain.condition);
    setData(this.root, "solution", plain.solution.join(" "));
    setData(this.root, "ridge", ridge.solution.join(" "));
  }

  // The server's numbers are those of where it was let go; while it is dragged they belong to another place.
  #compare(plain, ridge) {
    const { at, ...answer } = this.answer;
    const { labels } = this.header;
    const here = at.correlation === this.state.correlation && at.strength === this.state.strength;
    const mine = { plain: [...plain.solution, plain.condition], penalized: [...ridge.solution, ridge.condition] };
    const agree = Object.entries(mine).every(([name, values]) => values.every((x, i) => close(x, answer[name][i])));
    const numbers = Object.values(answer).map((values) => values.map((x) => this.format(x)).join("; ")).join(" | ");
    setText(this.server, !here ? "" : agree ? labels.agrees : fill(labels.differs, { numbers }));
    setData(this.root, "agrees", here ? agree : "");
  }
}

const close = (a, b) => a === b || Math.abs(a - b) <= AGREE * (1 + Math.abs(b));

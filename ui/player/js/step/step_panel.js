// "The step, in numbers", with the curve or in its place: the equations of one method with the numbers of the step
// the player stands on.
//
// The server sends a run's equations once, when the panel asks for them; stepping and playing need no server.

import { ARROWS, drawArrows } from "../drawing/arrows.js";
import { element, setData, swatch } from "../base/dom.js";
import { fill } from "../base/format.js";
import { StepModel } from "../engine/step_model.js";

const DIGITS = 5;
const SETTING_DIGITS = 8;

export class StepPanel {
  /** @type {StepModel | null} */
  model = null;
  /** @type {Set<string>} */
  chosen = new Set(ARROWS);
  open = false;
  // Whether the page explains steps at all.
  offered = false;
  // The run whose steps are shown, and the one asked for.
  run = "";
  /** @type {string | null} */
  asked = null;
  /** @type {Run[]} */
  runs = [];
  /** @type {Scene} */
  scene;
  /** @type {Header} */
  header;
  /** @type {Format} */
  format;
  /** @type {Explained | null} */
  explained = null;
  /** @type {number | null} */
  shown = null;
  /** @type {{ line: EquationLine, i: number, node: HTMLElement, slots: any[], result: Element }[]} */
  cells = [];

  /** @param {{ ask: (run: string) => void, redraw: () => void }} given */
  constructor({ ask, redraw }) {
    this.ask = ask;
    this.redraw = redraw;
    this.select = element("select", { class: "opt-select", onchange: () => this.choose(this.select.value) });
    this.title = element("output", { class: "opt-step-title" });
    this.mark = element("span", {});
    this.arrows = element("div", { class: "opt-step-arrows", role: "group" });
    this.note = element("p", { class: "opt-step-note", hidden: "" });
    this.equations = element("div", { class: "opt-step-equations" });
    this.node = element("section", { class: "opt-step", hidden: "" },
      element("div", { class: "opt-step-head" }, this.mark, this.select, this.title),
      this.arrows, this.note, this.equations);
  }

  // New runs, perhaps with the equations of the one that is explained.
  /** @param {Scene} scene @param {Header} header @param {Arrays} arrays @param {Run[]} runs @param {Format} format */
  update(scene, header, arrays, runs, format) {
    const { explained, reports } = header;
    const first = this.header === undefined;
    Object.assign(this, { scene, header, runs, format, shown: null });
    this.offered = reports.includes("explain") && runs.length > 0;
    this.node.hidden = !this.offered || !this.open;
    if (first && explained) this.run = explained.run;
    if (!runs.some((run) => run.key === this.run)) this.run = runs[0]?.key ?? "";
    if (explained) this.asked = null;
    this.#translate();
    this.#build(explained?.run === this.run ? explained : null, arrays);
    if (this.open && this.offered && explained?.run !== this.run) this.#request(this.run);
  }

  // Shown or put away; the page hears whose equations are wanted.
  /** @param {boolean} wanted */
  reveal(wanted) {
    if (wanted === this.open) return;
    this.open = wanted;
    this.node.hidden = !this.offered || !wanted;
    if (this.scene && this.offered) this.#request(wanted ? this.run : "");
  }

  // The same equations along another path, while something is dragged; nothing where there is none.
  /**
   * @param {Run[]} runs
   * @param {() => { gradients: Float64Array, takenAt?: Float64Array, losses?: Float64Array } | undefined} ask what
   *   takes a while and nobody needs while this is closed
   */
  follow(runs, ask) {
    this.runs = runs;
    const run = runs.find(({ key }) => key === this.run);
    if (!this.open || !this.model || !this.explained || !run) return;
    const given = ask();
    if (!given) return;
    const { explained, model: { takenAt } } = this;
    const model = new StepModel(explained, { ...given, takenAt: takenAt && given.takenAt }, run);
    if (!model.reproduced) return;
    // The cells on the page belong to the lines that are there.
    Object.assign(model, { before: this.model.before, lines: this.model.lines, after: this.model.after });
    Object.assign(this, { model, shown: null });
  }

  choose(key) {
    if (key === this.run || !this.runs.some((run) => run.key === key)) return;
    this.run = key;
    this.#build(null);
    if (this.open) this.#request(key);
    this.redraw();
  }

  show(step) {
    if (!this.open || !this.scene) return;
    const k = Math.min(step, this.model?.steps ?? step);
    const text = fill(step > k ? this.scene.labels.step_last : this.scene.labels.step_number, { step: k });
    if (this.title.textContent !== text) this.title.textContent = text;
    if (!this.model || this.shown === k) return;
    this.shown = k;
    this.#tell(k === 0 ? this.scene.labels.step_none : "");
    setData(this.node, "step", k);
    for (const cell of this.cells) cell.node.classList.toggle("opt-step-empty", k === 0);
    if (k > 0) this.#fillIn(k);
  }

  // On the landscape of two weights.
  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Track[]} tracks
   * @param {number} position
   * @param {Frame} frame
   * @param {Theme} theme
   */
  draw(context, tracks, position, frame, theme) {
    const track = tracks.find(({ key }) => key === this.run);
    const k = Math.min(Math.floor(position + 1e-9), this.model?.steps ?? 0);
    if (!this.open || !track?.visible || !k || this.scene.dimension !== 2) return;
    const heads = tracks.filter(({ visible }) => visible).map(({ xs, ys }) => {
      const last = Math.min(Math.floor(position + 1e-9), xs.length - 1);
      return [frame.x.toPixel(xs[last]), frame.y.toPixel(ys[last])];
    });
    drawArrows(context, frame, theme, track.color, this.model.step(k), this.chosen, this.scene.labels, heads);
  }

  #request(run) {
    if (this.asked === run) return;
    this.asked = run;
    this.ask(run);
  }

  #translate() {
    const { labels } = this.scene;
    this.node.setAttribute("aria-label", labels.step_numbers);
    this.select.setAttribute("aria-label", labels.method);
    this.select.replaceChildren(...this.runs.map((run) => element("option", { value: run.key }, run.label)));
    this.arrows.setAttribute("aria-label", labels.arrows);
    this.arrows.replaceChildren(...ARROWS.map((name) => this.#arrowToggle(name)));
  }

  #arrowToggle(name) {
    const box = element("input", { type: "checkbox", "data-arrow": name, onchange: () => {
      if (box.checked) this.chosen.add(name);
      else this.chosen.delete(name);
      this.redraw();
    } });
    box.checked = this.chosen.has(name);
    const point = () => this.#mark(name);
    const leave = () => this.#mark("");
    return element("label", { class: "opt-step-arrow", "data-arrow": name, onpointerenter: point, onpointerleave: leave,
      onfocusin: point, onfocusout: leave }, box, this.scene.labels[`arrow_${name}`]);
  }

  // Mark the lines whose numbers make an arrow.
  #mark(arrow) {
    const made = this.model && arrow ? this.#targetsOf(arrow) : [];
    for (const line of this.equations.children) {
      line.classList.toggle("opt-step-marked", made.includes(/** @type {HTMLElement} */ (line).dataset.target));
    }
  }

  #targetsOf(arrow) {
    const { before, lines, memoryNames } = this.model;
    if (arrow === "gradient") return ["g"];
    if (arrow === "inertia") return memoryNames;
    if (arrow === "ahead") return before.map((line) => line.target).filter((target) => target !== "g");
    return [lines[lines.length - 1].target];
  }

  /** @param {Explained | null} explained @param {Arrays} [arrays] */
  #build(explained, arrays) {
    const run = this.runs.find(({ key }) => key === this.run);
    this.select.value = this.run;
    this.mark.replaceChildren(...(run ? [swatch(run)] : []));
    this.explained = explained;
    this.model = explained?.equations ? this.#modelOf(explained, arrays, run) : null;
    this.cells = [];
    this.equations.replaceChildren(...(this.model ? this.#lines() : []));
    this.shown = null;
    const { labels } = this.scene;
    const failed = explained && !this.model;
    this.#tell(failed ? labels[explained.equations ? "step_irreproducible" : "step_unexplained"] : "");
    this.#showArrows();
    setData(this.node, "run", this.model ? this.run : "");
  }

  #modelOf(explained, arrays, run) {
    const data = (name) => arrays[name]?.data;
    const given = { gradients: data("stepGradients"), takenAt: data("stepTakenAt"), losses: data("stepLosses") };
    const model = new StepModel(explained, given, run);
    return model.reproduced ? model : null;
  }

  #showArrows() {
    this.arrows.hidden = !this.model || this.scene.dimension !== 2;
    const there = { gradient: true, step: true, inertia: this.model?.memoryNames.length, ahead: this.model?.takenAt };
    for (const label of this.arrows.querySelectorAll("label")) label.hidden = !there[label.dataset.arrow];
  }

  #tell(text) {
    this.note.hidden = !text;
    this.note.textContent = text;
  }

  #lines() {
    const { before, lines, after } = this.model;
    return [...before, ...lines, after].map((line) => {
      const symbols = math(line.symbols);
      this.#localize(symbols);
      const cells = Array.from({ length: line.shared ? 1 : this.model.dimension }, (_, i) => this.#cell(line, i));
      return element("div", { class: "opt-step-line", "data-target": line.target },
        element("div", { class: "opt-step-symbols" }, symbols),
        element("div", { class: `opt-step-cells${line.shared ? " opt-step-shared" : ""}` }, ...cells));
    });
  }

  #cell(line, i) {
    const formula = math(`${line.numbers[Math.min(i, line.numbers.length - 1)]}<mo>=</mo>` +
      '<mn class="opt-step-result" data-result=""></mn>');
    this.#localize(formula);
    const name = line.shared || this.model.dimension === 1 ? null :
      element("span", { class: "opt-step-name" }, this.scene.variables[i]);
    const node = element("div", { class: "opt-step-cell" }, ...(name ? [name] : []),
      element("div", { class: "opt-step-formula", tabindex: "-1" }, formula));
    /** @type {NodeListOf<MathMLElement>} */
    const places = formula.querySelectorAll("[data-symbol]");
    const slots = [...places].map((slot) => ({ slot, ...slot.dataset }));
    this.cells.push({ line, i, node, slots, result: formula.querySelector("[data-result]") });
    return node;
  }

  // Numbers written in the equations, and what stands between two numbers, as the language has it.
  #localize(formula) {
    for (const node of formula.querySelectorAll("[data-literal]")) {
      node.textContent = this.format(Number(node.dataset.literal), SETTING_DIGITS);
    }
    const comma = this.format(0.5).includes(",");
    for (const node of formula.querySelectorAll("[data-separator]")) node.textContent = comma ? ";" : ",";
  }

  #fillIn(k) {
    const known = new Map();
    for (const { line, names, result } of this.model.spelledOut(k)) known.set(line, { names, result });
    for (const { line, i, slots, result } of this.cells) {
      const { names, result: values } = known.get(line);
      for (const { slot, symbol, brackets, coordinate } of slots) {
        this.#write(slot, symbol, names[symbol], coordinate === undefined ? i : Number(coordinate), brackets);
      }
      put(result, this.format(values[i], DIGITS));
    }
  }

  #write(slot, symbol, value, i, brackets) {
    const digits = symbol in this.model.numbers || symbol === "k" ? SETTING_DIGITS : DIGITS;
    const text = this.format(Array.isArray(value) ? value[i] : value, digits);
    const needed = (brackets !== "free" && text.startsWith("−")) || (brackets === "base" && text.includes("·"));
    put(slot, needed ? `(${text})` : text);
  }
}

function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// Written by the server from a syntax tree, with every text escaped.
function math(content) {
  const holder = document.createElement("div");
  holder.innerHTML = `<math class="opt-math" displaystyle="true">${content}</math>`;
  return holder.firstElementChild;
}

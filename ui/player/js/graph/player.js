// The graph player: the picture, the bar below it, a sentence per step, the variables and their paths.

import { Animation } from "../base/animation.js";
import { element, setData } from "../base/dom.js";
import { transport } from "../controls/transport.js";
import { fill, formatter } from "../base/format.js";
import { listenToKeys } from "../base/keyboard.js";
import { Requests } from "../base/requests.js";
import { readTheme } from "../base/theme.js";
import { Timeline } from "../base/timeline.js";
import { Controls } from "../controls/controls.js";
import { KeyHelp } from "../controls/key_help.js";
import { save } from "../players/export.js";
import { Passes } from "./passes.js";
import { Picture } from "./picture.js";
import { sentence } from "./sentences.js";
import { Variables } from "./variables.js";

const COLORS = ["text", "background", "primary", "grid", "muted"];
// Beside the list of keys: what this player has not.
const MISSING = ["key_view", "key_side", "key_scene"];

export class GraphPlayer {
  requests = new Requests();
  timeline = new Timeline(30);
  /** @type {number | null} */
  pointed = null;
  /** @type {number | null} */
  chosen = null;
  // The step for which the picture was scrolled.
  sighted = 0;
  // The variable whose paths are to be shown once its box is unfolded.
  /** @type {number | null} */
  unfolding = null;

  /** @param {HTMLElement} parent */
  constructor(parent) {
    const actions = transport(this.timeline, () => this.help, {
      changed: () => { this.animation.start(); this.#show(); }, run: (place) => this.#choose(place) });
    this.controls = new Controls(actions);
    this.controls.present.remove();
    this.help = new KeyHelp();
    this.picture = new Picture((node) => { this.pointed = node; this.#note(); }, (node) => this.#fold(node));
    this.said = element("p", { class: "opt-graph-said", role: "status", "aria-live": "polite" });
    this.note = element("p", { class: "opt-graph-note" });
    this.variables = new Variables({ move: (numbers) => this.#move(numbers),
      moved: (point) => this.requests.view({ point }), choose: (place) => this.#choose(place) });
    this.costs = element("p", { class: "opt-graph-costs" });
    this.files = /** @type {const} */ (["svg", "png"]).map((kind) => element("button", { type: "button",
      class: "opt-choice", onclick: () => save(this.picture.root, this.ground, kind, "computation_graph") }));
    const files = element("div", { class: "opt-graph-files" }, ...this.files);
    this.folds = Object.fromEntries(["fold_all", "unfold_all"].map((name) => [name, element("button", { type: "button",
      class: "opt-choice", onclick: () => this.#ask(name === "fold_all" ? this.#withForms() : []) })]));
    this.hint = element("span", { class: "opt-graph-hint" });
    this.folding = element("div", { class: "opt-graph-files" }, ...Object.values(this.folds), this.hint);
    const about = { class: "opt-player opt-graph", tabindex: "0", "data-ready": "false" };
    this.root = element("div", about, this.picture.node, this.note, this.said, this.controls.node, this.folding,
      this.variables.node, this.costs, files, this.help.node);
    parent.append(this.root);
    this.animation = new Animation(this.timeline, this.root, () => this.#show());
    this.forget = listenToKeys(this.root, actions);
  }

  // A new graph begins at its start; the same one with other numbers stays at its step.
  /** @param {any} message */
  receive({ header }) {
    const { labels } = header;
    const same = this.header?.kernel === header.kernel && `${this.header.symbols}` === `${header.symbols}`;
    const before = this.passes;
    this.header = header;
    this.format = formatter(labels.language);
    this.nodes = new Map(header.nodes.map((node) => [node.id, node]));
    this.passes = new Passes(header);
    const { step } = this.timeline;
    const theme = readTheme(this.root);
    for (const name of COLORS) this.root.style.setProperty(`--opt-${name}`, theme[name]);
    this.ground = theme.background;
    this.files.forEach((button, i) => { button.textContent = i ? labels.png : labels.svg; });
    setData(this.root, "dark", theme.dark);
    this.root.setAttribute("aria-label", labels.player);
    this.controls.translate(labels);
    this.help.translate(labels, MISSING);
    this.picture.draw(header);
    if (!same) this.chosen = null;
    else if (this.unfolding !== null) this.chosen = this.unfolding;
    this.unfolding = null;
    // A variable in a box that was folded has no paths of its own in the picture.
    if (this.chosen !== null && this.#inBox(this.chosen)) this.chosen = null;
    this.timeline.setSteps(this.passes.steps.length);
    if (!same) this.timeline.playing = false;
    this.timeline.seek(same && before ? before.stepIn(this.passes, step) : 0);
    this.#tellFolds();
    this.variables.draw(header, this.nodes);
    this.#move([...header.values]);
    setData(this.root, "ready", true);
  }

  // A box folds into itself what only it uses, or lets it out again; the page has the new picture.
  #fold(box) {
    const { closed } = this.header;
    this.#ask(closed.includes(box) ? closed.filter((other) => other !== box) : [...closed, box]);
  }

  #ask(closed) { this.requests.view({ folded: closed }); }

  #withForms() { return [...new Set([...this.header.closed, ...this.header.forms])]; }

  #tellFolds() {
    const { labels, nodes, closed, forms, costs } = this.header;
    for (const [name, button] of Object.entries(this.folds)) button.textContent = labels[name];
    this.folds.fold_all.disabled = forms.every((head) => closed.includes(head));
    this.folds.unfold_all.disabled = closed.length === 0;
    this.hint.textContent = labels.fold_hint;
    this.folding.hidden = !nodes.some(({ folds }) => folds);
    this.costs.textContent = fill(labels.costs, costs) + (closed.length ? ` ${labels.costs_folded}` : "");
  }

  #move(numbers) {
    this.numbers = numbers;
    this.passes.at(numbers);
    this.#show();
  }

  #choose(place) {
    if (place >= this.header.variables.length) return;
    if (this.#inBox(place)) {
      const { box } = this.header.variables[place];
      this.unfolding = place;
      this.#ask(this.header.closed.filter((other) => other !== box));
      return;
    }
    this.chosen = this.chosen === place ? null : place;
    this.#show();
  }

  // Whether a variable is folded into a box.
  /** @param {number} place */
  #inBox(place) {
    const { node } = this.header.variables[place];
    return node >= 0 && !this.nodes.has(node);
  }

  // How many edges the derivative has flown along by now; -1 before the backward pass.
  get #flown() { return this.timeline.step - this.passes.forwardSteps - 1; }

  #show() {
    const { passes, timeline, format } = this;
    const { labels, variables } = this.header;
    const flown = this.#flown;
    const adjoints = passes.after(Math.max(0, flown));
    const steps = passes.steps.slice(0, timeline.step);
    const done = new Set(steps.map((each) => (each.kind === "forward" ? each.node : -1)));
    const arrived = new Set(passes.ways.slice(0, Math.max(0, flown)).map(({ source }) => source));
    if (flown >= 0) arrived.add(passes.count - 1);
    const made = passes.steps[timeline.step - 1];
    const chosen = this.chosen === null ? -1 : variables[this.chosen].node;
    this.shown = {
      value: (id) => (this.nodes.get(id).kind !== "operation" || done.has(id) ? format(passes.values[id]) : ""),
      arrived: (id) => (arrived.has(id) ? `∂ ${format(adjoints[id])}` : ""),
    };
    const paths = chosen < 0 ? [] : passes.paths(chosen);
    this.picture.show({
      ...this.shown,
      says: (id) => this.#says(id),
      lit: new Set(this.#lit(made)),
      reused: made?.kind === "backward" && passes.served(made.way).length > 1 ? passes.ways[made.way].target : -1,
      onPath: new Set(paths.flatMap(({ ways }) => ways)),
      current: made?.kind === "backward" ? made.way : -1,
      flow: (way) => (way < flown ? passes.flows.products[way] : null),
      largest: Math.max(...passes.flows.products.map(Math.abs).filter(Number.isFinite), 0),
    });
    if (this.sighted !== timeline.step) this.picture.reveal(this.#lit(made));
    this.sighted = timeline.step;
    this.controls.show(timeline, format);
    const finite = passes.finite(variables.map(({ node }) => node).filter((node) => node >= 0));
    const words = sentence(passes, timeline.step, this.nodes, labels, format);
    this.said.textContent = finite ? words : `${labels.nowhere} ${words}`;
    const ended = flown >= passes.ways.length;
    this.variables.show(passes, this.numbers, { chosen: this.chosen, paths, done: ended }, format);
    this.#note();
    setData(this.root, "step", timeline.step);
  }

  /** @param {import("./passes.js").PassStep | undefined} made */
  #lit(made) {
    if (!made) return [];
    if (made.kind === "forward") return [made.node];
    if (made.kind === "seed") return [this.passes.count - 1];
    const { source, target } = this.passes.ways[made.way];
    return [source, target];
  }

  #says(id) {
    const { labels } = this.header;
    const { name, formula, folds, folded, gathered } = this.nodes.get(id);
    const operations = folded ? fill(labels.folded, { count: folded })
      : folds ? fill(labels.foldable, { count: folds }) : "";
    const within = gathered ? `${operations} ${fill(labels.gathered, { count: gathered })}` : operations;
    const value = this.shown.value(id) || labels.nothing_yet;
    const arrived = this.shown.arrived(id).replace("∂ ", "") || labels.nothing_yet;
    const what = name === formula ? name : `${name} = ${formula}`;
    return `${what}. ${labels.value}: ${value}. ${labels.arrived}: ${arrived}. ${within}`.trim();
  }

  // The formula of what is pointed at; boxes have no room for long ones.
  #note() {
    this.note.textContent = this.pointed === null || !this.shown ? " " : this.#says(this.pointed);
  }

  dispose() {
    this.timeline.playing = false;
    this.forget();
    this.root.remove();
  }
}

// The network's player: the plane, the network itself, charts over the steps, and the bar that moves through them.

import { Animation } from "../base/animation.js";
import { dashPattern, element, setData, setText } from "../base/dom.js";
import { transport } from "../controls/transport.js";
import { fill, formatter } from "../base/format.js";
import { listenToKeys } from "../base/keyboard.js";
import { Requests } from "../base/requests.js";
import { readTheme } from "../base/theme.js";
import { Timeline } from "../base/timeline.js";
import { Controls } from "../controls/controls.js";
import { KeyHelp } from "../controls/key_help.js";
import { listenToScrubbing } from "../drawing/pointer.js";
import { save, saveCanvases } from "../players/export.js";
import { makeRoom } from "../players/room.js";
import { StepChart } from "./charts.js";
import { buildLayout, legend, SHOWN } from "./layout.js";
import { trainApart } from "./model/thread.js";
import { batchesOf, Training } from "./model/training.js";
import { classifiedRight, layerName, weightName } from "./names.js";
import { ExamplePass } from "./pass.js";
import { NetworkPicture } from "./picture.js";
import { PlaneView } from "./plane_view.js";
import { SliceView } from "./slice.js";

const COLORS = ["text", "background", "primary", "grid", "muted"];
const MISSING = ["key_view", "key_side", "key_runs", "key_scene"];
// Milliseconds after which a step is taken to stay, and after which the page is told.
const PATIENCE = 150;
const TELL_AFTER = 400;
// Higher than this the pictures only grow apart from what is said of them.
const MOST_HIGH = 620;
// And for their width, where three stand side by side.
const HIGHER = 1.3;
// Okabe and Ito's, darker on light ground; every layer has a dash of its own too.
const LINES = { light: ["#0072b2", "#b84a00", "#00795a", "#a8467f", "#7a6a00"],
  dark: ["#56b4e9", "#ff8a57", "#2fc79b", "#e79ac6", "#f0e442"] };
const DASHES = ["solid", "dash", "dot", "dashdot", "longdash"];

export class NetworkPlayer {
  requests = new Requests();
  timeline = new Timeline(12);
  edges = "weights";
  weight = -1;
  // The second weight that the loss is drawn over.
  other = -1;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  settling;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  telling;
  // The two weights and the step that the page knows of.
  toldOver = "";
  example = -1;
  passed = 0;
  // The example that the page asked for last.
  asked = -1;
  revision = 0;
  /** @type {(() => void) | undefined} calls off the training that is going on */
  stop;

  /** @param {HTMLElement} parent */
  constructor(parent) {
    const actions = transport(this.timeline, () => this.help, {
      changed: () => { this.animation.start(); this.#show(); } });
    this.controls = new Controls(actions);
    this.controls.present.remove();
    this.help = new KeyHelp();
    this.parts = buildLayout({
      edges: (kind) => { this.edges = kind; this.#show(); },
      weight: (place) => this.#look(place),
      other: (place) => { this.other = place; this.#show(); },
      example: (place) => { this.#follow(place); },
      exampleChosen: () => this.#tell(),
      pass: (step) => { this.passed = step; this.#show(); },
    });
    const { plane, net, charts, slice, summary, grid, row } = this.parts;
    this.files = [() => save(this.picture.root, this.theme.background, "svg", "network"),
      () => saveCanvases(plane.stage, this.theme.background, "plane")].map((onclick) =>
      element("button", { type: "button", class: "opt-choice", onclick }));
    this.slice = new SliceView(slice);
    this.plane = new PlaneView(plane, (place) => { this.#follow(place); this.#tell(); });
    this.picture = new NetworkPicture(net.stage, (place) => this.#look(place));
    this.charts = Object.fromEntries(Object.entries(charts).map(([name, panel]) => [name, new StepChart(panel)]));
    for (const chart of Object.values(this.charts)) {
      listenToScrubbing(chart.panel.stage, () => chart.frame, (step) => actions.seek(Math.round(step)));
    }
    this.root = element("div", { class: "opt-player opt-net", tabindex: "0", role: "group", "data-ready": "false",
      "data-revision": "0" }, element("div", { class: "opt-net-body" }, grid, summary, this.controls.node, row),
      element("div", { class: "opt-net-files" }, ...this.files), this.help.node);
    parent.append(this.root);
    this.animation = new Animation(this.timeline, this.root, () => this.#show());
    this.forget = listenToKeys(this.root, actions);
    this.resized = new ResizeObserver(() => this.#redraw());
    this.resized.observe(this.root);
    // The height of the window says how high pictures are.
    this.fit = () => this.#redraw();
    window.addEventListener("resize", this.fit);
  }

  // Another training begins at once; the same one with other words or colours goes on as it is.
  /** @param {any} message */
  receive({ header, arrays }) {
    this.header = header;
    this.format = formatter(header.labels.language);
    this.theme = readTheme(this.root);
    const side = this.theme.dark ? { minus: "#f0a068", plus: "#6cb8ee" } : { minus: "#b8480a", plus: "#0072b2" };
    this.colors = { ...side, lines: LINES[this.theme.dark ? "dark" : "light"] };
    for (const name of COLORS) this.root.style.setProperty(`--opt-${name}`, this.theme[name]);
    setData(this.root, "dark", this.theme.dark);
    this.#translate();
    if (this.id !== header.id) this.#begin(arrays);
    else if (header.example !== this.asked && header.example !== this.example) this.#asked(header);
    this.asked = header.example;
    this.#redraw();
    setData(this.root, "ready", true);
  }

  // The page shows another example, as after going back in the browser.
  #asked({ example, step }) {
    if (step !== null && this.training.finished) this.timeline.seek(step);
    this.#follow(example);
  }

  #begin(arrays) {
    const { header } = this;
    this.id = header.id;
    const { start, inputs, targets, held_inputs: heldInputs, held_targets: heldTargets } = data(arrays);
    const batches = arrays.batches ? batchesOf(arrays.batches.data, arrays.sizes.data) : null;
    this.task = { shape: header.shape, program: header.program, steps: header.steps, start, inputs, targets, heldInputs,
      heldTargets, batches };
    this.training = new Training(this.task);
    this.places = this.training.loss.places;
    this.plane.take(this.task, header.classes);
    this.picture.build(header.shape.layers, this.places);
    if (this.weight >= this.training.dimension) this.weight = -1;
    if (this.other >= this.training.dimension) this.other = -1;
    delete this.root.dataset.made;
    this.timeline.playing = false;
    this.timeline.steps = 0;
    this.timeline.seek(0);
    this.wanted = header.step;
    if (header.over) [this.weight, this.other] = header.over;
    this.toldOver = header.over ? `${[...header.over, header.step]}` : "";
    this.#follow(header.example < this.task.targets.length ? header.example : -1);
    this.#train();
  }

  // Another thread makes the steps, and one sees them made.
  #train() {
    const { training } = this;
    this.stop?.();
    this.stop = trainApart(this.task, (part) => {
      if (this.training !== training) return;
      training.take(part);
      this.timeline.setSteps(training.made);
      if (training.finished && this.wanted !== null) this.timeline.seek(this.wanted);
      if (training.finished) setData(this.root, "made", training.made);
      this.#redraw();
    });
  }

  #look(place) {
    this.weight = this.weight === place ? -1 : place;
    this.#redraw();
  }

  #follow(place) {
    const same = place === this.example && this.pass?.task === this.task;
    this.example = place;
    if (!same) this.pass = place < 0 ? null : { task: this.task, of: new ExamplePass(this.task, place) };
    this.passed = this.pass ? this.pass.of.steps : 0;
    this.#show();
  }

  #tell() { this.requests.view({ example: this.example, step: this.timeline.step }); }

  #translate() {
    const { labels } = this.header;
    const { plane, net, charts, edges, weight, other, example, pass } = this.parts;
    this.root.setAttribute("aria-label", labels.player);
    this.controls.translate(labels);
    this.help.translate(labels, MISSING);
    const flat = this.header.shape.layers[0] === 1;
    plane.title.textContent = labels[flat ? "title_curve" : "title_plane"];
    plane.note.textContent = labels[flat ? "curve_note" : this.header.classes ? "plane_note" : "plane_note_numbers"];
    net.title.textContent = this.header.shape.layers.join(" – ");
    for (const name of ["loss", "gradients", "spreads"]) charts[name].title.textContent = labels[`title_${name}`];
    edges.buttons.forEach((button, i) => { button.textContent = labels[`edges_${SHOWN[i]}`]; });
    edges.node.setAttribute("aria-label", labels.edges);
    weight.name.textContent = labels.weight;
    other.name.textContent = labels.other;
    example.name.textContent = labels.example;
    pass.name.textContent = labels.pass;
    this.files.forEach((button, i) => { button.textContent = labels[i ? "png_plane" : "svg_network"]; });
  }

  // Axes and lines, and what stands on them.
  #redraw() {
    const { training, header, theme, format } = this;
    if (!training || !this.root.clientWidth) return;
    const { labels } = header;
    const flat = getComputedStyle(this.parts.grid).display === "contents";
    makeRoom(this.root, this.#shelves(flat), flat ? this.controls.node : this.parts.charts.loss.node);
    this.plane.axesAgain(theme, format, header.names);
    const depth = training.depth;
    const layers = (numbers, first) => Array.from({ length: depth }, (_, l) => ({
      ys: Float64Array.from({ length: training.made + 1 - first }, (_unused, i) => numbers[i * depth + l]), first,
      ...this.#line(l), name: layerName(l + 1, depth, labels) }));
    const curve = (ys, l, name) => ({ ys: ys.subarray(0, training.made + 1), first: 0, ...this.#line(l), name });
    const losses = [curve(training.values, 0, labels.loss_train)];
    if (training.held) losses.push(curve(training.heldValues, 1, labels.loss_held));
    this.#chart("loss", losses, true, labels.loss_axis, "");
    this.#chart("gradients", layers(training.gradientSizes, 1), true, labels.gradients_axis, labels.gradients_note);
    this.#chart("spreads", layers(training.spreads, 0), false, labels.spreads_axis, labels.spreads_note);
    this.#history();
    this.#show();
    this.revision += 1;
    setData(this.root, "revision", this.revision);
  }

  // Plane and network are as high as each other, and the charts are in sight with them where that leaves both readable;
  // in a low window, where losses stand beside them (network.css), the bar is the last that must be.
  /** @param {boolean} flat */
  #shelves(flat) {
    const { plane, charts } = this.parts;
    const most = () => Math.min(MOST_HIGH, flat ? HIGHER * plane.stage.clientWidth : Infinity);
    if (flat) return [{ stage: plane.stage, property: "--opt-height", share: 1, least: 110, usual: 430, most }];
    return [{ stage: plane.stage, property: "--opt-height", share: 0.66, least: 230, usual: 430, most },
      { stage: charts.loss.stage, property: "--opt-chart-height", share: 0.34, least: 120, usual: 230 }];
  }

  #line(l) { return { color: this.colors.lines[l % 5], dash: dashPattern(DASHES[l % 5]), dashed: DASHES[l % 5] }; }

  #chart(name, curves, log, title, note) {
    const chart = this.charts[name];
    const { labels } = this.header;
    const steps = this.header.steps;
    const any = chart.draw({ curves, steps, log, title, below: labels.step }, this.theme, this.format);
    setText(chart.panel.note, any || !this.training.made ? note : `${note} ${labels.all_zero}`.trim());
    const key = `${curves.map((each) => `${each.color}${each.name}`)}`;
    if (chart.panel.legend.dataset.key === key) return;
    chart.panel.legend.dataset.key = key;
    legend(chart.panel.legend, curves.map((each) => ({ color: each.color, dash: each.dashed, name: each.name })));
  }

  #history() {
    const { training, weight } = this;
    const { labels } = this.header;
    const { history } = this.parts.charts;
    history.node.hidden = weight < 0;
    if (weight < 0) return;
    const name = weightName(weight, this.places);
    const every = (numbers, count) =>
      Float64Array.from({ length: count }, (_, k) => numbers[k * training.dimension + weight]);
    history.title.textContent = fill(labels.title_history, { name });
    this.#chart("history", [
      { ys: every(training.points, training.made + 1), first: 0, ...this.#line(0), name: labels.edges_weights_one },
      { ys: every(training.gradients, training.made), first: 1, ...this.#line(1), name: labels.edges_gradients_one },
    ], false, name, "");
  }

  // What the step that led here had of a weight, or of the example that is followed.
  #number(kind, place, k) {
    if (kind === "weights") return this.training.point(k)[place];
    if (kind === "updates") return k ? this.training.update(k, place) : NaN;
    if (!this.pass) return k ? this.training.gradient(k)[place] : NaN;
    const l = 1 + this.places.findIndex(({ biases, after }) => place < biases + after);
    return l >= this.pass.of.reached(this.passed).backward ? this.pass.of.gradient[place] : NaN;
  }

  #show() {
    const { training, timeline, format, theme, parts } = this;
    if (!training || !this.plane.frame) return;
    const { labels } = this.header;
    const k = Math.min(timeline.step, training.made);
    const point = training.point(k);
    this.plane.draw(point, this.example, theme, this.colors);
    for (const chart of Object.values(this.charts)) if (!chart.panel.node.hidden) chart.point(k, theme);
    this.pass?.of.at(point);
    const reached = this.pass?.of.reached(this.passed) ?? { forward: -1, backward: Infinity };
    const summary = this.#summary(k, point);
    this.picture.show({
      number: (place) => this.#number(this.edges, place, k),
      chosen: this.weight,
      output: (l, i) => (l <= reached.forward ? format(this.pass.of.output(l, i) + 0, 2) : ""),
      flow: (l, i) => (l >= reached.backward ? format(this.pass.of.flow(l, i) + 0, 2) : ""),
      lit: this.pass ? this.pass.of.lit(this.passed) : -1,
      says: fill(labels.net_says, { layers: parts.net.title.textContent, shown: labels[`edges_${this.edges}`] }),
    });
    parts.plane.stage.setAttribute("aria-label", `${parts.plane.title.textContent}. ${summary}`);
    for (const { panel } of Object.values(this.charts)) panel.stage.setAttribute("aria-label", panel.title.textContent);
    parts.edges.show(this.edges);
    const told = this.#weightSays(k);
    parts.weight.show(this.weight + 1, training.dimension,
      this.weight < 0 ? labels.none : weightName(this.weight, this.places), told);
    setText(parts.weightSaid, this.weight < 0 ? "" : told);
    setText(parts.net.note, labels[this.pass && this.edges === "gradients" ? "edges_note_example"
      : `edges_note_${this.edges}`]);
    this.#slice(k);
    parts.example.show(this.example + 1, this.task.targets.length,
      this.example < 0 ? labels.none : String(this.example + 1));
    parts.pass.node.hidden = !this.pass;
    if (this.pass) parts.pass.show(this.passed, this.pass.of.steps, `${this.passed} / ${this.pass.of.steps}`);
    setText(parts.said, this.pass ? this.pass.of.sentence(this.passed, labels, format) : "");
    setText(parts.summary, summary);
    this.controls.show(timeline, format);
    setData(this.root, "step", k);
  }

  // The loss over both weights. Its level lines come once the step stays as it is: they take a while.
  #slice(k, settled = false) {
    const { parts, training, theme, format } = this;
    const { labels } = this.header;
    const pair = /** @type {[number, number]} */ ([this.weight, this.other]);
    const shown = this.weight >= 0 && this.other >= 0 && this.weight !== this.other && training.finished;
    const names = pair.map((place) => (place < 0 ? labels.none : weightName(place, this.places)));
    parts.other.node.hidden = this.weight < 0;
    parts.other.show(this.other + 1, training.dimension, names[1]);
    if (parts.slice.node.hidden !== !shown) this.slice.key = "";
    parts.slice.node.hidden = !shown;
    if (!shown) { if (training.finished) this.#tellOver(null, k); return; }
    setText(parts.slice.title, fill(labels.title_slice, { first: names[0], second: names[1] }));
    this.slice.draw(training, this.task, pair, { shown: k, settled },
      { theme, format, names, color: this.colors.lines[0] });
    clearTimeout(this.settling);
    this.#tellOver(pair, k);
    const waits = this.slice.step !== k;
    setText(parts.slice.note, waits ? fill(labels.slice_waits, { step: this.slice.step }) : labels.slice_note);
    if (waits && !this.timeline.playing) this.settling = setTimeout(() => this.#slice(k, true), PATIENCE);
    parts.slice.stage.setAttribute("aria-label", `${parts.slice.title.textContent}. ${fill(labels.slice_says,
      { first: names[0], second: names[1], x: format(training.point(k)[pair[0]]), y: format(training.point(k)[pair[1]]),
        loss: format(training.values[k]) })}`);
  }

  // The page leads on from the two weights at the step that is shown, once both stay.
  #tellOver(pair, step) {
    clearTimeout(this.telling);
    const text = pair ? `${[...pair, step]}` : "";
    if (this.timeline.playing || text === this.toldOver) return;
    this.telling = setTimeout(() => {
      this.toldOver = text;
      this.requests.view({ over: pair ?? [], step });
    }, TELL_AFTER);
  }

  #weightSays(k) {
    const { labels } = this.header;
    if (this.weight < 0) return labels.none;
    const number = (kind) => {
      const value = kind === "gradients" && k ? this.training.gradient(k)[this.weight]
        : kind === "gradients" ? NaN : this.#number(kind, this.weight, k);
      return Number.isNaN(value) ? "–" : this.format(value, 3);
    };
    return fill(labels.weight_says, { name: weightName(this.weight, this.places), value: number("weights"),
      gradient: number("gradients"), update: number("updates") });
  }

  #summary(k, point) {
    const { training, format, header } = this;
    const { labels } = header;
    const parts = [fill(labels.summary, { step: k, loss: format(training.values[k]) })];
    if (training.held) parts.push(fill(labels.summary_held, { loss: format(training.heldValues[k]) }));
    if (header.classes) {
      const threshold = header.shape.loss === "logistic" ? 0 : 0.5;
      const share = (loss) => `${classifiedRight(loss, point, threshold)}/${loss.examples}`;
      parts.push(fill(labels.summary_right, { right: share(training.all) }));
      if (training.held) parts.push(fill(labels.summary_held_right, { right: share(training.held) }));
    }
    if (!training.finished) parts.push(fill(labels.training, { made: training.made, steps: header.steps }));
    if (training.badStep >= 0) parts.push(fill(labels.ended, { step: training.badStep }));
    return parts.join(" ");
  }

  dispose() {
    clearTimeout(this.settling);
    clearTimeout(this.telling);
    this.stop?.();
    this.timeline.playing = false;
    this.training = null;
    this.resized.disconnect();
    window.removeEventListener("resize", this.fit);
    this.plane.forget();
    this.forget();
    this.root.remove();
  }
}

const data = (arrays) => Object.fromEntries(Object.entries(arrays).map(([name, { data: numbers }]) => [name, numbers]));

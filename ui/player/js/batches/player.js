// One batch player on a page: holds the state and tells the pictures when to draw.

import { Controls } from "../controls/controls.js";
import { isNarrow, setData } from "../base/dom.js";
import { fill } from "../base/format.js";
import { Hover } from "../drawing/hover.js";
import { inside } from "../drawing/projection.js";
import { AnyPlayer } from "../players/any_player.js";
import { StartHandle, startWords } from "../drawing/start_handle.js";
import { Table } from "../controls/table.js";
import { DataTools } from "./data/data_tools.js";
import { DataView } from "./data/data_view.js";
import { describeExample, describeField } from "./words/describe.js";
import { shading } from "../drawing/field.js";
import { buildLayout, showLeaders, showTools, translateLayout } from "./layout.js";
import { LossChart } from "./losses/loss_chart.js";
import { LivePart } from "./live_part.js";
import { Model } from "./model/model.js";
import { batchNote, dataNote, fullNote, write } from "./words/notes.js";
import { readBatchRuns, stepAt, weightsAt } from "./model/runs.js";
import { BatchLandscape, FullLandscape } from "./losses/surfaces.js";

// Slower than the player: every step has a picture of its own to be looked at.
const LONGEST_SECONDS = 20;
// Narrower than this the panels stand in pairs or above one another (batches.css), and the page scrolls.
const SIDE_BY_SIDE = 860;
// What the three pictures have of the height that they share with the losses, and how many lines are no picture.
const [SHARE, LINES] = [0.62, 30];
const SETTINGS = { step: "step", present: "present", xAxis: "x_axis", lossAxis: "loss_axis", speed: "speed" };

/** @extends {AnyPlayer<BatchScene, BatchRun, ReturnType<typeof buildLayout>>} */
export class BatchPlayer extends AnyPlayer {
  // The key of the run that was chosen to lead.
  led = "";
  // The place of the example that was chosen.
  /** @type {number | null} */
  chosen = null;
  tool = "move";
  clouded = true;
  /** @type {Model | null} */
  model = null;
  // What the picture of the loss that the next step follows shows.
  /** @type {any} */
  field = null;
  // The step that is drawn; what is drawn once for it need not be drawn again.
  /** @type {string | null} */
  shown = null;

  /** @param {HTMLElement} parent */
  constructor(parent) {
    super(parent, { longest: LONGEST_SECONDS, names: SETTINGS, sent: [] });
    this.live = new LivePart(this);
    this.actions = this.#actions();
    this.controls = new Controls(this.actions);
    this.table = new Table((key, shown) => this.toggleRun(key, shown), (key) => this.actions.lead(key),
      { moving: (run, number, value) => this.live.turn(run, number, value),
        released: () => this.live.release(), shown: () => this.live.maps.refresh() });
    this.parts = buildLayout(this.actions, this.controls, this.table);
    this.mount();
    this.#buildPictures();
    this.parts.full.stage.addEventListener("click", (event) => this.#clicked(event));
    this.listen(this.actions, this.chart, () => this.chart.frame);
  }

  /** @override */
  get missingKeys() { return ["key_view", "key_side"]; }

  /** @override */
  get pictures() {
    const { data, full, batch, loss } = this.parts;
    return [data, full, batch, loss];
  }

  /** @override */
  get shelves() {
    const { full, loss } = this.parts;
    const most = () => full.stage.parentElement.clientWidth;
    const row = this.#largerInOneRow();
    setData(this.root, "row", row);
    if (!row && this.root.clientWidth <= SIDE_BY_SIDE) return [];
    if (row) return [{ stage: full.stage, property: "--opt-height", share: 1, least: 76, usual: 330, most }];
    return [{ stage: full.stage, property: "--opt-height", share: SHARE, least: 140, usual: 330, most },
      { stage: loss.stage, property: "--opt-chart-height", share: 1 - SHARE, least: 90, usual: 230 }];
  }

  // Whether the pictures, which are squares, are larger with the losses beside them than above them: in windows that
  // are low for their width, and for their type.
  #largerInOneRow() {
    const type = parseFloat(getComputedStyle(this.root).fontSize);
    const width = this.root.clientWidth;
    return !isNarrow(this.root) && width / 4 > SHARE * (window.innerHeight - LINES * type);
  }

  // The run whose batches are shown.
  /** @override */
  chosenRun() { return this.led; }

  // Examples can be moved; and added and removed, which takes a server that deals batches anew.
  get editable() {
    const { reports } = this.header;
    return (this.growing || reports.includes("move")) && this.model.examples.whole && this.data.kind !== "fit";
  }

  get growing() { return this.header.reports.includes("data"); }

  #actions() {
    return {
      ...this.clockActions(),
      lossAxis: (axis) => this.choose("lossAxis", axis, () => this.#drawChart()),
      xAxis: (axis) => this.choose("xAxis", axis, () => this.#drawChart()),
      cloud: (shown) => { this.clouded = shown; this.#changed(); },
      lead: (key) => { this.led = key; this.#lead(); },
      tool: (tool) => { this.tool = tool; this.#showTools(); },
      backToBatch: () => this.#chooseExample(null),
    };
  }

  #buildPictures() {
    const { data, full, batch, loss } = this.parts;
    this.data = new DataView(data);
    this.full = new FullLandscape(full);
    this.batch = new BatchLandscape(batch);
    this.chart = new LossChart(loss);
    this.handle = new StartHandle(full.layers, (point) => this.#dragStart(point), () => this.live.release());
    this.tools = new DataTools(data.stage, this.data, {
      choose: (place) => this.#chooseExample(place === this.chosen ? null : place),
      chooseNext: (by) => this.#chooseNextExample(by),
      chosen: () => this.chosen,
      moved: (place, features, target) => this.live.example(place, features, target),
      released: () => this.live.release(),
      put: (kind, place, features, target) => this.#put(kind, place, features, target),
      remove: (place) => this.#remove(place),
      removeChosen: () => { if (this.chosen !== null && this.editable) this.#remove(this.chosen); },
    });
    new Hover(data.stage, (x, y) => this.scene && !this.tools.dragging && describeExample(this, x, y));
    new Hover(full.stage, (x, y) => this.scene && describeField(this, this.full, this.model.whole(), x, y));
    new Hover(batch.stage, (x, y) => this.scene && describeField(this, this.batch, this.field, x, y));
    new Hover(loss.stage, (x, y) => this.scene && this.chart.describe(x, y));
  }

  // Whether what was dragged is not yet as the server has it.
  /** @override */
  get ahead() { return this.live.ahead; }

  // What people have moved is drawn until the page's own picture of it comes.
  /** @override */
  outdated(header) { return Boolean(this.model?.edited) && header.answered >= this.requests.number; }

  /** @override */
  dress() {
    const { scene, theme } = this;
    translateLayout(this.parts, scene);
    super.dress();
    this.model = new Model(scene, shading(theme));
    if (this.chosen !== null && this.chosen >= this.model.examples.count) this.chosen = null;
    this.data.gone = null;
    this.live.dressed();
  }

  /** @override */
  showSettings() {
    this.parts.axis.show(this.settings.lossAxis);
    this.parts.over.show(this.settings.xAxis);
  }

  /** @override */
  readRuns() { return readBatchRuns(this.header, this.arrays, this.theme, this.hidden); }

  /** @override */
  adoptRuns(before) {
    super.adoptRuns(before);
    if (!this.live.ahead) this.live.ghosts = [];
    this.model.forget();
  }

  /** @override */
  finish() {
    this.live.answered();
    super.finish();
  }

  /** @override */
  dispose() {
    super.dispose();
    this.live.stop();
  }

  /** @override */
  draw(changed) {
    if (changed) this.#layOut();
    this.#drawRuns();
  }

  #layOut() {
    const { scene, theme, format, model } = this;
    this.data.layOut(scene, model.examples, theme, format);
    for (const landscape of [this.full, this.batch]) landscape.layOut(scene, theme, format, model.shade);
    this.showLosses();
    this.shown = null;
  }

  showLosses() {
    const { model } = this;
    this.full.paint(model.whole());
    this.full.known = this.batch.known = model.now;
    this.batch.showMinima();
  }

  #drawRuns() {
    showLeaders(this.parts, this.runs, this.leader);
    this.#showTools();
    this.full.setRuns(this.runs, this.live.ghosts, this.timeline.position);
    this.#showStart(this.live.drag.changes.start ?? this.header.start);
    this.#drawChart();
    this.#lead();
  }

  #showTools() {
    const { kind } = this.data;
    const { classes } = this.scene;
    if (this.tool === "add1" && !(kind === "boundary" && classes)) this.tool = "add";
    if (this.tool === "add" && kind === "boundary" && !classes) this.tool = "move";
    Object.assign(this.tools, { tool: this.tool, allowed: this.editable });
    showTools(this.parts, this.scene, kind, this.tool, this.editable && this.growing);
    setData(this.parts.data.stage, "tool", this.editable ? this.tool : "none");
  }

  #lead() {
    const { leader } = this;
    this.batch.setRuns(leader ? [leader] : [], this.live.ghostsOf(leader), this.timeline.position);
    this.chart.leader = leader;
    if (leader) this.parts.whose.value = leader.key;
    for (const row of this.table.rows()) {
      row.classList.toggle("opt-led", this.runs.length > 1 && row.dataset.run === leader?.key);
    }
    this.#changed();
  }

  #drawChart() {
    const { scene, theme, format, runs, leader, settings: { xAxis, lossAxis } } = this;
    this.chart.draw({ scene, theme, format, runs, leader, xAxis, lossAxis }, this.timeline.position);
    this.noteLosses();
  }

  // Below the chart: what the thin lines are, and that the runs wait where there is too much for them to follow.
  noteLosses(waiting = false) {
    const { labels } = this.scene;
    write(this.parts.loss.note, [this.runs.some((run) => run.validation) && labels.validation_dashed,
      waiting && labels.follows_on_release]);
  }

  #showStart(point) {
    const { scene, format } = this;
    if (!this.handle.dragging) this.handle.show(point, point, this.full.frame);
    this.handle.node.inert = !this.header.reports.includes("start");
    this.handle.describe(startWords(scene, point, format));
  }

  // What is shown has changed, though perhaps not the step.
  #changed() {
    this.shown = null;
    if (this.scene) this.moved();
  }

  dataChanged() {
    this.model.forget();
    this.data.drawnFor = null;
    this.showLosses();
    this.#changed();
  }

  /** @override */
  movePictures(position, rested) {
    this.#showStep(position);
    for (const picture of [this.full, this.batch, this.chart]) picture.moveTo(position, rested);
  }

  // What belongs to the step is drawn once for it; the model's line moves with every frame.
  #showStep(position) {
    const { leader, model, scene } = this;
    const step = leader && stepAt(leader, position);
    const key = step && `${leader.key} ${step.from} ${step.last}`;
    if (key !== this.shown || !step) { this.shown = key; this.#drawStep(leader, step); }
    const weights = leader ? weightsAt(leader, position) : [NaN, NaN];
    this.data.draw(weights, step?.indices ?? (step ? null : []), leader?.color ?? this.theme.text, this.chosen);
    write(this.parts.data.note, [...dataNote(scene, { examples: model.examples, step, position, kind: this.data.kind }),
      scene.arrays.heldTarget && scene.labels.held_out_hollow]);
  }

  #drawStep(leader, step) {
    const { scene, model, chosen, parts } = this;
    const { labels } = scene;
    this.field = step || chosen !== null ? model.fieldOf(leader, step, chosen) : null;
    this.batch.paint(this.field);
    this.#drawArrows(step);
    const unpaced = leader?.live ? labels.cloud_waits : labels.cloud_none_rate;
    const reason = !step?.indices ? labels.cloud_none_full : step.rate === null ? unpaced : "";
    const clouded = this.clouded && !reason;
    const points = clouded ? model.cloud(leader, step) : null;
    this.full.showCloud(points);
    setData(parts.full.stage, "cloud", points ? points.length / 2 : 0);
    Object.assign(parts.cloud, { checked: clouded, disabled: Boolean(reason) });
    parts.cloudLabel.title = reason;
    parts.back.hidden = chosen === null;
    const number = chosen === null ? null : model.numberOf(chosen);
    const example = chosen === null ? null : model.examples.drawn[chosen];
    parts.batch.title.textContent = chosen === null ? labels.batch_loss : fill(labels.one_loss, { number });
    write(parts.full.note, fullNote(model.now, { step, plain: step && model.plain(leader), clouded, number }));
    write(parts.batch.note, batchNote(model.now, { step, chosen: example, used: this.field?.used }));
    setData(parts.batch.stage, "step", step ? step.step : 0);
  }

  #drawArrows(step) {
    const { model, chosen, scene: { labels } } = this;
    if (!step || !step.point.every(Number.isFinite)) {
      for (const landscape of [this.full, this.batch]) landscape.setArrows(null, []);
      return;
    }
    const full = { gradient: model.fullGradient(step.point), text: labels.arrow_all, lit: false };
    const own = { gradient: model.ownGradient(step, chosen), lit: true,
      text: chosen === null ? labels.arrow_batch : String(model.numberOf(chosen)) };
    const both = step.indices || chosen !== null;
    // The one over all examples is thinner and so lies on top.
    this.full.setArrows(step.point, both ? [own, full] : [full]);
    this.batch.setArrows(step.point, both ? [own] : [full]);
  }

  /** @override */
  redrawRuns() {
    this.#drawRuns();
    this.finish();
  }

  // The ring goes at once where it is put; the paths follow with the next frame.
  #dragStart(point) {
    if (!this.header.reports.includes("start")) return;
    this.handle.show(point, point, this.full.frame);
    this.live.start(point);
  }

  #clicked(event) {
    if (event.target.closest(".opt-start") || !this.full.frame) return;
    const box = this.parts.full.stage.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const { frame } = this.full;
    if (!inside(frame, x, y)) return;
    this.#dragStart([frame.x.toData(x), frame.y.toData(y)]);
    this.live.release();
  }

  #chooseExample(place) {
    this.chosen = place;
    setData(this.parts.data.stage, "chosen", place ?? "");
    this.#changed();
  }

  #chooseNextExample(by) {
    const { count } = this.model.examples;
    this.#chooseExample(this.chosen === null ? 0 : (this.chosen + by + count) % count);
  }

  // Shown at once; the runs follow when they have been computed.
  #put(kind, place, features, target) {
    this.model.put(place, features, target);
    this.dataChanged();
    this.requests.data({ kind, index: place, features, target });
  }

  #remove(place) {
    const { examples } = this.model;
    if (!this.editable || !this.growing || examples.count < 2) return;
    const features = examples.columns.map((column) => column[place]);
    const target = examples.target[place];
    this.model.edited = true;
    this.data.gone = place;
    this.chosen = null;
    this.dataChanged();
    this.requests.data({ kind: "remove", index: place, features, target });
  }

  /** @override */
  fit() {
    this.#layOut();
    this.#drawRuns();
    if (this.live.ahead) this.live.drag.draw();
  }
}

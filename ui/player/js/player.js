// One player on a page: holds the state and tells the parts when to draw.

import { Chart } from "./curves/chart.js";
import { Controls } from "./controls/controls.js";
import { setData } from "./base/dom.js";
import { withOneCrowd } from "./landscape/crowd_legend.js";
import { LandscapeView } from "./landscape/landscape_view.js";
import { buildLayout, heightBeneath, showSettings, SIDES, translateLayout } from "./layout.js";
import { leaveSwipesToThePage, leaveWheelToThePage, listenToClicks } from "./drawing/pointer.js";
import { inside, plotFrame } from "./drawing/projection.js";
import { AnyPlayer } from "./players/any_player.js";
import { watchConnection } from "./players/connection.js";
import { Ghosts, readRuns } from "./landscape/runs.js";
import { sameLandscape } from "./base/scenes.js";
import { LiveWords } from "./live/live_words.js";
import { DialMaps, overSurface } from "./live/dial_maps.js";
import { Dragging } from "./live/dragging.js";
import { tellChanges } from "./live/telling.js";
import { SolidStart } from "./landscape/solid_start.js";
import { StepDial } from "./controls/step_dial.js";
import { StepPanel } from "./step/step_panel.js";
import { Surface3d } from "./landscape/surface3d.js";
import { Table } from "./controls/table.js";
import { TurnedSurface } from "./live/turned_surface.js";

const SURFACE_INTERVAL = 120;
const NEXT_SIDE = { curve: "numbers", numbers: "both", both: "curve" };

/** @extends {AnyPlayer<Scene, Run, ReturnType<typeof buildLayout>>} */
export class Player extends AnyPlayer {
  surfaceShown = 0;
  // The step at which a drag began, Infinity for the last one.
  stood = Infinity;

  /** @param {HTMLElement} parent @param {any} Plotly */
  constructor(parent, Plotly) {
    super(parent);
    this.Plotly = Plotly;
    this.ghosts = new Ghosts();
    this.reshaping = new TurnedSurface({ scene: () => this.scene, drag: () => this.drag,
      picture: () => (this.solid ? this.surface : this.landscape), dials: () => this.table.dials });
    this.drag = new Dragging({ current: () => ({ scene: this.reshaping.scene, header: this.header, runs: this.runs }),
      begins: () => this.#dragBegins(), speaks: () => this.words.due, show: (...shown) => this.#showLive(...shown),
      tell: (changes, kinds) => tellChanges(this.requests, changes, kinds, this.reshaping.numbers) });
    this.requests.dragged = true;
    this.words = new LiveWords(() => this.#tellLive(), () => this.drag.draw(true));
    this.actions = this.#actions();
    this.controls = new Controls(this.actions);
    this.steps = new StepPanel({ ask: (run) => this.requests.explain(run), redraw: () => this.#led() });
    this.table = new Table((key, shown) => this.toggleRun(key, shown), (key) => this.steps.choose(key),
      { moving: (run, number, value) => this.drag.turn(run, number, value), released: () => this.drag.release(),
        shown: () => this.maps.refresh() });
    this.stepDial = new StepDial(this.controls, { moving: (steps) => this.drag.extend(steps),
      released: () => this.drag.release() });
    this.maps = new DialMaps(() => ({ labels: this.scene?.labels, over: () => overSurface(this.reshaping.scene),
      runs: this.runs, theme: this.theme, format: this.format, changes: this.drag.changes,
      dials: this.table.dials.shown, held: this.drag.held }));
    this.parts = buildLayout(this.actions, this.controls, this.table, this.steps, this.reshaping);
    this.mount();
    this.#buildPlots();
    this.#listen();
  }

  get solid() { return this.settings.view === "3d"; }

  /** @override */
  get missingKeys() {
    const { dimension } = this.scene;
    return [...(dimension === 1 ? ["key_view"] : []), ...(this.explains ? [] : ["key_side"])];
  }

  /** @override */
  get ahead() { return this.drag.ahead; }

  get explains() { return this.header.reports.includes("explain"); }

  /** @override */
  get pictures() {
    const { landscape, loss, surface } = this.parts;
    return [landscape, loss, { stage: surface, title: landscape.title }];
  }

  /** @override */
  get shelves() {
    return [{ stage: this.parts.landscape.stage, property: "--opt-height", share: 1, least: 120, usual: 440 }];
  }

  // Models are drawn for the step panel's run.
  /** @override */
  chosenRun() { return this.steps.run; }

  #actions() {
    return {
      ...this.clockActions(),
      view: (view = this.solid ? "2d" : "3d") => {
        if (this.scene.dimension > 1) this.choose("view", view, () => this.#viewChanged());
      },
      lossAxis: (axis) => this.choose("lossAxis", axis, () => this.#drawChart()),
      model: (model) => this.choose("model", model, () => this.moved()),
      side: (side = NEXT_SIDE[this.settings.side]) => this.choose("side", side, () => this.#sideChanged()),
      // The page answers these two with what is to be drawn.
      curve: (curve) => this.choose("curve", curve),
      xAxis: (axis) => this.choose("xAxis", axis),
      resetView: () => { if (this.scene) (this.solid ? this.surface : this.landscape).goHome(); },
      fit: () => { this.landscape.turnFit(); this.enqueue(() => this.#reshaped()); },
      shape: () => { this.landscape.turnShape(); this.enqueue(() => this.#reshaped()); },
    };
  }

  #buildPlots() {
    const { landscape, loss, surface, reset, shape, fit } = this.parts;
    this.landscape = new LandscapeView(this.Plotly, landscape, reset, shape, fit, { steps: this.steps,
      moveStart: (point) => this.#dragStart(point), released: () => this.drag.release(),
      lead: (key) => this.steps.choose(key),
      modelled: () => ({ kind: this.settings.model, run: this.leader }) });
    this.chart = new Chart(this.Plotly, loss, () => this.leader);
    this.surface = new Surface3d(surface, { turned: () => this.#turned(), settled: (eye) => {
      if (eye.join() !== this.settings.eye?.join()) this.settings.choose("eye", eye);
    } });
    this.solidStart = new SolidStart(this.surface, (point) => this.#dragStart(point), () => this.drag.release());
  }

  #listen() {
    const { landscape, loss } = this.parts;
    const onPlot = (x, y) => landscape.plot._fullLayout && inside(plotFrame(landscape.plot), x, y);
    const stopClicks = listenToClicks(landscape.stage, onPlot, {
      clicked: (x, y) => this.#moveStart(this.landscape.pointAt(x, y)), doubled: this.actions.resetView,
      wait: () => !this.parts.reset.hidden,
    });
    const stopPicks = listenToClicks(this.parts.surface, () => true,
      { clicked: (x, y) => this.#moveStart(this.surface.pointAt(x, y)) });
    const wheeled = () => this.landscape.tellWheel(this.scene);
    for (const node of [landscape.stage, this.parts.surface]) leaveWheelToThePage(node, wheeled);
    leaveSwipesToThePage(this.parts.surface);
    const lossFrame = () => loss.plot._fullLayout && plotFrame(loss.plot);
    const stopWatching = watchConnection((there) => this.#connected(there));
    this.listen(this.actions, this.chart, lossFrame, stopClicks, stopPicks, stopWatching);
  }

  /** @override */
  dispose() {
    super.dispose();
    this.drag.stop();
    this.maps.stop();
    this.reshaping.dispose();
    this.solidStart.dispose();
    this.words.stop();
    this.surface.dispose();
    for (const { plot } of [this.parts.landscape, this.parts.loss]) this.Plotly.purge(plot);
  }

  /** @override */
  async draw(changed, before) {
    if (changed) await this.#drawLandscape(this.#elsewhere(before));
    this.#drawPaths();
    await this.#drawChart();
    if (this.solid) await this.#drawSurface();
  }

  /** @override */
  dress() {
    translateLayout(this.parts, this.scene);
    super.dress();
  }

  /** @override */
  adoptSettings() {
    if (this.scene.dimension === 1) this.settings.view = "2d";
    if (!this.explains || !SIDES.includes(this.settings.side)) this.settings.side = "curve";
    super.adoptSettings();
  }

  /** @override */
  showSettings() {
    showSettings(this.parts, this.settings, this.scene, this.header.reports);
    this.steps.reveal(this.settings.side !== "curve");
    for (const name of ["view", "model", "curve"]) setData(this.root, name, this.settings[name]);
  }

  /** @override */
  readRuns() { return readRuns(this.header, this.arrays, this.theme, this.hidden); }

  /** @override */
  adoptRuns(before) {
    super.adoptRuns(before);
    if (this.#elsewhere(before)) this.ghosts.clear();
    this.ghosts.replace(this.runs);
    this.stepDial.adopt(this.header.stepDial ?? null, this.format, this.scene.labels);
    this.reshaping.adopt(this.header, this.format, this.scene.labels);
    this.steps.update(this.scene, this.header, this.arrays, this.runs, this.format);
    this.#tellCrowd();
  }

  /** @override */
  finish() {
    this.moved();
    // Runs of a start that the drag has left behind meanwhile.
    const asked = this.requests.settledBy(this.header);
    if (this.drag.ahead) {
      if (this.drag.answered(asked, this.header, this.arrays)) this.drag.draw();
      else this.#answered();
    }
    this.maps.refresh();
    super.finish();
  }

  // Whether this is another landscape, and not the one there was with numbers that were turned.
  #elsewhere(before) { return !sameLandscape(before, this.scene) && !this.reshaping.leads(before, this.scene); }

  // All that was dragged is as the server has it.
  #answered() {
    this.ghosts.release();
    this.reshaping.answered();
    this.tell(this.timeline.step);
    // Numbers that were turned back: the scene is the one that was there.
    if (this.landscape.live.shown) this.enqueue(() => this.#reshaped());
  }

  // Before the plots get their heights: the legend takes some of it.
  #tellCrowd() { this.landscape.tellCrowd(this.scene, this.theme, this.format, this.runs); }

  /** @override */
  get beneath() { return heightBeneath(this.parts) + this.reshaping.node.offsetHeight; }

  async #drawLandscape(reset) {
    if (this.solid) { this.landscape.postpone(reset); return; }
    await this.landscape.draw(this.scene, this.theme, this.format, reset, () => this.#panned());
  }

  #drawPaths() {
    this.landscape.setPaths(this.runs, this.ghosts.tracks, this.header.start, this.timeline.position);
  }

  #drawChart() {
    if (this.settings.side === "numbers") return null;
    const { scene, theme, format, runs, header: { curve, xAxis } } = this;
    const what = { scene, theme, format, runs, sent: { curve, xAxis }, lossAxis: this.settings.lossAxis };
    return this.chart.draw(what, this.timeline.position);
  }

  async #drawSurface() {
    try {
      this.surface.eye = this.settings.eye;
      const runs = withOneCrowd(this.runs, this.leader);
      await this.surface.draw(this.scene, this.theme, runs, this.header.start, this.timeline.position);
      this.notify("");
      this.#turned();
      this.solidStart.adopt(this.header, this.drag.changes.start, this.format);
    } catch (error) {
      console.warn(error);
      this.actions.view("2d");
      this.notify(this.scene.labels[this.surface.Plotly ? "no_webgl" : "no_solid"]);
    }
  }

  notify(text, ...more) {
    this.parts.notice.hidden = !text;
    this.parts.notice.replaceChildren(text, ...more);
  }

  /** @override */
  movePictures(position, rested) {
    if (!this.solid) this.landscape.moveTo(position, rested);
    this.chart.moveTo(position, rested);
    const now = performance.now();
    if (this.solid && (!this.timeline.playing || now - this.surfaceShown > SURFACE_INTERVAL)) {
      this.surface.moveTo(position);
      this.surfaceShown = now;
    }
  }

  /** @override */
  tell(step) {
    super.tell(step);
    this.steps.show(step);
  }

  async #viewChanged() {
    if (this.solid) await this.#drawSurface();
    else await this.#backToFlat();
    this.finish();
  }

  async #sideChanged() {
    await this.#drawChart();
    this.finish();
  }

  async #reshaped() {
    await this.#drawLandscape(false);
    this.#drawPaths();
    this.finish();
  }

  async #backToFlat() {
    if (this.landscape.stale) await this.#drawLandscape(false);
    else await this.landscape.resize();
    this.#drawPaths();
  }

  /** @override */
  async redrawRuns() {
    this.#tellCrowd();
    if (this.solid) await this.#drawSurface();
    else this.#drawPaths();
    await this.#drawChart();
    this.finish();
  }

  // A click: put there and let go.
  #moveStart(point) {
    if (!point) return;
    this.#dragStart(point);
    this.drag.release();
  }

  // The ring goes at once where it is put; the paths follow with the next frame.
  #dragStart(point) {
    if (!this.header.reports.includes("start")) return;
    if (this.solid) { this.surface.showStart(point); this.solidStart.show(point); }
    else this.landscape.showStart(point);
    this.drag.to(point);
  }

  // What was asked of a server that has gone is asked again when it is back.
  #connected(there) {
    if (!there) return;
    this.requests.forget();
    this.drag.again();
  }

  #dragBegins() {
    this.ghosts.hold(this.runs);
    const { atEnd, position } = this.timeline;
    this.stood = atEnd ? Infinity : position;
  }

  // What the engine made of what is dragged: everything that is drawn or said of the runs.
  /** @type {import("./live/dragging.js").Shown["show"]} */
  #showLive = (runs, changes, live, spoken) => {
    const { timeline } = this;
    const start = changes.start ?? this.header.start;
    this.runs = runs;
    // What has faded is of something else and decides nothing.
    const counting = runs.some(({ faded }) => !faded) ? runs.filter(({ faded }) => !faded) : runs;
    timeline.setSteps(Math.max(0, ...counting.map((run) => run.values.length - 1)));
    if (!timeline.playing) timeline.seek(this.stood);
    this.steps.follow(runs, () => live.stepsOf(this.steps.run));
    this.reshaping.show();
    if (this.solid) { this.surface.retrack(runs, start); this.solidStart.show(start); }
    else this.landscape.retrack(runs, this.ghosts.tracks, start, timeline.position);
    if (this.settings.side !== "numbers") this.chart.retrack(runs, timeline.position, changes.steps !== undefined);
    this.moved();
    setData(this.root, "live", this.drag.frames);
    this.maps.soon();
    this.words.drawn(spoken);
  };

  // In words and numbers, of what is shown by now.
  #tellLive() {
    const { live } = this.drag;
    if (!live || !this.drag.ahead) return;
    if (this.solid) this.solidStart.describe(this.format);
    else this.landscape.describeStart();
    this.table.retell(this.runs, (key) => live.distanceOf(key));
    this.tell(this.timeline.step);
    setData(this.root, "told", this.drag.frames);
  }

  // Another run leads: its crowd is shown.
  #led() {
    this.#tellCrowd();
    if (this.solid && this.runs.some((run) => run.crowd)) this.enqueue(() => this.redrawRuns());
    else this.moved();
  }

  #turned() {
    this.solidStart.turned();
    if (this.solid) this.parts.reset.hidden = this.surface.atHome;
  }

  #panned() {
    if (!this.solid) this.landscape.place(this.timeline.position);
  }

  /** @override */
  async fit() {
    if (this.solid) {
      await this.surface.resize();
      this.#turned();
      this.landscape.postpone(false);
    }
    else await this.#drawLandscape(false);
    this.#drawPaths();
    await this.#drawChart();
    if (this.drag.ahead) this.drag.draw();
    else this.moved();
  }
}

// One player on a page: holds the state and tells the parts when to draw.

import { Animation } from "./base/animation.js";
import { Chart } from "./curves/chart.js";
import { Controls } from "./controls/controls.js";
import { setData } from "./base/dom.js";
import { formatter } from "./base/format.js";
import { listenToKeys } from "./base/keyboard.js";
import { LandscapeView } from "./landscape/landscape_view.js";
import { buildLayout, showSettings, translateLayout } from "./layout.js";
import { listenToClicks, listenToScrubbing } from "./drawing/pointer.js";
import { plotFrame } from "./drawing/projection.js";
import { Requests } from "./base/requests.js";
import { Ghosts, readRuns } from "./landscape/runs.js";
import { sameLandscape } from "./base/scenes.js";
import { Settings } from "./base/settings.js";
import { StepPanel } from "./step/step_panel.js";
import { Surface3d } from "./landscape/surface3d.js";
import { Table } from "./controls/table.js";
import { readTheme, sameTheme } from "./base/theme.js";
import { Timeline } from "./base/timeline.js";

const TABLE_INTERVAL = 100;
const SURFACE_INTERVAL = 120;

export class Player {
  constructor(parent, Plotly) {
    Object.assign(this, { parent, Plotly, scene: null, theme: null, runs: [], hidden: new Set(), revision: 0,
      queue: Promise.resolve(), tableShown: 0, surfaceShown: 0 });
    this.timeline = new Timeline();
    this.requests = new Requests();
    this.settings = new Settings(this.requests);
    this.ghosts = new Ghosts();
    this.actions = this.#actions();
    this.controls = new Controls(this.actions);
    this.steps = new StepPanel({ ask: (run) => this.requests.explain(run), redraw: () => this.#moved() });
    this.table = new Table((key, shown) => this.#toggleRun(key, shown), (key) => this.steps.choose(key));
    this.parts = buildLayout(this.actions, this.controls, this.table, this.steps);
    this.animation = new Animation(this.timeline, this.root, () => this.#moved());
    parent.append(this.parts.root);
    this.#buildPlots();
    this.#listen();
  }

  get root() { return this.parts.root; }

  get solid() { return this.settings.view === "3d"; }

  // The run that models are drawn for: the step panel's, if it is shown.
  get leader() {
    const shown = this.runs.filter((run) => run.visible);
    return shown.find((run) => run.key === this.steps.run) ?? shown[0];
  }

  #actions() {
    return {
      toggle: () => { this.timeline.toggle(); this.#moved(); this.animation.start(); },
      stepBy: (count) => { this.timeline.stepBy(count); this.#moved(); },
      seek: (step) => { this.timeline.playing = false; this.timeline.seek(step); this.#moved(); },
      loop: () => { this.timeline.loop = !this.timeline.loop; this.#moved(); },
      speed: (speed) => { this.timeline.speed = speed; this.settings.choose("speed", speed); this.#moved(); },
      view: (view) => this.#choose("view", view, () => this.#viewChanged()),
      lossAxis: (axis) => this.#choose("lossAxis", axis, () => this.#drawChart()),
      model: (model) => this.#choose("model", model, () => this.#moved()),
      // The page answers these two with what is to be drawn.
      curve: (curve) => this.#choose("curve", curve),
      xAxis: (axis) => this.#choose("xAxis", axis),
      resetView: () => { if (this.scene && !this.solid) this.landscape.goHome(); },
    };
  }

  #buildPlots() {
    const { landscape, loss, surface, reset } = this.parts;
    this.landscape = new LandscapeView(this.Plotly, landscape, reset, { steps: this.steps,
      moveStart: (point) => this.#moveStart(point),
      modelled: () => ({ kind: this.settings.model, run: this.leader }) });
    this.chart = new Chart(this.Plotly, loss, () => this.leader);
    this.surface = new Surface3d(this.Plotly, surface);
  }

  #listen() {
    const { landscape, loss } = this.parts;
    const stopKeys = listenToKeys(this.root, this.actions);
    const stopClicks = listenToClicks(landscape.stage, landscape.plot, {
      clicked: (x, y) => this.#moveStart(this.landscape.pointAt(x, y)), doubled: this.actions.resetView,
      wait: () => !this.parts.reset.hidden,
    });
    listenToScrubbing(loss.stage, () => loss.plot._fullLayout && plotFrame(loss.plot),
      (place) => this.actions.seek(this.chart.stepAt(place)));
    const sizes = new ResizeObserver(() => this.#resized());
    sizes.observe(this.root);
    this.stop = () => { stopKeys(); stopClicks(); sizes.disconnect(); };
  }

  dispose() {
    this.timeline.playing = false;
    this.stop();
    for (const node of [this.parts.landscape.plot, this.parts.loss.plot, this.parts.surface]) this.Plotly.purge(node);
    this.root.remove();
  }

  // Takes new data. Draws follow one another, so that a slow first one cannot finish after a later one.
  receive(scene, { header, arrays }) {
    this.queue = this.queue.then(() => this.#apply(scene, header, arrays));
    return this.queue;
  }

  async #apply(scene, header, arrays) {
    const theme = readTheme(this.parent);
    const changed = { scene: scene !== this.scene, theme: !sameTheme(theme, this.theme) };
    const moved = !sameLandscape(this.scene, scene);
    Object.assign(this, { scene, theme, header, arrays });
    this.format = formatter(scene.labels.language);
    if (changed.scene || changed.theme) this.#dress();
    if (moved) this.ghosts.clear();
    this.#adoptSettings(header);
    this.#adoptRuns();
    if (changed.scene || changed.theme) await this.#drawLandscape(moved);
    this.#drawPaths();
    await this.#drawChart();
    if (this.solid) await this.#drawSurface();
    this.#finish();
    this.requests.answered(header.answered);
  }

  #dress() {
    translateLayout(this.parts, this.scene);
    this.controls.translate(this.scene.labels);
    document.documentElement.lang = this.scene.labels.language;
    const { style } = this.root;
    for (const name of ["background", "text", "grid", "muted", "halo", "primary"]) {
      style.setProperty(`--opt-${name}`, this.theme[name]);
    }
    this.root.classList.toggle("opt-dark", this.theme.dark);
  }

  #adoptSettings(header) {
    this.settings.adopt(header);
    this.timeline.speed = this.settings.speed;
    if (this.scene.dimension === 1) this.settings.view = "2d";
    this.#showSettings();
  }

  #showSettings() {
    showSettings(this.parts, this.settings, this.scene, this.header.reports);
    for (const name of ["view", "model", "curve"]) setData(this.root, name, this.settings[name]);
  }

  #adoptRuns() {
    this.runs = readRuns(this.header, this.arrays, this.theme, this.hidden);
    this.ghosts.replace(this.runs);
    this.timeline.setSteps(Math.max(0, ...this.runs.map((run) => run.values.length - 1)));
    this.table.build(this.runs, this.scene.labels);
    this.steps.update(this.scene, this.header, this.arrays, this.runs, this.format);
  }

  async #drawLandscape(reset) {
    if (this.solid) { this.landscape.postpone(reset); return; }
    await this.landscape.draw(this.scene, this.theme, this.format, reset, () => this.#panned());
  }

  #drawPaths() {
    this.landscape.setPaths(this.runs, this.ghosts.tracks, this.header.start, this.timeline.position);
  }

  #drawChart() {
    const { scene, theme, format, runs, header: { curve, xAxis } } = this;
    const what = { scene, theme, format, runs, sent: { curve, xAxis }, lossAxis: this.settings.lossAxis };
    return this.chart.draw(what, this.timeline.position);
  }

  async #drawSurface() {
    try {
      await this.surface.draw(this.scene, this.theme, this.runs, this.timeline.position);
    } catch (error) {
      console.warn(error);
      this.actions.view("2d");
      this.notify(this.scene.labels.no_webgl);
    }
  }

  #finish() {
    this.#moved();
    this.revision += 1;
    setData(this.root, "revision", this.revision);
    setData(this.root, "ready", true);
  }

  notify(text, ...more) {
    this.parts.notice.hidden = !text;
    this.parts.notice.replaceChildren(text, ...more);
  }

  #moved() {
    if (!this.scene) return;
    const { position, step, steps, playing } = this.timeline;
    // Lines drawn piece by piece show joints; at rest they are drawn anew.
    const rested = this.moving && !playing;
    this.moving = playing;
    if (!this.solid) this.landscape.moveTo(position, rested);
    this.chart.moveTo(position, rested);
    this.controls.show(this.timeline, this.format);
    const now = performance.now();
    if (!playing || now - this.tableShown > TABLE_INTERVAL) {
      this.table.show(step, this.format);
      this.steps.show(step);
      this.tableShown = now;
    }
    if (this.solid && (!playing || now - this.surfaceShown > SURFACE_INTERVAL)) {
      this.surface.moveTo(position);
      this.surfaceShown = now;
    }
    for (const [name, value] of Object.entries({ step, steps, playing })) setData(this.root, name, value);
  }

  #choose(name, value, draw = () => {}) {
    if (!this.settings.choose(name, value)) return;
    this.#showSettings();
    this.queue = this.queue.then(draw);
  }

  async #viewChanged() {
    if (this.solid) await this.#drawSurface();
    else await this.#backToFlat();
    this.#finish();
  }

  async #backToFlat() {
    if (this.landscape.stale) await this.#drawLandscape(false);
    else await this.landscape.resize();
    this.#drawPaths();
  }

  #toggleRun(key, shown) {
    if (shown) this.hidden.delete(key);
    else this.hidden.add(key);
    for (const run of this.runs) run.visible = !this.hidden.has(run.key);
    for (const row of this.table.node.querySelectorAll("[data-run]")) {
      row.classList.toggle("opt-off", this.hidden.has(row.dataset.run));
    }
    this.queue = this.queue.then(() => this.#redrawRuns());
  }

  async #redrawRuns() {
    if (this.solid) await this.#drawSurface();
    else this.#drawPaths();
    await this.#drawChart();
    this.#finish();
  }

  // The ring goes at once where it is put; the paths follow when they have been computed.
  #moveStart(point) {
    if (!this.header.reports.includes("start")) return;
    this.landscape.showStart(point);
    this.requests.start(point);
  }

  #panned() {
    if (!this.solid) this.landscape.place(this.timeline.position);
  }

  #resized() {
    cancelAnimationFrame(this.resizing);
    this.resizing = requestAnimationFrame(() => { this.queue = this.queue.then(() => this.#fit()); });
  }

  async #fit() {
    const width = this.root.clientWidth;
    if (!this.scene || !width || width === this.fitted) return;
    this.fitted = width;
    if (this.solid) { await this.Plotly.Plots.resize(this.parts.surface); this.landscape.postpone(false); }
    else await this.#drawLandscape(false);
    this.#drawPaths();
    await this.#drawChart();
    this.#moved();
  }
}

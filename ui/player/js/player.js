// One player on a page: holds the state and tells the parts when to draw.

import { Animation } from "./animation.js";
import { Controls } from "./controls.js";
import { drawTangents } from "./curve.js";
import { setData } from "./dom.js";
import { formatter } from "./format.js";
import { describeLandscape, describeLoss, Hover } from "./hover.js";
import { listenToKeys } from "./keyboard.js";
import { drawLandscape, homeRanges, isHome } from "./landscape.js";
import { buildLayout, placeHatch, translateLayout } from "./layout.js";
import { drawLoss, drawPlayhead, lossScale, lossTracks } from "./loss_chart.js";
import { Overlay } from "./overlay.js";
import { listenToClicks, listenToScrubbing } from "./pointer.js";
import { plotFrame } from "./projection.js";
import { Requests } from "./requests.js";
import { Ghosts, readRuns, startPlace } from "./runs.js";
import { sameLandscape } from "./scenes.js";
import { StartHandle } from "./start_handle.js";
import { StepPanel } from "./step_panel.js";
import { Surface3d } from "./surface3d.js";
import { Table } from "./table.js";
import { readTheme, sameTheme } from "./theme.js";
import { Timeline } from "./timeline.js";

const TABLE_INTERVAL = 100;
const SURFACE_INTERVAL = 120;

export class Player {
  constructor(parent, Plotly) {
    Object.assign(this, { parent, Plotly, scene: null, theme: null, runs: [], hidden: new Set(), revision: 0,
      view: null, lossAxis: null, queue: Promise.resolve(), tableShown: 0, surfaceShown: 0, pageSettings: {} });
    this.timeline = new Timeline();
    this.requests = new Requests();
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

  #actions() {
    return {
      toggle: () => { this.timeline.toggle(); this.#moved(); this.animation.start(); },
      stepBy: (count) => { this.timeline.stepBy(count); this.#moved(); },
      seek: (step) => { this.timeline.playing = false; this.timeline.seek(step); this.#moved(); },
      loop: () => { this.timeline.loop = !this.timeline.loop; this.#moved(); },
      speed: (speed) => { this.timeline.speed = speed; this.#moved(); this.#tellSettings(); },
      view: (view) => this.#choose("view", view),
      lossAxis: (axis) => this.#choose("lossAxis", axis),
      resetView: () => this.#resetView(),
    };
  }

  #buildPlots() {
    const { landscape, loss, surface } = this.parts;
    this.paths = new Overlay(landscape.layers);
    this.paths.decorate = (context, position, frame) => {
      if (this.scene.dimension === 1) drawTangents(context, this.paths.tracks, position, frame);
      this.steps.draw(context, this.paths.tracks, position, frame, this.theme);
    };
    this.losses = new Overlay(loss.layers);
    this.losses.decorate = (context, position, frame) => drawPlayhead(context, position, frame, this.theme);
    this.surface = new Surface3d(this.Plotly, surface);
    this.handle = new StartHandle(landscape.layers, (point) => this.#moveStart(point));
    new Hover(landscape.stage, (x, y) => this.scene && describeLandscape(this.scene, this.paths, this.format, x, y));
    new Hover(loss.stage, (x, y) => this.scene && describeLoss(this.scene, this.losses, this.format, x, y));
  }

  #listen() {
    const { landscape, loss } = this.parts;
    const stopKeys = listenToKeys(this.root, this.actions);
    const stopClicks = listenToClicks(landscape.stage, landscape.plot, {
      clicked: (x, y) => this.#clicked(x, y), doubled: () => this.#resetView(), wait: () => !this.parts.reset.hidden,
    });
    listenToScrubbing(loss.stage, loss.plot, this.actions.seek);
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
    await this.#drawLosses();
    if (this.view === "3d") await this.#drawSurface();
    this.#finish();
    this.requests.answered(header.answered);
  }

  #dress() {
    translateLayout(this.parts, this.scene);
    this.controls.translate(this.scene.labels);
    document.documentElement.lang = this.scene.labels.language;
    const { style } = this.root;
    for (const name of ["background", "text", "grid", "muted", "halo", "primary"]) style.setProperty(`--opt-${name}`, this.theme[name]);
    this.root.classList.toggle("opt-dark", this.theme.dark);
  }

  // The page's settings count where the page has changed them; otherwise the user's own choice stands.
  #adoptSettings({ view, lossAxis, speed, answered }) {
    const page = { view, lossAxis, speed };
    const outdated = this.requests.told > answered;
    const fresh = (name) => page[name] !== this.pageSettings[name] && !outdated;
    if (fresh("view")) this.view = view;
    if (fresh("lossAxis")) this.lossAxis = lossAxis;
    if (fresh("speed")) this.timeline.speed = speed;
    this.pageSettings = page;
    if (this.scene.dimension === 1) this.view = "2d";
    this.#showSettings();
  }

  #showSettings() {
    const solid = this.view === "3d";
    this.parts.view.show(this.view);
    this.parts.axis.show(this.lossAxis);
    this.parts.landscape.stage.hidden = solid;
    this.parts.landscape.hint.hidden = solid || !this.header.reports.includes("start");
    this.parts.surface.hidden = !solid;
    setData(this.root, "view", this.view);
  }

  #adoptRuns() {
    this.runs = readRuns(this.header, this.arrays, this.theme, this.hidden);
    this.ghosts.replace(this.runs);
    this.timeline.setSteps(Math.max(0, ...this.runs.map((run) => run.values.length - 1)));
    this.table.build(this.runs, this.scene.labels);
    this.steps.update(this.scene, this.header, this.arrays, this.runs, this.format);
  }

  async #drawLandscape(reset) {
    const { plot } = this.parts.landscape;
    if (this.view === "3d") { this.landscapeStale = true; this.landscapeReset ||= reset; return; }
    await drawLandscape(this.Plotly, plot, this.scene, this.theme, this.format, reset || this.landscapeReset);
    Object.assign(this, { landscapeStale: false, landscapeReset: false });
    if (plot.dataset.listening) return;
    plot.dataset.listening = "yes";
    for (const name of ["plotly_relayouting", "plotly_relayout"]) plot.on(name, () => this.#panned());
  }

  #drawPaths() {
    if (this.landscapeStale) return;
    const frame = plotFrame(this.parts.landscape.plot);
    this.paths.setTracks(this.runs, this.ghosts.tracks);
    this.paths.redraw(frame, this.theme, this.timeline.position);
    this.#placeAround(frame);
  }

  #placeAround(frame) {
    const { start } = this.header;
    placeHatch(this.parts.landscape.hatch, frame, this.scene.hasHoles);
    if (!this.handle.dragging) this.handle.show(start, startPlace(this.scene, start), frame);
    const text = this.scene.variables.map((name, i) => `${name} = ${this.format(start[i])}`).join(", ");
    this.handle.describe(this.scene.labels.start_point, text, start, this.scene.domain);
    this.parts.reset.hidden = isHome(this.parts.landscape.plot, this.scene);
  }

  async #drawLosses() {
    const scale = lossScale(this.runs, this.lossAxis);
    const { plot } = this.parts.loss;
    const wanted = JSON.stringify([scale, this.theme, this.scene.labels, plot.clientWidth, plot.clientHeight]);
    if (wanted !== this.lossDrawn) await drawLoss(this.Plotly, plot, this.scene, this.theme, scale);
    this.lossDrawn = wanted;
    this.losses.setTracks(lossTracks(this.runs, scale), []);
    this.losses.redraw(plotFrame(plot), this.theme, this.timeline.position);
  }

  async #drawSurface() {
    try {
      await this.surface.draw(this.scene, this.theme, this.runs, this.timeline.position);
    } catch (error) {
      console.warn(error);
      this.#choose("view", "2d");
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
    if (this.view !== "3d") this.paths.moveTo(position);
    this.losses.moveTo(position);
    this.controls.show(this.timeline, this.format);
    const now = performance.now();
    if (!playing || now - this.tableShown > TABLE_INTERVAL) {
      this.table.show(step, this.format);
      this.steps.show(step);
      this.tableShown = now;
    }
    if (this.view === "3d" && (!playing || now - this.surfaceShown > SURFACE_INTERVAL)) {
      this.surface.moveTo(position);
      this.surfaceShown = now;
    }
    for (const [name, value] of Object.entries({ step, steps, playing })) setData(this.root, name, value);
  }

  #choose(name, value) {
    if (this[name] === value) return;
    this[name] = value;
    this.#showSettings();
    this.#tellSettings();
    this.queue = this.queue.then(() => (name === "view" ? this.#viewChanged() : this.#drawLosses()));
  }

  async #viewChanged() {
    if (this.view === "3d") await this.#drawSurface();
    else await this.#backToFlat();
    this.#finish();
  }

  async #backToFlat() {
    if (this.landscapeStale || !this.parts.landscape.plot._fullLayout) await this.#drawLandscape(false);
    else await this.Plotly.Plots.resize(this.parts.landscape.plot);
    this.#drawPaths();
  }

  #tellSettings() {
    if (!this.header?.reports.includes("settings")) return;
    this.requests.settings({ view: this.view, loss_axis: this.lossAxis, speed: this.timeline.speed });
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
    if (this.view === "3d") await this.#drawSurface();
    else this.#drawPaths();
    await this.#drawLosses();
    this.#finish();
  }

  #clicked(x, y) {
    const { frame } = this.paths;
    const point = [frame.x.toData(x), frame.y.toData(y)].slice(0, this.scene.dimension);
    this.#moveStart(point);
  }

  // The ring goes at once where it is put; the paths follow when they have been computed.
  #moveStart(point) {
    if (!this.header.reports.includes("start")) return;
    this.handle.show(point, startPlace(this.scene, point), this.paths.frame);
    this.requests.start(point);
  }

  #resetView() {
    if (this.scene && this.view === "2d") this.Plotly.relayout(this.parts.landscape.plot, homeRanges(this.scene));
  }

  #panned() {
    if (this.view === "3d") return;
    const frame = plotFrame(this.parts.landscape.plot);
    this.paths.redraw(frame, this.theme, this.timeline.position);
    this.#placeAround(frame);
  }

  #resized() {
    cancelAnimationFrame(this.resizing);
    this.resizing = requestAnimationFrame(() => { this.queue = this.queue.then(() => this.#fit()); });
  }

  async #fit() {
    const width = this.root.clientWidth;
    if (!this.scene || !width || width === this.fitted) return;
    this.fitted = width;
    if (this.view === "3d") { await this.Plotly.Plots.resize(this.parts.surface); this.landscapeStale = true; }
    else await this.#drawLandscape(false);
    this.#drawPaths();
    await this.#drawLosses();
    this.#moved();
  }
}

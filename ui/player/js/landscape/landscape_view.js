// The landscape with all that lies on it: crowds and models beneath, paths, arrows and tangents, the ring at the start.

import { compile } from "../engine/kernel.js";
import { Crowd } from "./crowd.js";
import { crowded, CrowdLegend } from "./crowd_legend.js";
import { drawTangents } from "./curve.js";
import { describeLandscape, Hover } from "../drawing/hover.js";
import { leaves, reachOf, widened } from "./fitting.js";
import { LiveLayer } from "./live_layer.js";
import { drawLandscape, homeRanges, isHome, wastes } from "./landscape.js";
import { ModelLayer } from "./model_layer.js";
import { Overlay } from "../drawing/overlay.js";
import { plotFrame } from "../drawing/projection.js";
import { startPlace } from "./runs.js";
import { StartHandle, startWords } from "../drawing/start_handle.js";

/**
 * @typedef {object} StepArrows
 * @property {(context: CanvasRenderingContext2D, tracks: Track[], position: number, frame: Frame,
 *   theme: Theme) => void} draw
 */

export class LandscapeView {
  /** @type {Scene | null} */
  scene = null;
  // What is drawn of it: the scene itself, or the same over the window that was fitted to the paths.
  /** @type {Scene | null} */
  shown = null;
  /** @type {[number, number][] | null} */
  window = null;
  /** @type {Theme} */
  theme;
  /** @type {Format} */
  format;
  /** @type {Run[]} */
  runs = [];
  /** @type {number[]} */
  start;
  stale = true;
  // What the user wants of the axes' scales; nothing said leaves it to the picture.
  /** @type {boolean | null} */
  shape = null;
  trueShape = true;
  resetWanted = false;
  wheelTold = false;

  // `steps` is the step panel, whose arrows are drawn here; `moveStart` takes a point the user chose; `modelled()`
  // gives the kind of model to draw and the run to draw it for.
  /**
   * @param {any} Plotly
   * @param {PlotPanel} panel
   * @param {HTMLElement} reset
   * @param {HTMLElement} shapeButton
   * @param {HTMLElement} fitButton
   * @param {{ steps: StepArrows, moveStart: (point: number[]) => void, released: () => void,
   *   lead: (key: string) => void, modelled: () => { kind: string, run: Run | undefined } }} given
   */
  constructor(Plotly, panel, reset, shapeButton, fitButton, { steps, moveStart, released, lead, modelled }) {
    this.Plotly = Plotly;
    this.panel = panel;
    this.reset = reset;
    this.shapeButton = shapeButton;
    this.fitButton = fitButton;
    this.steps = steps;
    this.modelled = modelled;
    this.live = new LiveLayer(panel.under, panel.stage);
    this.model = new ModelLayer(panel.under, (sentence) => {
      panel.note.hidden = !sentence;
      panel.note.textContent = sentence;
    });
    this.crowd = new Crowd(panel.under);
    this.legend = new CrowdLegend(panel.legend, lead);
    this.paths = new Overlay(panel.layers);
    this.paths.decorate = (context, position, frame) => this.#decorate(context, position, frame);
    this.handle = new StartHandle(panel.layers, moveStart, () => {
      if (this.paths.frame) this.paths.moveTo(this.paths.position);
      released();
    });
    this.paths.finish = (context) => this.handle.paint(context, this.theme);
    new Hover(panel.stage, (x, y) => this.shown && describeLandscape(this.shown, this.paths, this.format, x, y));
  }

  // Another landscape, theme or size; `reset` gives up where the user has zoomed to.
  /**
   * @param {Scene} scene
   * @param {Theme} theme
   * @param {Format} format
   * @param {boolean} reset
   * @param {() => void} panned
   */
  async draw(scene, theme, format, reset, panned) {
    const { plot } = this.panel;
    Object.assign(this, { scene, theme, format });
    if (reset) this.#forget();
    this.shown = this.window ? widened(scene, this.window, compiled(scene)) : scene;
    const fits = !wastes(plot, this.shown, theme);
    const trueShape = scene.dimension > 1 && (this.shape ?? fits);
    await drawLandscape(this.Plotly, plot, this.shown, theme, format, reset || this.resetWanted, trueShape);
    this.live.hide();
    this.#tellShape(fits, trueShape);
    Object.assign(this, { stale: false, resetWanted: false });
    if (plot.dataset.listening) return;
    plot.dataset.listening = "yes";
    for (const name of ["plotly_relayouting", "plotly_relayout"]) plot.on(name, panned);
  }

  // Where the axes differ it is said, and one click draws the true shape, or fills the picture again.
  #tellShape(fits, trueShape) {
    const { labels, dimension } = this.scene;
    this.shapeButton.hidden = fits || dimension === 1;
    this.shapeButton.textContent = trueShape ? labels.fill_picture : labels.true_shape;
    this.shapeButton.title = trueShape ? "" : labels.axes_differ;
    this.shapeButton.setAttribute("aria-pressed", String(trueShape));
    this.panel.stage.dataset.shape = trueShape ? "true" : "filled";
    this.trueShape = trueShape;
  }

  // The other shape, until another landscape comes.
  turnShape() { this.shape = !this.trueShape; }

  // Another landscape is shown as it would be at first.
  #forget() { Object.assign(this, { shape: null, window: null }); }

  // All that the paths reach now, or the surface's own picture again.
  turnFit() {
    this.window = this.window ? null : reachOf(this.runs, this.scene);
    this.resetWanted = true;
  }

  #tellFit() {
    const { labels } = this.scene;
    this.fitButton.hidden = !this.window && !leaves(this.runs, this.scene);
    this.fitButton.textContent = this.window ? labels.fit_surface : labels.fit_paths;
    this.fitButton.title = this.window ? "" : labels.fit_hint;
    this.fitButton.setAttribute("aria-pressed", String(Boolean(this.window)));
    this.panel.stage.dataset.fitted = String(Boolean(this.window));
  }

  // To be drawn when it is looked at again.
  postpone(reset) {
    this.stale = true;
    if (reset) this.#forget();
    this.resetWanted ||= reset;
  }

  resize() { return this.Plotly.Plots.resize(this.panel.plot); }

  setPaths(runs, ghosts, start, position) {
    Object.assign(this, { runs, start });
    if (this.stale) return;
    this.paths.setTracks(runs, ghosts);
    this.#tellFit();
    this.place(position);
  }

  // Other paths while something is dragged: the picture beneath stays; `moveTo` then draws what has been travelled.
  /** @param {Run[]} runs @param {Run[]} ghosts @param {number[]} start @param {number} position */
  retrack(runs, ghosts, start, position) {
    Object.assign(this, { runs, start });
    if (this.stale) return;
    this.paths.retrack(runs, ghosts, position);
    this.handle.carry();
    this.showStart(start);
  }

  // Another landscape while its numbers are turned, in the place of the one that is drawn; `fine` once they are let go.
  /** @param {Scene} scene @param {boolean} fine */
  reshape(scene, fine) {
    if (this.stale) return;
    const { theme, paths: { frame } } = this;
    this.shown = scene;
    this.live.show(scene, theme, frame, fine);
    this.model.redraw(scene, theme, frame);
    placeHatch(this.panel.hatch, frame, scene.hasHoles);
  }

  // The ring in words, which take a browser longer than its place.
  describeStart() {
    const { shown: scene, start, format } = this;
    if (scene) this.handle.describe(startWords(scene, start, format));
  }

  // Everything above the plot, where the plot is now.
  place(position) {
    const frame = plotFrame(this.panel.plot);
    if (this.live.shown) this.live.show(this.shown, this.theme, frame, true);
    this.model.redraw(this.shown, this.theme, frame);
    this.#showModel(position);
    this.crowd.redraw(this.shown, this.theme, this.#crowded(), frame, position);
    this.paths.redraw(frame, this.theme, position);
    this.#placeAround(frame);
  }

  moveTo(position, anew = false) {
    this.#showModel(position);
    this.#followLeader(position);
    if (anew) this.paths.restart(position);
    else this.paths.moveTo(position);
  }

  #crowded() { return crowded(this.runs, this.modelled().run); }

  // Another run may have been chosen meanwhile.
  #followLeader(position) {
    const run = this.#crowded();
    if (run === this.crowd.run) { this.crowd.moveTo(position); return; }
    this.crowd.redraw(this.shown, this.theme, run, this.paths.frame, position);
    this.tellCrowd(this.scene, this.theme, this.format, this.runs);
  }

  // Also while three dimensions are shown in the place of this, perhaps from the first.
  /** @param {Scene} scene @param {Theme} theme @param {Format} format @param {Run[]} runs */
  tellCrowd(scene, theme, format, runs) {
    this.legend.show(scene, theme, format, runs, crowded(runs, this.modelled().run));
  }

  #showModel(position) {
    const { kind, run } = this.modelled();
    this.model.show(kind, run, run ? Math.min(Math.floor(position + 1e-9), run.values.length - 1) : 0);
  }

  showStart(point) { this.handle.show(point, startPlace(this.shown, point), this.paths.frame); }

  pointAt(x, y) {
    const { frame } = this.paths;
    return [frame.x.toData(x), frame.y.toData(y)].slice(0, this.scene.dimension);
  }

  goHome() { this.Plotly.relayout(this.panel.plot, homeRanges(this.shown)); }

  #placeAround(frame) {
    const { shown: scene, start } = this;
    placeHatch(this.panel.hatch, frame, scene.hasHoles);
    if (!this.handle.dragging) this.handle.show(start, startPlace(scene, start), frame);
    this.describeStart();
    this.reset.hidden = isHome(this.panel.plot, scene);
  }

  #decorate(context, position, frame) {
    if (this.scene.dimension === 1) drawTangents(context, this.paths.tracks, position, frame);
    this.model.drawMark(context);
    this.crowd.drawNames(context);
    this.steps.draw(context, this.paths.tracks, position, frame, this.theme);
  }

  // Said once, where somebody may have meant to zoom.
  /** @param {Scene | null} scene */
  tellWheel(scene) {
    if (this.wheelTold || !scene) return;
    this.wheelTold = true;
    this.panel.hint.textContent = this.panel.hint.title = scene.labels.wheel_hint;
  }
}

const compiled = ({ kernel, dimension }) => (kernel ? compile(kernel, dimension) : null);

function placeHatch(hatch, frame, shown) {
  hatch.hidden = !shown;
  Object.assign(hatch.style, { left: `${frame.left}px`, top: `${frame.top}px`,
    width: `${frame.width}px`, height: `${frame.height}px` });
}

// The loss of all examples, and of those held out, over steps, examples seen or epochs.

import { labelFont, layer, writeWithHalo } from "../../drawing/canvas.js";
import { chartScale, chartTracks } from "../../curves/chart_axes.js";
import { setData } from "../../base/dom.js";
import { fill } from "../../base/format.js";
import { Overlay } from "../../drawing/overlay.js";
import { inside } from "../../drawing/projection.js";
import { drawPlane } from "../../drawing/plane.js";

export const X_AXES = ["steps", "examples", "epochs"];

const HELD_OUT = { width: 1.7, radius: 4, dash: "dash" };
const REACH = 20;

export class LossChart {
  /** @type {BatchScene} */
  scene;
  /** @type {Theme} */
  theme;
  /** @type {BatchRun | null} */
  leader;
  /** @type {BatchRun[]} */
  runs;
  /** @type {Format} */
  format;
  /** @type {Frame | null} */
  frame = null;
  // What the axes were made of.
  /** @type {{ scale: any, xAxis: string } | null} */
  held = null;

  /** @param {Panel} panel */
  constructor(panel) {
    this.axes = layer();
    panel.under.append(this.axes);
    this.overlay = new Overlay(panel.layers, { whole: true });
    this.overlay.decorate = (context, position, frame) => this.#decorate(context, position, frame);
    this.panel = panel;
  }

  draw({ scene, theme, format, runs, leader, xAxis, lossAxis }, position) {
    Object.assign(this, { scene, theme, leader, runs, format });
    const lines = runs.flatMap((run) => linesOf(run, xAxis, scene.total));
    const steps = Math.max(0, ...runs.map((run) => run.values.length - 1));
    const scale = chartScale(lines, steps, { curve: "loss", lossAxis,
      xAxis: xAxis === "steps" ? "steps" : "evaluations" });
    this.held = { scale, xAxis };
    const [low, high] = scale.range;
    const { labels } = scene;
    const x = { low: 0, high: scale.end, title: labels[`over_${xAxis}`] };
    const y = { low, high, log: scale.log, title: scale.shifted ? labels.loss_shifted : labels.loss };
    this.frame = drawPlane(this.axes, this.panel.stage, { x, y }, theme, format);
    this.overlay.setTracks(chartTracks(lines, scale), []);
    this.overlay.redraw(this.frame, theme, position);
    setData(this.panel.stage, "xAxis", xAxis);
    setData(this.panel.stage, "end", scale.end);
  }

  // Other runs on the axes that are there, while something is dragged.
  retrack(runs, leader, position) {
    if (!this.held) return;
    Object.assign(this, { runs, leader });
    const lines = runs.flatMap((run) => linesOf(run, this.held.xAxis, this.scene.total));
    this.overlay.retrack(chartTracks(lines, this.held.scale), [], position);
  }

  moveTo(position, anew) {
    if (anew) this.overlay.restart(position);
    else this.overlay.moveTo(position);
  }

  // The step of the run that is followed, at a place of the horizontal axis.
  stepAt(place) {
    const track = this.#followed();
    if (!track) return 0;
    const past = track.xs.findIndex((x) => x > place);
    if (past < 0) return track.xs.length - 1;
    return past > 0 && place - track.xs[past - 1] < track.xs[past] - place ? past - 1 : past;
  }

  #followed() {
    return this.overlay.tracks.find((track) => track.key === this.leader?.key && !track.heldOut);
  }

  #decorate(context, position, frame) {
    const track = this.#followed();
    if (track) drawPlayhead(context, this.overlay.pixelAt(track, position)[0], frame, this.theme);
    for (const each of this.overlay.tracks) {
      if (each.visible && each.marked && each.stop < each.xs.length) this.#drawStop(context, each, frame);
    }
  }

  #drawStop(context, track, frame) {
    const [x, y] = this.overlay.pixelAt(track, track.stop);
    if (!inside(frame, x, y)) return;
    context.setLineDash([]);
    for (const [paint, width] of [[this.theme.halo, 6], [track.color, 3]]) {
      Object.assign(context, { strokeStyle: paint, lineWidth: width });
      context.beginPath();
      context.moveTo(x, y - 12); context.lineTo(x, y + 12);
      context.stroke();
    }
    if (track.key !== this.leader?.key) return;
    const high = y < frame.top + 30 ? y + 24 : y - 22;
    const text = this.scene.labels.early_stop;
    context.font = labelFont(this.theme);
    const { width } = context.measureText(text);
    const end = frame.left + frame.width;
    // Within the chart, and from its left edge on where it is wider.
    const from = Math.max(frame.left, x + width > end ? Math.min(x, end) - width : x);
    writeWithHalo(context, this.theme, text, from, high, { align: "left" });
  }

  describe(x, y) {
    if (!this.frame || !inside(this.frame, x, y)) return null;
    const near = this.overlay.nearest(x, y, REACH);
    if (!near) return null;
    const { labels } = this.scene;
    const { track, step } = near;
    return [track.label, fill(labels.step_of, { step, steps: track.xs.length - 1 }),
      `${labels.over_examples}: ${this.format(track.seen[step], 7)}`,
      `${track.heldOut ? labels.validation_loss : labels.loss}: ${this.format(track.shown[step])}`];
  }
}

function linesOf(run, xAxis, total) {
  const xs = Float64Array.from(run.values, (_, step) =>
    (xAxis === "steps" ? step : xAxis === "examples" ? run.seen[step] : run.seen[step] / total));
  const stopped = run.stop !== null && run.stop !== undefined;
  const own = { ...run, xs, shown: run.values, heldOut: false, marked: stopped && !run.validation };
  if (!run.validation) return [own];
  return [own, { ...run, xs, shown: run.validation, heldOut: true, marked: stopped, ...HELD_OUT }];
}

function drawPlayhead(context, x, frame, theme) {
  if (!Number.isFinite(x)) return;
  context.beginPath();
  context.moveTo(x, frame.top);
  context.lineTo(x, frame.top + frame.height);
  context.setLineDash([]);
  Object.assign(context, { strokeStyle: theme.muted, lineWidth: 1 });
  context.stroke();
}

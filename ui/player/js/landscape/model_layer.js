// The Taylor model of the loss where a method stands, beneath the paths: its own level lines, or its curve.

import { clearCanvas, fitCanvas, writeWithHalo } from "../drawing/canvas.js";
import { element, setData } from "../base/dom.js";
import { fill } from "../base/format.js";
import { compile } from "../engine/kernel.js";
import { levelLines } from "../drawing/marching_squares.js";
import { clipSegment, inside } from "../drawing/projection.js";
import { taylorModel } from "./taylor.js";

const CELLS = 60;
const MOST_LEVELS = 8;
// Lines with less than this share of the picture between them would run together.
const LEAST_SHARE = 0.04;
const CURVE_POINTS = 160;
const DASH = [6, 5];

export class ModelLayer {
  /** @type {Scene | null} */
  scene = null;
  /** @type {Theme} */
  theme;
  /** @type {Frame | null} */
  frame = null;
  /** @type {Kernel | null} */
  kernel = null;
  /** @type {CanvasRenderingContext2D} */
  context;
  drawn = "";
  /** @type {{ kind: string, x: number, y: number, color: string } | null} */
  mark = null;

  // `tell` takes a sentence about what is drawn, "" if nothing is.
  /** @param {HTMLElement} container @param {(sentence: string) => void} tell */
  constructor(container, tell) {
    this.canvas = element("canvas", { class: "opt-under-layer opt-model" });
    container.append(this.canvas);
    this.container = container;
    this.tell = tell;
  }

  /** @param {Scene} scene @param {Theme} theme @param {Frame} frame */
  redraw(scene, theme, frame) {
    if (scene !== this.scene) this.kernel = scene.at ?? (scene.kernel ? compile(scene.kernel, scene.dimension) : null);
    Object.assign(this, { scene, theme, frame, drawn: "", mark: null });
    this.context = fitCanvas(this.canvas, this.container, frame);
  }

  // The model of `kind` at a step of `run`; nothing without a run. Drawn anew only if it is another one.
  /** @param {string} kind @param {Run | undefined} run @param {number} step */
  show(kind, run, step) {
    if (!this.frame) return;
    const wanted = kind === "none" || !run ? "-" : JSON.stringify([kind, run.key, run.color, step, ...run.point(step)]);
    if (wanted === this.drawn) return;
    Object.assign(this, { drawn: wanted, mark: null });
    clearCanvas(this.canvas);
    const offered = wanted !== "-" && this.kernel;
    const model = offered ? taylorModel(this.kernel, run.point(step), kind) : null;
    this.#describe(model, run, step);
    this.tell(offered ? this.#sentence(model, run, step) : "");
    if (!model) return;
    if (this.scene.dimension === 1) this.#drawCurve(model, run.color);
    else this.#drawLevels(model, run.color);
    if (model.stationary) this.mark = { ...this.#markOf(model), color: run.color };
  }

  #sentence(model, run, step) {
    const { labels, dimension } = this.scene;
    const text = !model ? labels.model_undefined : dimension === 1 ? labels.model_curve : labels.model_levels;
    return fill(text, { method: run.label, step });
  }

  #describe(model, run, step) {
    const facts = { run: model ? run.key : "", step: model ? step : "", levels: "",
      stationary: model?.stationary ? JSON.stringify(model.stationary) : "" };
    for (const [name, value] of Object.entries(facts)) setData(this.canvas, name, value);
  }

  #drawCurve(model, color) {
    const { x, y, left, width } = this.frame;
    const points = Array.from({ length: CURVE_POINTS + 1 }, (_, i) => {
      const pixel = left + (i * width) / CURVE_POINTS;
      return [pixel, y.toPixel(model.at(x.toData(pixel)))];
    });
    this.#stroke([points.flat()], color, 2.2, DASH);
  }

  #drawLevels(model, color) {
    const { x, y, left, top, width, height } = this.frame;
    const [cellX, cellY] = [width / (CELLS - 1), height / (CELLS - 1)];
    const xs = Array.from({ length: CELLS }, (_, i) => x.toData(left + i * cellX));
    const ys = Array.from({ length: CELLS }, (_, j) => y.toData(top + j * cellY));
    const values = Float64Array.from({ length: CELLS * CELLS }, (_, k) =>
      model.at(xs[k % CELLS], ys[Math.floor(k / CELLS)]));
    const at = (i, j) => model.at(x.toData(left + i * cellX), y.toData(top + j * cellY));
    const lines = (level) => levelLines(values, CELLS, level, at).map((line) =>
      line.map((place, k) => (k % 2 ? top + place * cellY : left + place * cellX)));
    const levels = chooseLevels(values, this.scene.levels, model.value);
    setData(this.canvas, "levels", JSON.stringify([model.value, ...levels]));
    for (const level of levels) this.#stroke(lines(level), color, 1.3, DASH);
    this.#stroke(lines(model.value), color, 1.8, []);
  }

  #stroke(lines, color, width, dash) {
    const path = new Path2D();
    for (const line of lines) {
      for (let k = 0; k + 3 < line.length; k += 2) {
        const part = clipSegment(line[k], line[k + 1], line[k + 2], line[k + 3]);
        if (!part) continue;
        if (k === 0 || part[0] !== line[k] || part[1] !== line[k + 1]) path.moveTo(part[0], part[1]);
        path.lineTo(part[2], part[3]);
      }
    }
    for (const [paint, wide, pattern] of [[this.theme.halo, width + 1.6, []], [color, width, dash]]) {
      Object.assign(this.context, { strokeStyle: paint, lineWidth: wide });
      this.context.setLineDash(pattern);
      this.context.stroke(path);
    }
  }

  #markOf(model) {
    const { point, kind } = model.stationary;
    return { kind, x: this.frame.x.toPixel(point[0]), y: this.frame.y.toPixel(point[1] ?? model.at(point[0])) };
  }

  // Where the model is stationary; drawn among the heads, since paths and curves would run through the words.
  drawMark(context) {
    if (!this.mark || !inside(this.frame, this.mark.x, this.mark.y)) return;
    const { theme, mark: { kind, x, y, color } } = this;
    context.setLineDash([]);
    context.beginPath();
    for (const [dx, dy] of [[0, -7], [7, 0], [0, 7], [-7, 0]]) context.lineTo(x + dx, y + dy);
    context.closePath();
    Object.assign(context, { fillStyle: theme.background, strokeStyle: color, lineWidth: 2.5 });
    context.fill();
    context.stroke();
    this.#caption(context, this.scene.labels[`model_${kind}`], x, y, this.scene.dimension === 1 && kind === "minimum");
  }

  // Beside the mark, towards the middle of the picture.
  #caption(context, text, x, y, below) {
    const { left, top, width, height } = this.frame;
    const leftwards = x > left + 0.62 * width;
    const under = y < top + 26 || (below && y < top + height - 26);
    const align = leftwards ? "right" : "left";
    writeWithHalo(context, this.theme, text, x + (leftwards ? -9 : 9), y + (under ? 16 : -16), { align });
  }
}

// Of the scene's levels those that the model reaches in view and that keep apart, besides the point's own.
export function chooseLevels(values, levels, own) {
  const sorted = Float64Array.from(values).sort();
  const share = (level) => below(sorted, level) / sorted.length;
  const ownShare = share(own);
  const kept = [];
  let last = 0;
  for (const level of levels) {
    const at = share(level);
    if (at <= 0 || at >= 1 || level === own) continue;
    if (Math.abs(at - ownShare) < LEAST_SHARE || at - last < LEAST_SHARE) continue;
    kept.push(level);
    last = at;
  }
  const every = Math.ceil(kept.length / (MOST_LEVELS - 1));
  return kept.filter((_, i) => i % every === 0);
}

function below(sorted, value) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

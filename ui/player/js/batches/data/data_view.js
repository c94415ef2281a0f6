// The examples, the model's line through them, and in bright the batch of the step.

import { clearCanvas, fitCanvas, layer } from "../../drawing/canvas.js";
import { setData } from "../../base/dom.js";
import { levelLines } from "../../drawing/marching_squares.js";
import { clipSegment } from "../../drawing/projection.js";
import { dataAxes, dataKind } from "./data_frame.js";
import { CLASSES, LIT, RIM, traceMark } from "../../drawing/marks.js";
import { drawPlane } from "../../drawing/plane.js";

const CURVE_POINTS = 160;
const BOUNDARY_GRID = 33;
const MOST_STICKS = 40;
const LIT_GROWS = 1.5;
const MANY = 50;
const MOST_NAMED = 64;
const MARGIN = 9;

export class DataView {
  /** @type {BatchScene} */
  scene;
  /** @type {import("../model/examples.js").Examples} */
  examples;
  /** @type {Theme} */
  theme;
  /** @type {Format} */
  format;
  /** @type {Frame | null} */
  frame = null;
  kind = "";
  /** @type {{ x: any, y: any }} */
  ranges;
  /** @type {[number, number]} */
  weights;
  // The place of an example that has been removed and is not to be seen any more.
  /** @type {number | null} */
  gone = null;

  /** @param {Panel} panel */
  constructor(panel) {
    this.axes = layer();
    this.back = layer();
    this.front = layer();
    panel.under.append(this.axes, this.back);
    panel.layers.append(this.front);
    this.panel = panel;
  }

  // The axes stay while an example is dragged.
  layOut(scene, examples, theme, format) {
    Object.assign(this, { scene, examples, theme, format });
    this.kind = dataKind(scene, examples);
    this.ranges = dataAxes(this.kind, scene, examples, scene);
    setData(this.panel.stage, "kind", this.kind);
    this.resize();
  }

  resize() {
    const { stage } = this.panel;
    this.frame = drawPlane(this.axes, stage, this.ranges, this.theme, this.format);
    for (const canvas of [this.back, this.front]) fitCanvas(canvas, stage, this.frame, MARGIN);
    const crowded = this.examples.count;
    this.radius = crowded <= 100 ? 5.5 : crowded <= 500 ? 4 : 2.8;
    this.drawnFor = null;
  }

  // Where an example is, in pixels.
  placeOf(i) { return this.#pixel(this.#values(i)); }

  /** @param {number[]} place @returns {[number, number]} */
  #pixel([x, y]) { return [this.frame.x.toPixel(x), this.frame.y.toPixel(y)]; }

  #values(i) {
    const { examples, kind } = this;
    if (kind === "fit") return [examples.targetOf(i), this.#predicted(i)];
    return [examples.feature(i, 0), kind === "boundary" ? examples.feature(i, 1) : examples.targetOf(i)];
  }

  #predicted(i) { return this.examples.predict(i, ...this.weights); }

  // Everything at these weights; `lit` are indices among all examples, null for all.
  /**
   * @param {number[]} weights
   * @param {Int32Array | number[] | null} lit
   * @param {string} color
   * @param {number | null} chosen
   */
  draw(weights, lit, color, chosen) {
    if (!this.frame) return;
    this.weights = [weights[0], weights[1]];
    this.#drawBack();
    const context = clearCanvas(this.front);
    if (weights.every(Number.isFinite)) this.#drawModel(context, color);
    const places = this.#lit(lit);
    if (places.length <= MOST_STICKS) this.#drawSticks(context, places, color);
    this.#drawLit(context, places);
    if (chosen !== null) this.#drawChosen(context, chosen);
    setData(this.panel.stage, "lit", places.slice(0, MOST_NAMED).join(","));
  }

  #lit(indices) {
    if (!indices) return Array.from({ length: this.examples.count }, (_, i) => i);
    return [...indices].map((index) => this.examples.placeOf(index)).filter((place) => place !== undefined);
  }

  // The faint ones: drawn again only if they have moved.
  #drawBack() {
    const key = this.kind === "fit" ? this.weights.join() : "still";
    if (this.drawnFor === key) return;
    this.drawnFor = key;
    const context = clearCanvas(this.back);
    context.setLineDash([]);
    this.#drawHeldOut(context);
    const { examples, theme, gone } = this;
    for (const side of this.scene.classes ? [0, 1] : [null]) {
      context.beginPath();
      for (let i = 0; i < examples.count; i += 1) {
        if (i === gone || (side !== null && examples.targetOf(i) !== side)) continue;
        const [x, y] = this.placeOf(i);
        if (Number.isFinite(x + y)) traceMark(context, x, y, this.radius, side === 1);
      }
      const [fillStyle, globalAlpha] = side === null ? [theme.muted, 0.42] : [CLASSES[side], 0.55];
      Object.assign(context, { fillStyle, globalAlpha });
      context.fill();
    }
    context.globalAlpha = 1;
  }

  #drawHeldOut(context) {
    const { heldFeatures, heldTarget } = this.scene.arrays;
    if (!heldFeatures) return;
    const { examples: { width, prediction, predictAt }, kind } = this;
    context.beginPath();
    for (let i = 0; i < heldTarget.data.length; i += 1) {
      const features = [heldFeatures.data[i * width], heldFeatures.data[i * width + 1]];
      const target = heldTarget.data[i];
      const predicted = kind === "fit" && prediction ? predictAt.call(this.examples, features, ...this.weights) : 0;
      const [x, y] = this.#pixel(kind === "fit" ? [target, predicted]
        : [features[0], kind === "boundary" ? features[1] : target]);
      if (Number.isFinite(x + y)) traceMark(context, x, y, this.radius, this.scene.classes && target === 1);
    }
    Object.assign(context, { strokeStyle: this.theme.muted, lineWidth: 1.5 });
    context.stroke();
  }

  #drawModel(context, color) {
    if (!this.examples.prediction) return;
    const lines = this.kind === "boundary" ? this.#boundary() : this.kind === "fit" ? this.#diagonal() : this.#curve();
    context.beginPath();
    for (const line of lines) trace(context, line);
    const plain = this.kind === "fit";
    context.setLineDash(plain ? [6, 5] : []);
    for (const [paint, width] of [[this.theme.halo, 6], [plain ? this.theme.muted : color, plain ? 2 : 3.5]]) {
      Object.assign(context, { strokeStyle: paint, lineWidth: width });
      context.stroke();
    }
    context.setLineDash([]);
  }

  #curve() {
    const { low, high } = this.ranges.x;
    return [Array.from({ length: CURVE_POINTS + 1 }, (_, i) => {
      const x = low + ((high - low) * i) / CURVE_POINTS;
      return this.#pixel([x, this.examples.predictAt([x], ...this.weights)]);
    })];
  }

  #diagonal() {
    const { low, high } = this.ranges.x;
    return [[this.#pixel([low, low]), this.#pixel([high, high])]];
  }

  // Where the prediction is one half.
  #boundary() {
    const width = BOUNDARY_GRID;
    const at = (axis, i) => axis.low + ((axis.high - axis.low) * i) / (width - 1);
    const { x, y } = this.ranges;
    const values = Float64Array.from({ length: width * width }, (_, k) =>
      this.examples.predictAt([at(x, k % width), at(y, Math.floor(k / width))], ...this.weights) - 0.5);
    return levelLines(values, width, 0).map((line) => Array.from({ length: line.length / 2 }, (_, k) =>
      this.#pixel([at(x, line[2 * k]), at(y, line[2 * k + 1])])));
  }

  #drawSticks(context, places, color) {
    const { kind, examples } = this;
    if (kind === "boundary" || !examples.prediction || !this.weights.every(Number.isFinite)) return;
    context.beginPath();
    for (const i of places) {
      const [x, y] = this.placeOf(i);
      const model = this.frame.y.toPixel(kind === "fit" ? examples.targetOf(i) : this.#predicted(i));
      trace(context, [[x, y], [x, model]]);
    }
    Object.assign(context, { strokeStyle: color, lineWidth: 2 });
    context.stroke();
  }

  #drawLit(context, places) {
    const many = places.length > MANY;
    const grown = this.radius + (many ? 0 : LIT_GROWS);
    const rim = many ? 1 : 2;
    context.fillStyle = LIT;
    for (const i of places) {
      const [x, y] = this.placeOf(i);
      if (i === this.gone || !Number.isFinite(x + y)) continue;
      const side = this.scene.classes ? this.examples.targetOf(i) : null;
      context.beginPath();
      traceMark(context, x, y, grown, side === 1);
      context.fill();
      for (const [paint, width] of side === null ? [[RIM, rim]] : [[RIM, rim + 2], [CLASSES[side], rim]]) {
        Object.assign(context, { strokeStyle: paint, lineWidth: width });
        context.stroke();
      }
    }
  }

  #drawChosen(context, i) {
    if (i >= this.examples.count) return;
    const [x, y] = this.placeOf(i);
    context.beginPath();
    context.arc(x, y, this.radius + 8, 0, 2 * Math.PI);
    for (const [paint, width] of [[this.theme.halo, 5], [this.theme.text, 2.5]]) {
      Object.assign(context, { strokeStyle: paint, lineWidth: width });
      context.stroke();
    }
  }

  // The example nearest to a pixel, or null.
  nearest(x, y, reach) {
    let best = null;
    let closest = reach;
    for (let i = 0; this.frame && i < this.examples.count; i += 1) {
      const place = this.placeOf(i);
      const distance = Math.hypot(place[0] - x, place[1] - y);
      if (distance <= closest) { best = i; closest = distance; }
    }
    return best;
  }
}

function trace(context, points) {
  for (let k = 1; k < points.length; k += 1) {
    const part = clipSegment(...points[k - 1], ...points[k]);
    if (!part) continue;
    if (k === 1 || part[0] !== points[k - 1][0] || part[1] !== points[k - 1][1]) context.moveTo(part[0], part[1]);
    context.lineTo(part[2], part[3]);
  }
}

// The level map: point, gradient, level line and its tangent, direction and step, at one scale for both axes.

import { clearCanvas, fitCanvas, layer } from "../drawing/canvas.js";
import { writeCaptions } from "../drawing/arrows.js";
import { contourLevels, paintField, shading, traceLevels } from "../drawing/field.js";
import { drawPlane } from "../drawing/plane.js";
import { drawStar } from "../drawing/marks.js";
import { arrow, dot, paints, stroke } from "./paints.js";

const CELLS = 120;
const LENGTH = 92;
const FIELD = 13;
const ELLIPSE = 56;
const ROUND = 120;
const ROUNDS = 5;

export class LevelMap {
  /** @type {any} */
  scene = null;
  /** @type {Theme} */
  theme = null;
  /** @type {[number, number][]} */
  window = [];
  /** @type {Frame} */
  frame = null;

  constructor(panel) {
    this.ground = layer();
    this.axes = layer();
    this.marks = layer();
    panel.under.append(this.ground, this.axes, this.marks);
    this.panel = panel;
  }

  // The window is the surface's domain, widened on the shorter side until one unit is as long on both axes.
  layOut(scene, theme, format, value) {
    Object.assign(this, { scene, theme, format });
    const { stage } = this.panel;
    const plain = scene.domain.map(([low, high], i) => ({ low, high, title: scene.variables[i] }));
    const [x, y] = plain;
    this.frame = drawPlane(this.axes, stage, { x, y, bare: true }, theme, format);
    // Other ends have other labels, which leave another width to the frame.
    for (let round = 0; round < ROUNDS; round += 1) {
      const { width, height } = this.frame;
      const [across, up] = scene.domain.map(([low, high]) => high - low);
      const unit = Math.min(width / across, height / up);
      for (const [axis, i, length] of /** @type {[any, number, number][]} */ ([[x, 0, width], [y, 1, height]])) {
        const [low, high] = scene.domain[i];
        const [middle, half] = [(low + high) / 2, length / unit / 2];
        Object.assign(axis, { low: middle - half, high: middle + half });
      }
      this.frame = drawPlane(this.axes, stage, { x, y, bare: true }, theme, format);
      if (this.frame.width === width && this.frame.height === height) break;
    }
    for (const canvas of [this.ground, this.marks]) fitCanvas(canvas, stage, this.frame);
    this.window = [[x.low, x.high], [y.low, y.high]];
    this.field = sample(value, this.window);
    paintField(clearCanvas(this.ground), this.frame, this.field, shading(theme));
  }

  get unit() { return this.frame.x.toPixel(1) - this.frame.x.toPixel(0); }

  /** @param {number[]} point @returns {[number, number]} */
  pixel([x, y]) { return [this.frame.x.toPixel(x), this.frame.y.toPixel(y)]; }

  // `now` is what `work` in player.js works out; `layers` what else is drawn.
  draw(now, layers, gradientAt) {
    const { frame, theme } = this;
    const context = clearCanvas(this.marks);
    const colors = paints(theme);
    const at = this.pixel(now.point);
    for (const minimum of this.scene.minima) drawStar(context, ...this.pixel(minimum), 8, theme);
    if (layers.has("field")) this.#arrows(context, gradientAt, colors.down);
    this.#levelLine(context, now.value);
    if (layers.has("flow") && now.flow) this.#flow(context, now, colors);
    if (layers.has("curvature")) this.#curvature(context, now, at, colors);
    const captions = [];
    const size = Math.hypot(...now.gradient);
    if (size > 0 && Number.isFinite(size)) {
      const unit = now.gradient.map((part) => part / size);
      const across = [unit[1], unit[0]].map((part) => 2 * LENGTH * part);
      stroke(context, [[at[0] - across[0], at[1] - across[1]], [at[0] + across[0], at[1] + across[1]]],
        { color: theme.text, width: 1.8, dash: [7, 5], rim: theme.halo });
      const up = [LENGTH * unit[0], -LENGTH * unit[1]];
      arrow(context, theme, at, up.map((part) => -part), colors.down);
      arrow(context, theme, at, up, colors.up);
      for (const [text, way] of /** @type {[string, number][]} */ ([["∇f", 1], ["−∇f", -1]])) {
        const vector = up.map((part) => way * part);
        captions.push({ text, vector, tip: [at[0] + vector[0], at[1] + vector[1]] });
      }
    }
    const ring = this.ringOf(now);
    stroke(context, circle(at, ring), { color: theme.muted, width: 1 });
    const to = this.pixel(now.point.map((x, i) => x + now.h * now.direction[i]));
    const vector = [to[0] - at[0], to[1] - at[1]];
    stroke(context, [at, [at[0] + ring * now.direction[0], at[1] - ring * now.direction[1]]],
      { color: colors.step, width: 1.5, dash: [3, 3] });
    if (arrow(context, theme, at, vector, colors.step)) captions.push({ text: "dx", vector, tip: to });
    writeCaptions(context, theme, frame, captions);
  }

  // The direction is held at this distance, out of the way of the tip of dx.
  ringOf(now) {
    const length = now.h * this.unit;
    return length > 34 && length < 90 ? 118 : 62;
  }

  #levelLine(context, level) {
    if (!Number.isFinite(level)) return;
    const { values, width } = this.field;
    const { left, top, width: across, height: down } = this.frame;
    const [dx, dy] = [across / (width - 1), down / (values.length / width - 1)];
    for (const [paint, wide] of [[this.theme.halo, 5], [this.theme.text, 2.2]]) {
      Object.assign(context, { strokeStyle: paint, lineWidth: wide });
      context.beginPath();
      traceLevels(values, width, [level], (i, j, x, y) => {
        context.moveTo(left + i * dx, top + down - j * dy);
        context.lineTo(left + x * dx, top + down - y * dy);
      });
      context.stroke();
    }
  }

  #arrows(context, gradientAt, color) {
    const { left, top, width, height, x, y } = this.frame;
    const cell = width / FIELD;
    for (let row = 0.5; row * cell < height; row += 1) {
      for (let column = 0.5; column < FIELD; column += 1) {
        const [px, py] = [left + column * cell, top + row * cell];
        const slopes = gradientAt([x.toData(px), y.toData(py)]);
        const size = Math.hypot(...slopes);
        if (!(size > 0) || !Number.isFinite(size)) continue;
        const vector = [-slopes[0], slopes[1]].map((part) => (0.62 * cell * part) / size);
        arrow(context, this.theme, [px - vector[0] / 2, py - vector[1] / 2], vector, color, 1.3);
      }
    }
  }

  // Where the quadratic part has one size: an ellipse, or two hyperbolas where the curvatures differ in sign.
  #curvature(context, now, at, colors) {
    const { values, vectors } = now.curvature;
    if (!values.every(Number.isFinite)) return;
    const steepest = Math.max(...values.map(Math.abs));
    const flattest = Math.min(...values.map(Math.abs));
    if (!(steepest > 0)) return;
    // The long axis keeps its length, or grows with the ratio where the short one would vanish.
    const scale = ELLIPSE * Math.sqrt(Math.max(flattest, steepest / 400));
    const points = Array.from({ length: ROUND + 1 }, (_, i) => {
      const angle = (2 * Math.PI * i) / ROUND;
      const [p, q] = [Math.cos(angle), Math.sin(angle)];
      const bend = Math.abs(values[0] * p * p + values[1] * q * q);
      const radius = scale / Math.sqrt(bend);
      if (!(radius < 3 * ELLIPSE)) return [NaN, NaN];
      const [dx, dy] = [0, 1].map((k) => radius * (p * vectors[0][k] + q * vectors[1][k]));
      return [at[0] + dx, at[1] - dy];
    });
    stroke(context, points, { color: colors.rest, width: 2.5, rim: this.theme.halo });
    values.forEach((value, i) => {
      const radius = Math.min(3 * ELLIPSE, scale / Math.sqrt(Math.abs(value)));
      const [dx, dy] = vectors[i].map((part) => radius * part);
      stroke(context, [[at[0] - dx, at[1] + dy], [at[0] + dx, at[1] - dy]],
        { color: colors.rest, width: 1.6, dash: value < 0 ? [4, 4] : [] });
    });
  }

  #flow(context, now, colors) {
    const pixels = now.flow.points.map((point) => this.pixel(point));
    stroke(context, pixels, { color: colors.down, width: 3, rim: this.theme.halo });
    const steps = now.descent.map((point) => this.pixel(point));
    stroke(context, steps, { color: colors.other, width: 2, dash: [6, 3], rim: this.theme.halo });
    for (const [x, y] of steps) {
      if (Math.abs(x) < 1e4 && Math.abs(y) < 1e4) dot(context, x, y, 3.4, colors.other, this.theme.background);
    }
  }
}

function sample(value, ends) {
  const [[left, right], [low, high]] = ends;
  const values = new Float64Array((CELLS + 1) ** 2);
  for (let j = 0, k = 0; j <= CELLS; j += 1) {
    for (let i = 0; i <= CELLS; i += 1, k += 1) {
      const found = value(left + ((right - left) * i) / CELLS, low + ((high - low) * j) / CELLS)[0];
      values[k] = Number.isFinite(found) ? found : NaN;
    }
  }
  return { width: CELLS + 1, values, levels: contourLevels(values), image: undefined };
}

const circle = ([x, y], radius) => Array.from({ length: ROUND + 1 }, (_, i) =>
  [x + radius * Math.cos((2 * Math.PI * i) / ROUND), y + radius * Math.sin((2 * Math.PI * i) / ROUND)]);

// Lines over the steps: losses, and numbers of every layer.

import { fitCanvas, layer } from "../drawing/canvas.js";
import { drawPlane } from "../drawing/plane.js";
import { stroke } from "../gradient/paints.js";

// Orders of magnitude that a logarithmic axis shows at most, below the largest number.
const DEEPEST = 20;

/**
 * @typedef {object} Curve
 * @property {ArrayLike<number>} ys one for every step from `first` on
 * @property {number} first
 * @property {string} color
 * @property {number[]} dash
 */

export class StepChart {
  /** @type {any} */
  frame = null;

  /** @param {any} panel */
  constructor(panel) {
    this.axes = layer();
    this.lines = layer();
    this.cursor = layer();
    panel.under.append(this.axes, this.lines, this.cursor);
    this.panel = panel;
  }

  // False if there is nothing that the axis has a place for.
  /** @param {{ curves: Curve[], steps: number, log: boolean, title: string, below: string }} what @param {Theme} theme
   *  @param {Format} format */
  draw({ curves, steps, log, title, below }, theme, format) {
    const range = log ? logRange(curves) : plainRange(curves);
    const [low, high] = range ?? [-1, 0];
    const powers = (value, digits) => format(value, digits).replace(/^1·/, "");
    const x = { low: 0, high: Math.max(1, steps), title: below };
    this.frame = drawPlane(this.axes, this.panel.stage, { x, y: { low, high, log, title } }, theme, powers);
    const context = fitCanvas(this.lines, this.panel.stage, this.frame);
    const { x: along, y: up } = this.frame;
    const pixel = (value) => (log && !(value > 0) ? NaN : up.toPixel(value));
    for (const { ys, first, color, dash } of curves) {
      const points = Array.from(ys, (value, i) => [along.toPixel(first + i), pixel(value)]);
      stroke(context, points, { color, width: 2, dash });
    }
    return range !== null;
  }

  /** @param {number} position @param {Theme} theme */
  point(position, theme) {
    if (!this.frame) return;
    const context = fitCanvas(this.cursor, this.panel.stage, this.frame);
    const x = this.frame.x.toPixel(position);
    stroke(context, [[x, this.frame.top], [x, this.frame.top + this.frame.height]], { color: theme.text, width: 1.5 });
  }
}

function* numbers(curves) {
  for (const { ys } of curves) for (let i = 0; i < ys.length; i += 1) if (Number.isFinite(ys[i])) yield ys[i];
}

/** @param {Curve[]} curves @returns {[number, number] | null} powers of ten */
export function logRange(curves) {
  let [low, high] = [Infinity, 0];
  for (const value of numbers(curves)) {
    if (value > 0 && value < low) low = value;
    if (value > high) high = value;
  }
  if (!(high > 0)) return null;
  const top = Math.log10(high);
  const bottom = Math.max(Math.log10(low), top - DEEPEST);
  const margin = Math.max(0.05 * (top - bottom), 0.1);
  return [bottom - margin, top + margin];
}

/** @param {Curve[]} curves @returns {[number, number] | null} */
export function plainRange(curves) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of numbers(curves)) { low = Math.min(low, value); high = Math.max(high, value); }
  if (low > high) return null;
  const margin = 0.06 * (high - low || Math.abs(high) || 1);
  return [low - margin, high + margin];
}

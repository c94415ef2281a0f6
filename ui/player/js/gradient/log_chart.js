// Curves over h on logarithmic axes: the remainder, and the errors of difference quotients.

import { fitCanvas, layer, writeWithHalo } from "../drawing/canvas.js";
import { drawPlane } from "../drawing/plane.js";
import { STEPS, LARGEST, SMALLEST } from "../engine/differential.js";
import { dot, stroke } from "./paints.js";

const DEEPEST = -32;

export class LogChart {
  /** @type {Frame} */
  frame = null;

  constructor(panel) {
    this.axes = layer();
    this.marks = layer();
    panel.under.append(this.axes, this.marks);
    this.panel = panel;
  }

  // `curves` are { sizes, color, dash }; `fit` { low, high, slope, size, color }; `bests` [{ h, color }]; `rounding`
  // the end of the side on which rounding decides, if it is known.
  draw({ theme, format, title, curves, h, color, fit = null, bests = [], rounding = null, texts }) {
    const exponents = curves.flatMap(({ sizes }) =>
      sizes.filter((size) => size > 0 && Number.isFinite(size)).map(Math.log10));
    const low = Math.max(DEEPEST, Math.floor(Math.min(...exponents, 0)));
    const high = Math.ceil(Math.max(...exponents, low + 1));
    const powers = (value, digits) => format(value, digits).replace(/^1·/, "");
    const x = { low: SMALLEST, high: LARGEST, log: true, title: "h" };
    this.frame = drawPlane(this.axes, this.panel.stage, { x, y: { low, high, log: true, title } }, theme, powers);
    const context = fitCanvas(this.marks, this.panel.stage, this.frame);
    const { left, top, width, height } = this.frame;
    const pixel = (at, size) => [this.frame.x.toPixel(at), size > 0 ? this.frame.y.toPixel(size) : NaN];
    if (rounding !== null) {
      const end = Math.min(left + width, this.frame.x.toPixel(rounding));
      context.fillStyle = theme.grid;
      if (end > left) context.fillRect(left, top, end - left, height);
      if (end - left > 70) writeWithHalo(context, theme, texts.rounding, left + 6, top + 14, { color: theme.muted });
    }
    for (const { sizes, color: paint, dash } of curves) {
      stroke(context, STEPS.map((at, i) => pixel(at, sizes[i])), { color: paint, width: 2.2, dash });
    }
    if (fit) this.#fit(context, fit, pixel, theme);
    for (const best of bests) {
      const at = this.frame.x.toPixel(best.h);
      stroke(context, [[at, top], [at, top + height]], { color: best.color, width: 1.5, dash: [2, 4] });
    }
    const at = this.frame.x.toPixel(h);
    stroke(context, [[at, top], [at, top + height]], { color, width: 2, rim: theme.halo });
    for (const { sizes, color: paint } of curves) {
      const size = sizes.at(-1) === undefined ? NaN : sizeAt(sizes, h);
      const [px, py] = pixel(h, size);
      if (Number.isFinite(px + py)) dot(context, px, py, 4, paint, theme.halo);
    }
    this.handleAt = [at, top + height];
  }

  #fit(context, { low, high, slope, size, color }, pixel, theme) {
    const wide = 30;
    const at = (h) => pixel(h, size * (h / low) ** slope);
    stroke(context, [at(low / wide), at(high * wide)], { color, width: 1.5, dash: [6, 4] });
    stroke(context, [at(low), at(high)], { color, width: 5, rim: theme.halo });
  }
}

// The curve's size at the step nearest to h.
function sizeAt(sizes, h) {
  const place = Math.round(((Math.log10(h) - SMALLEST) / (LARGEST - SMALLEST)) * (STEPS.length - 1));
  return sizes[Math.min(STEPS.length - 1, Math.max(0, place))];
}

// f along a line with its tangent: h, df and the remainder as lengths.

import { fitCanvas, layer, writeWithHalo } from "../drawing/canvas.js";
import { drawPlane } from "../drawing/plane.js";
import { dot, paints, stroke } from "./paints.js";

const POINTS = 400;
const ROOM = 0.08;

export class LineView {
  /** @type {Frame} */
  frame = null;

  constructor(panel) {
    this.axes = layer();
    this.marks = layer();
    panel.under.append(this.axes, this.marks);
    this.panel = panel;
  }

  // `reach` are the ends of the whole picture along the line; `near` looks at a step alone, however small it is.
  draw(now, { theme, format, scene, near, reach, labels }) {
    const { line, h } = now;
    const origin = scene.dimension === 1 ? now.point[0] : 0;
    const way = scene.dimension === 1 ? now.direction[0] : 1;
    const [from, to] = near ? [-0.35 * h, 1.35 * h] : reach;
    const ts = Array.from({ length: POINTS + 1 }, (_, i) => from + ((to - from) * i) / POINTS);
    const height = (t) => (near ? line.value(t) - now.value : line.value(t));
    const ys = ts.map(height);
    const tangent = (t) => (near ? 0 : now.value) + now.slope * t;
    const finite = ys.filter(Number.isFinite);
    if (near) finite.push(tangent(0), tangent(h));
    let [low, high] = finite.length ? [Math.min(...finite), Math.max(...finite)] : [0, 1];
    if (!(high > low)) [low, high] = [low - (Math.abs(low) || 1), high + (Math.abs(high) || 1)];
    const room = ROOM * (high - low);
    // Near a point the axis counts from it: 1 and 1 + 1e-12 would have one label.
    const across = near ? [from, to] : [origin + way * from, origin + way * to].sort((a, b) => a - b);
    const title = near ? labels.from_point : scene.dimension === 1 ? scene.variables[0] : labels.along_axis;
    const x = { low: across[0], high: across[1], title };
    const y = { low: low - room, high: high + room, title: near ? "Δf" : "f" };
    this.frame = drawPlane(this.axes, this.panel.stage, { x, y }, theme, format);
    const context = fitCanvas(this.marks, this.panel.stage, this.frame);
    const colors = paints(theme);
    this.place = (t) => (near ? t : origin + way * t);
    this.toLine = (pixel) => (near ? this.frame.x.toData(pixel) : way * (this.frame.x.toData(pixel) - origin));
    const pixel = (t, value) => [this.frame.x.toPixel(this.place(t)), this.frame.y.toPixel(value)];
    this.pixel = pixel;
    stroke(context, ts.map((t, i) => pixel(t, ys[i])), { color: colors.curve, width: 2.5 });
    const base = near ? 0 : now.value;
    stroke(context, [pixel(from, tangent(from)), pixel(to, tangent(to))], { color: colors.up, width: 2, dash: [8, 5] });
    const [start, foot, top, end] = [pixel(0, base), pixel(h, base), pixel(h, tangent(h)), pixel(h, height(h))];
    stroke(context, [start, foot], { color: theme.muted, width: 2 });
    stroke(context, [foot, top], { color: colors.up, width: 5, rim: theme.halo });
    stroke(context, [top, end], { color: colors.rest, width: 5, rim: theme.halo });
    dot(context, ...start, 4, theme.text, theme.halo);
    dot(context, ...end, 4, colors.step, theme.halo);
    if (Math.abs(foot[0] - start[0]) > 40) {
      const below = start[1] + (top[1] < foot[1] ? 12 : -12);
      this.#name(context, theme, "h", [(start[0] + foot[0]) / 2, below], "center");
    }
    const right = foot[0] < this.frame.left + this.frame.width - 60;
    const beside = (a, b) => [foot[0] + (right ? 8 : -8), (a[1] + b[1]) / 2];
    const align = right ? "left" : "right";
    if (Math.abs(foot[1] - top[1]) > 14) this.#name(context, theme, "df", beside(foot, top), align, colors.up);
    if (Math.abs(top[1] - end[1]) > 14) this.#name(context, theme, "o(h)", beside(top, end), align, colors.rest);
    this.start = start;
    this.end = end;
  }

  /**
   * @param {any} context
   * @param {Theme} theme
   * @param {string} text
   * @param {number[]} place
   * @param {CanvasTextAlign} align
   */
  #name(context, theme, text, [x, y], align, color = theme.text) {
    if (Number.isFinite(x + y)) writeWithHalo(context, theme, text, x, y, { align, color });
  }
}

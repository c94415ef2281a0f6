// The rose: the directional derivative of every direction, as a polar curve.

import { writeCaptions } from "../drawing/arrows.js";
import { clearCanvas, fitCanvas, layer } from "../drawing/canvas.js";
import { setData } from "../base/dom.js";
import { arrow, dot, paints, stroke } from "./paints.js";

const ROUND = 180;
const EDGE = 26;

// How far the curve is from the middle in a direction is the size of the derivative. Solid, where f grows; broken, on
// the other side, where it falls as fast.
export class Rose {
  /** @type {Theme} */
  theme = null;
  /** @type {[number, number]} */
  center = [0, 0];
  radius = 1;

  constructor(panel) {
    this.canvas = layer();
    panel.under.append(this.canvas);
    this.panel = panel;
  }

  layOut(theme) {
    const { stage } = this.panel;
    const [width, height] = [stage.clientWidth, stage.clientHeight];
    fitCanvas(this.canvas, stage, { left: 0, top: 0, width, height });
    Object.assign(this, { theme, center: [width / 2, height / 2] });
    this.radius = Math.max(20, Math.min(width, height) / 2 - EDGE);
    setData(stage, "rose", [...this.center, this.radius].join(" "));
  }

  // A place in a direction, at a share of the largest derivative.
  /** @param {number} angle @param {number} share @returns {[number, number]} */
  place(angle, share) {
    const radius = this.radius * share;
    return [this.center[0] + radius * Math.cos(angle), this.center[1] - radius * Math.sin(angle)];
  }

  draw(now) {
    const context = clearCanvas(this.canvas);
    const { theme, center } = this;
    const colors = paints(theme);
    const turn = (2 * Math.PI) / ROUND;
    const round = (from, count, share) => Array.from({ length: count + 1 }, (_, i) =>
      this.place(from + i * turn, share(from + i * turn)));
    stroke(context, round(0, ROUND, () => 1), { color: theme.muted, width: 1 });
    const size = Math.hypot(...now.gradient);
    if (!(size > 0) || !Number.isFinite(size)) return;
    const top = Math.atan2(now.gradient[1], now.gradient[0]);
    const share = (angle) => Math.abs(Math.cos(angle - top));
    const quarter = Math.PI / 2;
    stroke(context, [this.place(top + quarter, 1), this.place(top - quarter, 1)],
      { color: theme.text, width: 1.5, dash: [7, 5] });
    stroke(context, round(top - quarter, ROUND / 2, share), { color: colors.up, width: 3 });
    stroke(context, round(top + quarter, ROUND / 2, share), { color: colors.down, width: 3, dash: [6, 3] });
    const captions = [];
    for (const [text, angle, color] of /** @type {[string, number, string][]} */ ([["∇f", top, colors.up],
      ["−∇f", top + Math.PI, colors.down]])) {
      const tip = this.place(angle, 1);
      const vector = [tip[0] - center[0], tip[1] - center[1]];
      arrow(context, theme, center, vector, color, 2);
      captions.push({ text, tip, vector });
    }
    const [edge, on] = [this.place(now.angle, 1), this.place(now.angle, share(now.angle))];
    stroke(context, [center, edge], { color: colors.step, width: 1.5, dash: [3, 3] });
    stroke(context, [center, on], { color: now.slope > 0 ? colors.up : colors.down, width: 6, rim: theme.halo });
    dot(context, on[0], on[1], 4, theme.text, theme.halo);
    const [width, height] = [2 * center[0], 2 * center[1]];
    writeCaptions(context, theme, { left: 0, top: 0, width, height }, captions);
  }
}

// The rose: the directional derivative of every direction, as a curve around a circle that stands for zero.

import { clearCanvas, fitCanvas, writeWithHalo } from "../drawing/canvas.js";
import { element, setData } from "../base/dom.js";
import { arrow, paints, stroke } from "./paints.js";

const ROUND = 180;

// Outside the circle of zero f grows, inside it falls; the curve is |grad f| cos(angle) added to the circle.
export class Rose {
  /** @type {Theme} */
  theme = null;
  /** @type {[number, number]} */
  center = [0, 0];
  radius = 1;

  constructor(panel) {
    this.canvas = element("canvas", { class: "opt-layer" });
    panel.under.append(this.canvas);
    this.panel = panel;
  }

  layOut(theme) {
    const { stage } = this.panel;
    const [width, height] = [stage.clientWidth, stage.clientHeight];
    fitCanvas(this.canvas, stage, { left: 0, top: 0, width, height });
    Object.assign(this, { theme, center: [width / 2, height / 2] });
    this.radius = Math.max(20, Math.min(width, height) / 2 - 22) / 1.8;
    setData(stage, "rose", [...this.center, this.radius].join(" "));
  }

  // Where the directional derivative of an angle stands.
  /** @param {number} angle @param {number} share @returns {[number, number]} */
  place(angle, share) {
    const radius = this.radius * (1 + 0.8 * share);
    return [this.center[0] + radius * Math.cos(angle), this.center[1] - radius * Math.sin(angle)];
  }

  draw(now) {
    const context = clearCanvas(this.canvas);
    const { theme, center } = this;
    const colors = paints(theme);
    const round = (share) => Array.from({ length: ROUND + 1 }, (_, i) => {
      const angle = (2 * Math.PI * i) / ROUND;
      return this.place(angle, share(angle));
    });
    stroke(context, round(() => 0), { color: theme.muted, width: 1.5, dash: [4, 4] });
    const size = Math.hypot(...now.gradient);
    if (!(size > 0) || !Number.isFinite(size)) return;
    const top = Math.atan2(now.gradient[1], now.gradient[0]);
    const share = (angle) => Math.cos(angle - top);
    const points = round(share);
    stroke(context, points, { color: theme.text, width: 2.5 });
    // Along the level line the derivative is zero: there the curve crosses the circle.
    const [one, other] = [1, -1].map((side) => this.place(top + (side * Math.PI) / 2, 0));
    stroke(context, [one, other], { color: theme.text, width: 1.5, dash: [7, 5] });
    const tip = this.place(top, 1);
    arrow(context, theme, center, [tip[0] - center[0], tip[1] - center[1]], colors.up, 3);
    const low = this.place(top + Math.PI, -1);
    arrow(context, theme, center, [low[0] - center[0], low[1] - center[1]], colors.down, 2.5);
    const on = this.place(now.angle, share(now.angle));
    const zero = this.place(now.angle, 0);
    stroke(context, [center, zero], { color: colors.step, width: 1.5, dash: [3, 3] });
    stroke(context, [zero, on], { color: share(now.angle) > 0 ? colors.up : colors.down, width: 5, rim: theme.halo });
    writeWithHalo(context, theme, "0", other[0] + (other[0] < center[0] ? -8 : 8), other[1],
      { align: other[0] < center[0] ? "right" : "left" });
  }
}

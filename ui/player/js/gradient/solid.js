// The surface near the point and its tangent plane, turned by hand. Drawn on a canvas: it moves with what is dragged.

import { clearCanvas, fitCanvas, layer } from "../drawing/canvas.js";
import { arrow, dot, paints } from "./paints.js";

const CELLS = 18;
const TURN = 0.01;
const KEY_TURN = 0.12;
const STEEPEST = 1.45;
const HEIGHT = 1.1;
// Of the part of the surface that is shown, per length of the step; and its ends as shares of the picture.
const AROUND = 1.4;
const LEAST = 1e-5;
const MOST = 0.5;

export class Solid {
  /** @type {Theme} */
  theme = null;
  width = 0;
  height = 0;
  yaw = -0.6;
  pitch = 0.5;

  constructor(panel, turned) {
    this.canvas = layer();
    panel.under.append(this.canvas);
    this.panel = panel;
    const { stage } = panel;
    stage.setAttribute("tabindex", "0");
    stage.setAttribute("role", "img");
    let last = null;
    stage.addEventListener("pointerdown", (event) => {
      last = [event.clientX, event.clientY];
      stage.setPointerCapture(event.pointerId);
    });
    stage.addEventListener("pointermove", (event) => {
      if (!last) return;
      this.#turn((event.clientX - last[0]) * TURN, (event.clientY - last[1]) * TURN);
      last = [event.clientX, event.clientY];
      turned();
    });
    for (const end of ["pointerup", "pointercancel"]) stage.addEventListener(end, () => { last = null; });
    stage.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!way) return;
      event.preventDefault();
      event.stopPropagation();
      this.#turn(way[0] * KEY_TURN, way[1] * KEY_TURN);
      turned();
    });
  }

  #turn(yaw, pitch) {
    this.yaw += yaw;
    this.pitch = Math.min(STEEPEST, Math.max(0.05, this.pitch + pitch));
  }

  layOut(theme) {
    const { stage } = this.panel;
    const [width, height] = [stage.clientWidth, stage.clientHeight];
    fitCanvas(this.canvas, stage, { left: 0, top: 0, width, height });
    Object.assign(this, { theme, width, height });
  }

  draw(now, value, span) {
    const context = clearCanvas(this.canvas);
    const half = Math.min(MOST * span, Math.max(LEAST * span, AROUND * now.h));
    const { faces, low, high } = this.#faces(now, value, half);
    if (!faces.length) return half;
    const { theme } = this;
    const colors = paints(theme);
    const tall = high > low ? HEIGHT / (high - low) : 0;
    const project = ([x, y, z]) => this.#project(x / half, y / half, (z - (low + high) / 2) * tall);
    const drawn = faces.map(({ corners, plane, share }) => {
      const points = corners.map(project);
      return { points, plane, share, depth: points.reduce((sum, point) => sum + point[2], 0) };
    }).sort((a, b) => b.depth - a.depth);
    for (const { points, plane, share } of drawn) {
      context.beginPath();
      points.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
      context.closePath();
      context.globalAlpha = plane ? 0.42 : 0.96;
      const ramp = theme.ramp;
      context.fillStyle = plane ? colors.up : ramp[Math.min(ramp.length - 1, Math.floor(share * ramp.length))];
      context.fill();
      Object.assign(context, { strokeStyle: plane ? colors.up : theme.muted, lineWidth: plane ? 0.8 : 0.4 });
      context.stroke();
    }
    context.globalAlpha = 1;
    const size = Math.hypot(...now.gradient);
    const at = project([0, 0, now.value]);
    if (size > 0) {
      const [ux, uy] = now.gradient.map((part) => (0.8 * half * part) / size);
      const tip = project([ux, uy, now.value + now.gradient[0] * ux + now.gradient[1] * uy]);
      arrow(context, theme, at.slice(0, 2), [tip[0] - at[0], tip[1] - at[1]], colors.up, 3);
    }
    dot(context, at[0], at[1], 5, theme.text, theme.halo);
    return half;
  }

  #project(x, y, z) {
    const [cos, sin] = [Math.cos(this.yaw), Math.sin(this.yaw)];
    const [across, away] = [x * cos - y * sin, x * sin + y * cos];
    const [up, depth] = [z * Math.cos(this.pitch) + away * Math.sin(this.pitch),
      away * Math.cos(this.pitch) - z * Math.sin(this.pitch)];
    const scale = Math.min(this.width, this.height) / 3;
    return [this.width / 2 + scale * across, this.height / 2 - scale * up, depth];
  }

  #faces(now, value, half) {
    const at = (i) => -half + (2 * half * i) / CELLS;
    const grid = [];
    let [low, high] = [Infinity, -Infinity];
    for (let j = 0; j <= CELLS; j += 1) {
      for (let i = 0; i <= CELLS; i += 1) {
        const z = value(now.point[0] + at(i), now.point[1] + at(j))[0];
        grid.push(z);
        if (Number.isFinite(z)) { low = Math.min(low, z); high = Math.max(high, z); }
      }
    }
    const faces = [];
    const plane = (x, y) => now.value + now.gradient[0] * x + now.gradient[1] * y;
    for (let j = 0; j < CELLS; j += 1) {
      for (let i = 0; i < CELLS; i += 1) {
        const places = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];
        const corners = places.map(([p, q]) => [at(p), at(q), grid[q * (CELLS + 1) + p]]);
        const middle = corners.reduce((sum, corner) => sum + corner[2], 0) / 4;
        if (Number.isFinite(middle)) faces.push({ corners, plane: false, share: (middle - low) / (high - low || 1) });
        const flat = places.map(([p, q]) => [at(p), at(q), plane(at(p), at(q))]);
        // The plane is cut off where it leaves the height of what is shown.
        const room = 0.5 * (high - low);
        if (flat.every((corner) => corner[2] > low - room && corner[2] < high + room)) {
          faces.push({ corners: flat, plane: true, share: 0 });
        }
      }
    }
    return { faces, low, high };
  }
}

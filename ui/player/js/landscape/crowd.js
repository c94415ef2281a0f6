// Paths of one of the methods from many starts, faint, beneath the runs that are compared; their colours say where they
// ended.

import { clearCanvas, fitCanvas, writeWithHalo } from "../drawing/canvas.js";
import { element } from "../base/dom.js";
import { clipSegment, inside } from "../drawing/projection.js";
import { groupsOf, letterOf } from "./crowd_legend.js";
import { interpolate } from "../base/scenes.js";

const CLOSE = 0.5;
const LINE = 1.2;
const DOT = 2.6;
const DOT_ON_CURVE = 4.5;
const NAME = 9;

export class Crowd {
  // Whose crowd it is, and that in pixels.
  /** @type {Run | null} */
  run = null;
  /** @type {ReturnType<typeof track> | null} */
  track = null;
  /** @type {Scene} */
  scene;
  /** @type {Frame | null} */
  frame = null;
  /** @type {Theme} */
  theme;
  flat = false;

  /** @param {HTMLElement} container */
  constructor(container) {
    const layer = (name) => element("canvas", { class: `opt-under-layer ${name}` });
    // Both are painted opaque and faint as a whole: pieces drawn one after the other then show no joints.
    this.lines = layer("opt-crowd");
    this.dots = layer("opt-crowd-dots");
    container.append(this.lines, this.dots);
    this.container = container;
  }

  /** @param {Scene} scene @param {Theme} theme @param {Run | null} run @param {Frame} frame @param {number} position */
  redraw(scene, theme, run, frame, position) {
    this.run = run;
    if (!run && !this.track) { this.frame = null; return; }
    Object.assign(this, { frame, theme, scene, flat: scene.dimension === 1 });
    for (const canvas of [this.lines, this.dots]) fitCanvas(canvas, this.container, frame);
    this.track = run && track(run, scene, theme, frame);
    this.moveTo(position);
  }

  moveTo(position) {
    const { track: each } = this;
    if (!this.frame || !each) return;
    if (position / each.stride < each.drawn) {
      clearCanvas(this.lines);
      each.drawn = 0;
    }
    clearCanvas(this.dots);
    const row = Math.min(each.rows - 1, position / each.stride);
    for (const group of each.groups) {
      if (!this.flat) this.#extend(each, group, row);
      this.#drawDots(each, group, row);
    }
    each.drawn = row;
  }

  // The letters of the legend, at the points they stand for.
  /** @param {CanvasRenderingContext2D} context */
  drawNames(context) {
    if (!this.frame || !this.track || !this.run?.crowd.homes) return;
    this.run.homes.forEach(({ point, color }, i) => {
      const y = this.frame.y.toPixel(this.flat ? interpolate(this.scene, point) : point[1]);
      const x = this.frame.x.toPixel(point[0]);
      if (inside(this.frame, x, y)) writeWithHalo(context, this.theme, letterOf(i), x + NAME, y - NAME, { color });
    });
  }

  #extend(each, { color, paths }, row) {
    if (row <= each.drawn) return;
    const path = new Path2D();
    for (const i of paths) extend(path, each, i, Math.min(row, each.ends[i]));
    const context = this.lines.getContext("2d");
    Object.assign(context, { strokeStyle: color, lineWidth: LINE });
    context.stroke(path);
  }

  #drawDots(each, { color, paths }, row) {
    const context = this.dots.getContext("2d");
    const size = this.flat ? DOT_ON_CURVE : DOT;
    Object.assign(context, { fillStyle: color, strokeStyle: this.theme.background, lineWidth: 1 });
    context.beginPath();
    for (const i of paths) {
      const [x, y] = placeAt(each, i, Math.min(row, each.ends[i]));
      if (!Number.isFinite(x + y)) continue;
      context.moveTo(x + size, y);
      context.arc(x, y, size, 0, 2 * Math.PI);
    }
    context.fill();
    context.stroke();
  }
}

// A run's crowd in pixels: x and y of path i at row j stand at 2 * (j * paths + i).
/** @param {Run} run @param {Scene} scene @param {Theme} theme @param {Frame} frame */
function track(run, scene, theme, frame) {
  const { data, shape: [rows, paths, dimension], stride } = run.crowd;
  const pixels = new Float64Array(rows * paths * 2);
  const ends = new Int32Array(paths).fill(-1);
  for (let k = 0; k < rows * paths; k += 1) {
    const x = data[k * dimension];
    const y = dimension === 1 ? interpolate(scene, [x]) : data[k * dimension + 1];
    pixels[2 * k] = frame.x.toPixel(x);
    pixels[2 * k + 1] = frame.y.toPixel(y);
    if (Number.isFinite(x + (dimension === 1 ? 0 : y))) ends[k % paths] = Math.floor(k / paths);
  }
  return { pixels, ends, rows, paths, stride, groups: groupsOf(run, theme), drawn: 0 };
}

/** @returns {[number, number]} */
function placeAt({ pixels, paths }, i, row) {
  if (row < 0) return [NaN, NaN];
  const before = Math.floor(row);
  const rest = row - before;
  const k = 2 * (before * paths + i);
  if (rest < 1e-9) return [pixels[k], pixels[k + 1]];
  const next = k + 2 * paths;
  return [pixels[k] + (pixels[next] - pixels[k]) * rest, pixels[k + 1] + (pixels[next + 1] - pixels[k + 1]) * rest];
}

function extend(path, each, i, until) {
  const from = Math.min(each.drawn, each.ends[i]);
  if (!(until > from)) return;
  let [x, y] = placeAt(each, i, from);
  let open = false;
  const lineTo = ([nextX, nextY], last) => {
    if (Math.hypot(nextX - x, nextY - y) < CLOSE && !last) return;
    const part = clipSegment(x, y, nextX, nextY);
    if (part) {
      if (!open) path.moveTo(part[0], part[1]);
      path.lineTo(part[2], part[3]);
    }
    open = Boolean(part) && part[2] === nextX && part[3] === nextY;
    [x, y] = [nextX, nextY];
  };
  for (let row = Math.floor(from) + 1; row <= until; row += 1) lineTo(placeAt(each, i, row), row === until);
  if (until > Math.floor(until)) lineTo(placeAt(each, i, until), true);
}

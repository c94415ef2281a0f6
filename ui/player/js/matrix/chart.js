// A small chart as SVG: axes, lines, marks. Everything in it is drawn again with every move.

import { svgElement as svg } from "../base/dom.js";

const PAD = { left: 58, right: 12, top: 12, bottom: 42 };

/**
 * @typedef {object} Axis
 * @property {number} low
 * @property {number} high
 * @property {boolean} [log] then the ends are powers of ten
 * @property {string} title
 */

export class Chart {
  /** @param {number} width @param {number} height */
  constructor(width, height) {
    this.size = [width, height];
    this.axes = svg("g", {});
    const clip = `opt-clip-${Math.random().toString(36).slice(2)}`;
    this.marks = svg("g", { "clip-path": `url(#${clip})` });
    const [w, h] = [width - PAD.left - PAD.right, height - PAD.top - PAD.bottom];
    const inside = svg("clipPath", { id: clip }, svg("rect", { x: PAD.left, y: PAD.top, width: w, height: h }));
    this.node = svg("svg", { viewBox: `0 0 ${width} ${height}`, class: "opt-chart", role: "img" }, inside, this.axes,
      this.marks);
  }

  /** @param {Axis} x @param {Axis} y @param {Format} format @param {string} label */
  begin(x, y, format, label) {
    const [width, height] = this.size;
    this.x = scale(x, PAD.left, width - PAD.right);
    this.y = scale(y, height - PAD.bottom, PAD.top);
    this.node.setAttribute("aria-label", label);
    const [left, right, top, bottom] = [PAD.left, width - PAD.right, PAD.top, height - PAD.bottom];
    const grid = [
      ...ticks(x).flatMap((at) => [svg("path", { class: "opt-grid", d: `M${this.x(at)} ${top}V${bottom}` }),
        svg("text", { x: this.x(at), y: bottom + 16, "text-anchor": "middle" }, said(x, at, format))]),
      ...ticks(y).flatMap((at) => [svg("path", { class: "opt-grid", d: `M${left} ${this.y(at)}H${right}` }),
        svg("text", { x: left - 6, y: this.y(at) + 4, "text-anchor": "end" }, said(y, at, format))]),
      svg("text", { x: (left + right) / 2, y: height - 6, "text-anchor": "middle" }, x.title),
      svg("text", { x: 13, y: (top + bottom) / 2, "text-anchor": "middle",
        transform: `rotate(-90 13 ${(top + bottom) / 2})` }, y.title),
    ];
    this.axes.replaceChildren(...grid);
    this.marks.replaceChildren();
  }

  /** @param {number[][]} points @param {string} kind */
  line(points, kind) {
    const shown = points.filter((point) => point.every(Number.isFinite));
    const path = shown.map(([x, y], i) => `${i ? "L" : "M"}${this.x(x).toFixed(2)} ${this.y(y).toFixed(2)}`).join("");
    this.marks.append(svg("path", { class: `opt-line ${kind}`, d: path || "M0 0" }));
  }

  /** @param {number[]} at @param {string} kind @param {string} shape */
  mark([x, y], kind, shape = "circle") {
    const [px, py] = [this.x(x), this.y(y)];
    if (!Number.isFinite(px + py)) return;
    const corners = { square: `M${px - 5} ${py - 5}h10v10h-10z`, diamond: `M${px} ${py - 7}l7 7l-7 7l-7 -7z`,
      cross: `M${px - 6} ${py - 6}l12 12M${px + 6} ${py - 6}l-12 12` }[shape];
    this.marks.append(corners ? svg("path", { class: `opt-mark ${kind}`, d: corners })
      : svg("circle", { class: `opt-mark ${kind}`, cx: px, cy: py, r: 5.5 }));
  }

  // An ellipse around a point: half its axes, and the angle of the first from the x axis, upwards.
  /** @param {number[]} center @param {number[]} halves @param {number} angle @param {string} kind */
  ellipse(center, halves, angle, kind) {
    const [cx, cy] = [this.x(center[0]), this.y(center[1])];
    const unit = [this.x(1) - this.x(0), this.y(0) - this.y(1)];
    const turn = `rotate(${(-angle * 180) / Math.PI} ${cx} ${cy})`;
    this.marks.append(svg("ellipse", { class: `opt-line ${kind}`, cx, cy, rx: halves[0] * unit[0],
      ry: halves[1] * unit[1], transform: turn }));
  }
}

/** @param {Axis} axis @param {number} from @param {number} to */
function scale({ low, high, log }, from, to) {
  return (value) => {
    const at = log ? (value > 0 ? Math.log10(value) : NaN) : value;
    return from + ((at - low) / (high - low)) * (to - from);
  };
}

/** @param {Axis} axis */
function ticks({ low, high, log }) {
  if (log) {
    const pitch = Math.max(1, Math.ceil((high - low) / 6));
    const first = Math.ceil(low / pitch) * pitch;
    return Array.from({ length: Math.floor((high - first) / pitch) + 1 }, (_, i) => 10 ** (first + i * pitch));
  }
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const pitch = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / pitch - 1e-9);
  return Array.from({ length: Math.floor(high / pitch + 1e-9) - first + 1 }, (_, i) => (first + i) * pitch);
}

/** @param {Axis} axis @param {number} at @param {Format} format */
const said = ({ log }, at, format) => {
  if (!log) return format(Number(at.toPrecision(6)), 3);
  return format(Number(`1e${Math.round(Math.log10(at))}`), 2).replace(/^1·/, "");
};

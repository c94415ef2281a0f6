// What makes up a step, as arrows on the landscape where the step began.

import { clipSegment } from "./projection.js";

const DIRECTION = 64;
const SHORTEST = 28;
const LARGEST_FACTOR = 1e9;
const HEAD = 9;
const FONT = 13;
const LINE = 17;
// As wide as the marker of a run's head.
const MARK = 14;
const TURNS = [0, 0.6, -0.6, 1.2, -1.2, 1.8, -1.8, 2.4, -2.4];

export const ARROWS = ["gradient", "step", "inertia", "ahead"];

// Draws the arrows named in `chosen`; returns how much longer than life the step and the inertia are drawn. Their
// captions keep off the `heads` of the runs, as pixels.
export function drawArrows(context, frame, theme, color, step, chosen, labels, heads = []) {
  const pixel = ([x, y]) => [frame.x.toPixel(x), frame.y.toPixel(y)];
  const from = pixel(step.from);
  const at = pixel(step.at);
  const taken = minus(pixel(step.to), from);
  const carried = step.inertia ? minus(pixel(step.inertia), from) : [0, 0];
  const factor = magnification(Math.max(length(taken), length(carried)));
  const away = length(minus(at, from)) > 0;
  if (chosen.has("ahead") && away) drawLookAhead(context, theme, from, at);
  const captions = [];
  const arrow = (vector, start, style, text) => {
    if (drawArrow(context, theme, start, vector, style)) captions.push({ text, tip: plus(start, vector), vector });
  };
  const times = factor === 1 ? "" : ` ×${factor}`;
  if (chosen.has("gradient")) {
    const downhill = minus(pixel(step.at.map((value, i) => value - unit(step.gradient)[i])), at);
    arrow(scaled(downhill, DIRECTION / length(downhill)), at, { color: theme.text, width: 2.5, dash: [] }, "−∇Q");
  }
  if (chosen.has("inertia") && length(carried) > 0) {
    arrow(scaled(carried, factor), from, { color, width: 3, dash: [3, 4] }, labels.arrow_inertia_short + times);
  }
  if (chosen.has("step")) {
    arrow(scaled(taken, factor), from, { color, width: 4.5, dash: [] }, labels.arrow_step_short + times);
  }
  writeCaptions(context, theme, frame, captions, heads);
  return factor;
}

// Steps are often shorter than a pixel: all are enlarged alike, by a round factor that is written beside them.
function magnification(size) {
  if (!(size > 0) || size >= SHORTEST) return 1;
  const needed = SHORTEST / size;
  const power = 10 ** Math.floor(Math.log10(needed));
  const factor = Math.round([1, 2, 5, 10].find((digit) => digit * power >= needed) * power);
  return factor <= LARGEST_FACTOR ? factor : 1;
}

// A gradient of 1e200 must not overflow on its way to the screen.
function unit(vector) {
  const largest = Math.max(...vector.map(Math.abs));
  return vector.map((value) => value / largest);
}

// False if it is too short to be seen.
/**
 * @param {CanvasRenderingContext2D} context
 * @param {Theme} theme
 * @param {number[]} start
 * @param {number[]} vector
 * @param {{ color: string, width: number, dash: number[], rim?: string }} style
 */
export function drawArrow(context, theme, [x, y], [dx, dy], { color, width, dash, rim = theme.halo }) {
  const size = Math.hypot(dx, dy);
  if (!Number.isFinite(x + y + size) || size < 2) return false;
  const part = clipSegment(x, y, x + dx, y + dy);
  if (!part) return false;
  const [ux, uy] = [dx / size, dy / size];
  const head = Math.min(HEAD + width, 0.6 * size);
  const neck = [x + dx - ux * head * 0.8, y + dy - uy * head * 0.8];
  const shaft = clipSegment(x, y, ...neck) ?? part;
  const tip = (wider) => {
    const half = head * 0.42 + wider;
    trace(context, [[x + dx + ux * wider * 1.6, y + dy + uy * wider * 1.6],
      [x + dx - ux * (head + wider) - uy * half, y + dy - uy * (head + wider) + ux * half],
      [x + dx - ux * (head + wider) + uy * half, y + dy - uy * (head + wider) - ux * half]]);
    context.closePath();
    context.fill();
  };
  /** @type {[string, number][]} */
  const coats = [[rim, 1.6], [color, 0]];
  for (const [paint, extra] of coats) {
    Object.assign(context, { strokeStyle: paint, fillStyle: paint, lineWidth: width + 2 * extra, lineCap: "butt" });
    context.setLineDash(extra ? [] : dash);
    trace(context, [shaft.slice(0, 2), shaft.slice(2)]);
    context.stroke();
    tip(extra);
  }
  context.setLineDash([]);
  return true;
}

function drawLookAhead(context, theme, from, at) {
  if (!Number.isFinite(at[0] + at[1])) return;
  const part = clipSegment(...from, ...at);
  for (const [paint, width] of [[theme.halo, 5], [theme.text, 2]]) {
    Object.assign(context, { strokeStyle: paint, lineWidth: width });
    context.setLineDash([2, 3]);
    if (part) { trace(context, [part.slice(0, 2), part.slice(2)]); context.stroke(); }
    context.setLineDash([]);
    context.beginPath();
    context.arc(at[0], at[1], 5, 0, 2 * Math.PI);
    context.stroke();
  }
}

// Beside the tips, straight ahead if there is room, else where no other caption and, if possible, no head stands. In a
// picture too small for any such place it is moved in, and left out where it would stand on another caption.
export function writeCaptions(context, theme, frame, captions, heads = []) {
  context.font = `600 ${FONT * theme.scale}px ${theme.font}`;
  const line = LINE * theme.scale;
  Object.assign(context, { textAlign: "center", textBaseline: "middle", lineWidth: 4, strokeStyle: theme.halo });
  const marks = heads.map(([x, y]) => ({ x, y, width: MARK * theme.scale, line: MARK * theme.scale }));
  const placed = [];
  for (const { text, tip, vector } of captions) {
    const width = context.measureText(text).width + 6;
    const ahead = Math.atan2(vector[1], vector[0]);
    const places = TURNS.map((turn) => {
      const [cos, sin] = [Math.cos(ahead + turn), Math.sin(ahead + turn)];
      return { x: tip[0] + cos * (8 + width / 2), y: tip[1] + sin * (8 + line / 2), width, line };
    });
    const free = places.filter((box) => within(box, frame) && !placed.some((other) => overlap(box, other)));
    const moved = places.map((box) => movedInto(box, frame))
      .find((box) => box && !placed.some((other) => overlap(box, other)));
    const place = free.find((box) => !marks.some((mark) => overlap(box, mark))) ?? free[0] ?? moved;
    if (!place) continue;
    placed.push(place);
    context.strokeText(text, place.x, place.y);
    context.fillStyle = theme.text;
    context.fillText(text, place.x, place.y);
  }
}

const overlap = (a, b) =>
  Math.abs(a.x - b.x) < (a.width + b.width) / 2 && Math.abs(a.y - b.y) < (a.line + b.line) / 2;

// What is wider than the picture has no place in it.
function movedInto(box, { left, top, width, height }) {
  if (box.width > width || box.line > height) return null;
  const between = (value, low, high) => Math.min(Math.max(value, low), high);
  return { ...box, x: between(box.x, left + box.width / 2, left + width - box.width / 2),
    y: between(box.y, top + box.line / 2, top + height - box.line / 2) };
}

const within = ({ x, y, width, line }, { left, top, width: full, height }) =>
  x - width / 2 > left && x + width / 2 < left + full && y > top + line / 2 && y < top + height - line / 2;

function trace(context, points) {
  context.beginPath();
  points.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
}

const plus = (a, b) => a.map((value, i) => value + b[i]);
const minus = (a, b) => a.map((value, i) => value - b[i]);
const scaled = (vector, factor) => vector.map((value) => value * factor);
const length = (vector) => Math.hypot(...vector);

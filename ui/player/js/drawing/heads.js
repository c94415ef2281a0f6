// Where a path stands: its marker, or an arrow where it has left the picture; and markers now and then along a curve.

import { drawArrow } from "./arrows.js";
import { traceMarker } from "../base/markers.js";
import { inside } from "./projection.js";

const ARROW = 30;
const ARROW_WIDTH = 4;
const SPACING = 120;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Theme} theme
 * @param {{ color: string, marker: string }} style
 * @param {number[]} place
 * @param {number} radius
 */
export function drawMarker(context, theme, { color, marker }, [x, y], radius) {
  context.setLineDash([]);
  traceMarker(context, marker, x, y, radius);
  context.fillStyle = color;
  context.fill();
  Object.assign(context, { lineWidth: 2, strokeStyle: theme.background });
  context.stroke();
}

// For every step the last one until then at which the path was inside the frame, -1 if there was none.
/** @param {Float64Array} pixels @param {Frame} frame */
export function insideUntil(pixels, frame) {
  const found = new Int32Array(pixels.length / 2);
  let last = -1;
  for (let step = 0; step < found.length; step += 1) {
    if (inside(frame, pixels[2 * step], pixels[2 * step + 1])) last = step;
    found[step] = last;
  }
  return found;
}

// Where a line from `from` to a place outside crosses the frame's edge, and in which direction, of length 1. A path
// that never was inside has no `from`: the place of the edge nearest to where it is stands for it.
/** @param {number[] | null} from @param {number[]} to @param {Frame} frame */
export function exitOf(from, to, frame) {
  const { left, top, width, height } = frame;
  const nearest = [Math.min(left + width, Math.max(left, to[0])), Math.min(top + height, Math.max(top, to[1]))];
  const [x0, y0] = from ?? nearest;
  const way = [to[0] - x0, to[1] - y0];
  // The lengths of far away places would overflow.
  const largest = Math.max(...way.map(Math.abs));
  const [ux, uy] = way.map((part) => part / largest);
  const size = Math.hypot(ux, uy);
  const direction = [ux / size, uy / size];
  if (!from) return { at: nearest, direction };
  const reach = (place, towards, low, high) => (towards > 0 ? (high - place) / towards : (low - place) / towards);
  const length = Math.min(...[[x0, direction[0], left, left + width], [y0, direction[1], top, top + height]]
    .filter(([, towards]) => towards !== 0).map(([place, towards, low, high]) => reach(place, towards, low, high)));
  return { at: [x0 + length * direction[0], y0 + length * direction[1]], direction };
}

// An arrow that ends at the edge and points out.
/**
 * @param {CanvasRenderingContext2D} context
 * @param {Theme} theme
 * @param {ReturnType<typeof exitOf>} exit
 * @param {string} color
 */
export function drawExit(context, theme, { at, direction }, color) {
  const [dx, dy] = direction.map((part) => part * ARROW);
  drawArrow(context, theme, [at[0] - dx, at[1] - dy], [dx, dy], { color, width: ARROW_WIDTH, dash: [] });
}

// The steps of a curve that get a marker: about evenly spread from left to right, `share` of the distance later than
// those of a curve with share 0.
/** @param {Float64Array} pixels @param {Frame} frame @param {number} share */
export function markedSteps(pixels, frame, share) {
  const marks = new Set();
  let next = frame.left + SPACING * (0.5 + share);
  for (let step = 0; step < pixels.length / 2; step += 1) {
    const x = pixels[2 * step];
    if (!(x >= next)) continue;
    if (inside(frame, x, pixels[2 * step + 1])) marks.add(step);
    while (next <= x) next += SPACING;
  }
  return marks;
}

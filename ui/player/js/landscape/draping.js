// Paths in three dimensions: laid over the surface as it is drawn, and lifted above it so that no line sinks in.

import { interpolate } from "../base/scenes.js";

// Of the height of the picture, at right angles to the surface; on a wall it would take endless heights.
const LIFT = 0.018;
const STEEPEST = 5;
const MOST_STEPS = 1500;
const MOST_POINTS = 4000;

/**
 * @typedef {object} Mesh the surface as it is drawn: heights over a grid
 * @property {Float64Array[]} axes
 * @property {Float64Array} values row by row, NaN where there is none
 * @property {number} dimension
 * @property {[number, number][]} domain
 * @property {number} span the height of the picture
 * @property {number[][]} [heights] the same as `values`, row by row
 * @property {number[][]} [colors] and the numbers of their levels
 */

// Step, x, y, height, and how much of the height is the lift.
/** @typedef {[number, number | null, number | null, number | null, number]} Point */

// How high above the surface a line is at a place, so that it is everywhere as far from it.
/** @param {Mesh} mesh @param {number[]} place */
export function liftAt(mesh, place) {
  const slopes = mesh.axes.map((axis, i) => {
    const cell = (axis[axis.length - 1] - axis[0]) / (axis.length - 1);
    const moved = (by) => interpolate(mesh, place.map((value, k) => (k === i ? value + by : value)));
    const rise = moved(cell) - moved(-cell);
    const run = (2 * cell * mesh.span) / (mesh.domain[i][1] - mesh.domain[i][0]);
    return Number.isFinite(rise) ? rise / run : 0;
  });
  return LIFT * mesh.span * Math.min(STEEPEST, Math.hypot(1, ...slopes));
}

// The height of the mesh, or where that has none, or is below, the given one; with the lift.
/** @param {Mesh} mesh @param {number[]} place @param {number} [own] @returns {[number, number]} */
export function above(mesh, place, own = NaN) {
  const drawn = interpolate(mesh, place);
  const height = Number.isFinite(drawn + own) ? Math.max(drawn, own) : Number.isFinite(own) ? own : drawn;
  const lift = liftAt(mesh, place);
  return [height + lift, lift];
}

// A path over the mesh; it follows the surface between its steps. What is outside is left out.
/** @param {Mesh} mesh @param {Run} run @param {(value: number) => number} heightOf @returns {Point[]} */
export function drape(mesh, { xs, ys, values }, heightOf) {
  const steps = keptSteps([xs, ys, values], MOST_STEPS);
  const most = Math.max(1, Math.floor(MOST_POINTS / steps.length));
  const there = (step) => Number.isFinite(values[step]) && [xs[step], ys[step]].every((value, i) =>
    value >= mesh.domain[i][0] && value <= mesh.domain[i][1]);
  /** @type {Point[]} */
  const points = [];
  const put = (step, place, own) => {
    const [height, lift] = above(mesh, place, own);
    points.push(Number.isFinite(height) ? [step, ...tuple(place), height, lift] : [step, null, null, null, 0]);
  };
  steps.forEach((step, k) => {
    const [here, next] = [[xs[step], ys[step]], steps[k + 1]];
    if (!there(step)) { points.push([step, null, null, null, 0]); return; }
    put(step, here, heightOf(values[step]));
    if (next === undefined) return;
    const way = [xs[next] - here[0], ys[next] - here[1]];
    const share = insideShare(mesh, here, way);
    const pieces = Math.min(most, Math.ceil(share * cells(mesh, way)));
    for (let i = 1; i < pieces + Number(share < 1); i += 1) {
      const t = (share * i) / pieces;
      put(step + t * (next - step), [here[0] + t * way[0], here[1] + t * way[1]]);
    }
  });
  return points;
}

/** @returns {[number, number]} */
const tuple = ([x, y]) => [x, y];

// How many cells of the mesh a way crosses.
const cells = (mesh, way) => Math.max(...way.map((part, i) =>
  (Math.abs(part) * (mesh.axes[i].length - 1)) / (mesh.domain[i][1] - mesh.domain[i][0])));

// The part of a way that begins inside that is inside too.
function insideShare(mesh, here, way) {
  if (!way.every(Number.isFinite)) return 0;
  return Math.min(1, ...way.map((part, i) => {
    const [low, high] = mesh.domain[i];
    return part > 0 ? (high - here[i]) / part : part < 0 ? (low - here[i]) / part : 1;
  }));
}

// All steps while they are few, otherwise of each stretch those with the lowest and the highest numbers: every second
// step of a path that leaps from side to side would show it gliding straight (`plots/base/thinning.py`).
/** @param {ArrayLike<number>[]} columns @param {number} most */
export function keptSteps(columns, most) {
  const count = columns[0].length;
  if (count <= most) return Array.from({ length: count }, (_, step) => step);
  const kept = new Set([0, count - 1]);
  const stretches = Math.max(1, Math.floor(most / (2 * columns.length)));
  for (let k = 0; k < stretches; k += 1) {
    const [first, last] = [k, k + 1].map((each) => Math.floor((each * count) / stretches));
    for (const column of columns) for (const step of extremes(column, first, last)) kept.add(step);
  }
  return [...kept].sort((a, b) => a - b);
}

function extremes(column, first, last) {
  let [low, high] = [first, first];
  for (let step = first; step < last; step += 1) {
    if (column[step] < column[low]) low = step;
    if (column[step] > column[high]) high = step;
  }
  return [low, high];
}

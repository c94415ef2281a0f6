// Numbers of a path besides its losses: the twin of optim_core/paths/curves.py.

/** @param {Path} path @param {number} k */
export const pointOf = ({ points, dimension }, k) => points.subarray(k * dimension, (k + 1) * dimension);

/** @param {Path} path @param {number} k */
export function stepLength(path, k) {
  const [from, to] = [pointOf(path, k - 1), pointOf(path, k)];
  return Math.hypot(...to.map((w, i) => w - from[i]));
}

/** @param {Path} path @param {Oracle} loss @param {number} k */
export const gradientNorm = (path, loss, k) => Math.hypot(...loss.gradient(pointOf(path, k)));

/** @type {Record<string, (path: Path, loss: Oracle, minima: number[][], k: number) => number[]>} */
const CURVES = {
  gradient_norm: (path, loss, _minima, k) => [gradientNorm(path, loss, k)],
  step_length: (path, _loss, _minima, k) => [k ? stepLength(path, k) : NaN],
  effective_rate: ({ points, gradients, dimension }, _loss, _minima, k) => Array.from({ length: dimension }, (_, i) => {
    if (!k) return NaN;
    const used = Math.abs(gradients[(k - 1) * dimension + i]);
    return used > 0 ? Math.abs(points[k * dimension + i] - points[(k - 1) * dimension + i]) / used : NaN;
  }),
  distance: (path, _loss, minima, k) => [distance(pointOf(path, k), minima)],
};

// To the nearest of some points.
/** @param {ArrayLike<number>} point @param {number[][]} minima */
export const distance = (point, minima) =>
  Math.min(...minima.map((minimum) => Math.hypot(...minimum.map((w, i) => w - point[i]))));

// A curve as the server sends it: one number a step, or one for every weight. Undefined where there is none.
/**
 * @param {string} key
 * @param {Path} path
 * @param {Oracle} loss
 * @param {number[][]} minima
 * @returns {WireArray | undefined}
 */
export function curveOf(key, path, loss, minima) {
  const numbers = CURVES[key];
  if (!numbers || (key === "distance" && !minima.length)) return undefined;
  const rows = Array.from({ length: path.steps + 1 }, (_, k) => numbers(path, loss, minima, k));
  const columns = rows[0].length;
  return { data: Float64Array.from(rows.flat()), shape: key === "effective_rate" ? [rows.length, columns]
    : [rows.length] };
}

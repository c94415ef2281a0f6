// The Taylor model of a loss of one or two variables, from its value and derivatives at a point.

const SINGULAR = 1e-12;

// `kernel` returns [Q, g, h] or [Q, g0, g1, h00, h01, h11]; `kind` is "linear" or "quadratic". Null where the loss
// has no such model. `at` gives the model's value at a point, `stationary` is {point, kind} or null.
/** @param {Kernel} kernel @param {number[]} point @param {string} kind */
export function taylorModel(kernel, point, kind) {
  const numbers = kernel(...point);
  const dimension = point.length;
  const used = kind === "linear" ? numbers.slice(0, 1 + dimension) : numbers;
  if (![...used, ...point].every(Number.isFinite)) return null;
  const [value, ...rest] = used;
  const gradient = rest.slice(0, dimension);
  const curvature = kind === "linear" ? [0, 0, 0] : dimension === 1 ? [rest[1], 0, 0] : rest.slice(2);
  return { point, value, at: polynomial(point, value, gradient, curvature),
    stationary: dimension === 1 ? vertex(point, gradient, curvature) : solved(point, gradient, curvature) };
}

/** @param {number[]} point @param {number} value @param {number[]} gradient @param {number[]} curvature */
function polynomial([x0, y0 = 0], value, [gx, gy = 0], [a, b, c]) {
  return (x, y = 0) => {
    const [dx, dy] = [x - x0, y - y0];
    return value + gx * dx + gy * dy + (a * dx * dx + 2 * b * dx * dy + c * dy * dy) / 2;
  };
}

/** @param {number[]} point @param {number[]} gradient @param {number[]} curvature */
function vertex([x], [slope], [curvature]) {
  const at = x - slope / curvature;
  return curvature !== 0 && Number.isFinite(at) ? { point: [at], kind: curvature > 0 ? "minimum" : "maximum" } : null;
}

/** @param {number[]} point @param {number[]} gradient @param {number[]} curvature */
function solved([x, y], [gx, gy], [a, b, c]) {
  const size = Math.max(Math.abs(a), Math.abs(b), Math.abs(c));
  const determinant = a * c - b * b;
  if (!(Math.abs(determinant) > SINGULAR * size * size)) return null;
  const point = [x - (c * gx - b * gy) / determinant, y - (a * gy - b * gx) / determinant];
  if (!point.every(Number.isFinite)) return null;
  return { point, kind: determinant < 0 ? "saddle" : a > 0 ? "minimum" : "maximum" };
}

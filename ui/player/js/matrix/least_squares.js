// Least squares with two columns, as surfaces/data/optimum.py solves them: from X itself, never from its square.

const EPSILON = 2 ** -52;
const FEWEST_ROUNDINGS = 10;

/** @param {number[]} a @param {number[]} b */
const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);
/** @param {number[]} a */
const norm = (a) => Math.sqrt(dot(a, a));

/**
 * @typedef {object} Solved
 * @property {number[][]} gram X'X, without a penalty
 * @property {boolean} singular
 * @property {number[]} solution the minimum; of a line of minima the one nearest to zero
 * @property {number[]} singularValues of X with the penalty's rows, the larger first; exactly 0 if it is singular
 * @property {number} condition of X'X + N lambda I
 * @property {number[][]} pseudo X's pseudo-inverse, two rows; of X alone
 */

// Columns with exactly that correlation: `first` and `other` are at right angles and of length sqrt(N).
/** @param {{ first: number[], other: number[], noise: number[] }} data @param {number} correlation
    @param {number[]} weights */
export function mixed({ first, other, noise }, correlation, weights) {
  const rest = Math.sqrt(1 - correlation ** 2);
  const second = correlation === 1 ? first : first.map((x, i) => correlation * x + rest * other[i]);
  return { first, second, target: first.map((x, i) => weights[0] * x + weights[1] * second[i] + noise[i]) };
}

/** @param {{ first: number[], second: number[], target: number[] }} data @param {number} strength @returns {Solved} */
export function leastSquares({ first, second, target }, strength) {
  const count = first.length;
  const gram = [[dot(first, first), dot(first, second)], [dot(second, first), dot(second, second)]];
  const root = Math.sqrt(count * strength);
  const [a, b, goal] = [[...first, root, 0], [...second, 0, root], [...target, 0, 0]];
  const own = atRightAngles(a, b);
  const [along, up] = [norm(a), norm(own)];
  const across = dot(a, b) / along;
  // Of the triangle [[along, across], [0, up]], whose singular values are those of X.
  const largest = (Math.hypot(along + up, across) + Math.hypot(along - up, across)) / 2;
  if (!(up > Math.max(count, FEWEST_ROUNDINGS) * EPSILON * norm(b))) {
    // b is a multiple of a: of the whole line of minima the point nearest to zero.
    const share = across / along;
    const scale = 1 / (dot(a, a) * (1 + share ** 2));
    const pseudo = [first.map((x) => x * scale), first.map((x) => share * x * scale)];
    const reach = dot(a, goal) * scale;
    return { gram, singular: true, solution: [reach, share * reach], singularValues: [largest, 0], condition: Infinity,
      pseudo };
  }
  const weight = dot(own, goal) / dot(own, own);
  const rest = goal.map((y, i) => y - b[i] * weight);
  const smallest = (along * up) / largest;
  const lower = own.slice(0, count).map((x) => x / dot(own, own));
  const upper = first.map((x, i) => (x - dot(a, b) * lower[i]) / dot(a, a));
  return { gram, singular: false, solution: [dot(a, rest) / dot(a, a), weight], singularValues: [largest, smallest],
    condition: (largest / smallest) ** 2, pseudo: [upper, lower] };
}

// Twice is enough: what rounding leaves of the first once is nothing the second time.
function atRightAngles(first, second) {
  const length = norm(first);
  const unit = first.map((x) => x / length);
  let rest = second;
  for (let again = 0; again < 2; again += 1) {
    const part = dot(unit, rest);
    rest = rest.map((x, i) => x - unit[i] * part);
  }
  return rest;
}

// The loss's level lines around its minimum are ellipses: eigenvalues of its Hessian 2 X'X/N, the larger first, and the
// angle of that one's axis.
/** @param {number[][]} gram @param {number} count */
export function bowl([[a, b], [, c]], count) {
  const [middle, reach] = [(a + c) / 2, Math.hypot((a - c) / 2, b)];
  return { curvatures: [middle + reach, Math.max(0, middle - reach)].map((value) => (2 * value) / count),
    angle: 0.5 * Math.atan2(2 * b, a - c) };
}

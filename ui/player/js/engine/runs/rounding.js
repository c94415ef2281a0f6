// What rounding does to a path: the twin of optim_core/paths/rounding.py.

import { pointOf } from "./curves.js";

const view = new DataView(new ArrayBuffer(8));

// The next float above a finite one.
/** @param {number} value */
export function nextUp(value) {
  if (value === 0) return Number.MIN_VALUE;
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 ? 1n : -1n));
  return view.getFloat64(0);
}

// A start moved by one unit in the last place; zero itself by one of the picture's size.
/** @param {ArrayLike<number>} start @param {[number, number][]} domain */
export function moved(start, domain) {
  const zero = Array.from(start).every((w) => w === 0);
  return Array.from(start, (w, i) => {
    const size = domain[i][1] - domain[i][0];
    return zero ? nextUp(size) - size : nextUp(w);
  });
}

const SHARE = 0.01;

// From which step on the digits of a path mean nothing, because a start moved by one unit in the last place ends more
// than a hundredth of the picture away; -1 where they mean something to the end.
/** @param {Path} path @param {Path} other from the moved start @param {[number, number][]} domain */
export function digitsEnd(path, other, domain) {
  const last = Math.min(path.steps, other.steps);
  if (!apart(pointOf(path, last), pointOf(other, last), domain)) return -1;
  for (let k = 0; k <= last; k += 1) if (apart(pointOf(path, k), pointOf(other, k), domain)) return k;
  return -1;
}

// Numbers far outside the picture are held against their own size.
function apart(a, b, domain) {
  return domain.some(([low, high], i) =>
    !(Math.abs(a[i] - b[i]) <= SHARE * Math.max(high - low, Math.abs(a[i]), Math.abs(b[i]))));
}

// The first step at which two paths are further apart than a share of where they are; one more than the steps both have
// if they never are.
/** @param {Path} one @param {{ points: Float64Array, steps: number }} other @param {number} share */
export function parted({ points, steps, dimension }, other, share) {
  const last = Math.min(steps, other.steps);
  for (let k = 0; k <= last; k += 1) {
    let [apart, size] = [0, 0];
    for (let i = k * dimension; i < (k + 1) * dimension; i += 1) {
      apart = Math.max(apart, Math.abs(points[i] - other.points[i]));
      size = Math.max(size, Math.abs(points[i]), Math.abs(other.points[i]));
    }
    if (!(apart <= share * size)) return k;
  }
  return last + 1;
}

// Two programs for the same run may differ by so much.
export const TOLERANCE = 1e-12;
// A step of some methods rounds several times what a start is rounded once: so much earlier they may part.
const EARLIER = 0.1;

// The step at which a path differs from the server's before rounding would explain it, -1 if none does.
/**
 * @param {Path} path
 * @param {Path} other from the moved start
 * @param {{ points: Float64Array, steps: number }} given the server's
 */
export function differs(path, other, given) {
  const decided = parted(path, other, EARLIER * TOLERANCE);
  const found = parted(path, given, TOLERANCE);
  const longest = Math.max(path.steps, given.steps);
  return found <= longest && found < decided ? found : -1;
}

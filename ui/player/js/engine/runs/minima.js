// A minimum that moves with the numbers of its loss: the twin of `polish` in surfaces/base/entry.py.

const STEPS = 20;
const CLOSE = 1e-15;
// Of the length of the point, the last step of one that was found.
const FOUND = 1e-6;

// Newton's method from where the minimum was; null where that leads to none.
/** @param {Oracle} loss @param {number[]} guess @returns {number[] | null} */
export function settled(loss, guess) {
  let point = [...guess];
  let length = Infinity;
  for (let k = 0; k < STEPS && length > CLOSE * (1 + Math.hypot(...point)); k += 1) {
    const step = newtonStep(loss.gradient(point), loss.hessian(point));
    if (!step) return null;
    point = point.map((w, i) => w - step[i]);
    length = Math.hypot(...step);
  }
  return length <= FOUND * (1 + Math.hypot(...point)) ? point : null;
}

// Where the curvature is positive in every direction.
/** @param {number[]} gradient @param {number[][]} hessian @returns {number[] | null} */
function newtonStep(gradient, hessian) {
  if (gradient.length === 1) {
    const [[curvature]] = hessian;
    return curvature > 0 && Number.isFinite(gradient[0] / curvature) ? [gradient[0] / curvature] : null;
  }
  const [[a, b], [, d]] = hessian;
  const determinant = a * d - b * b;
  if (!(a > 0 && determinant > 0)) return null;
  const step = [(d * gradient[0] - b * gradient[1]) / determinant, (a * gradient[1] - b * gradient[0]) / determinant];
  return step.every(Number.isFinite) ? step : null;
}

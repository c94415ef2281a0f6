// Newton's method: the twin of optim_core/catalogue/newton.py.

export class NewtonStepper {
  looksAhead = false;
  cost = [0, 1, 1];

  /** @param {StepProgram} program */
  constructor({ numbers: { lambda }, climb }) {
    this.damping = lambda;
    this.sign = climb ? -1 : 1;
  }

  begin() {}

  gradientPoint(_k, point) { return point; }

  step(_k, point, gradient, loss) {
    const hessian = loss.hessian(point).map((row, i) =>
      row.map((entry, j) => this.sign * entry + (i === j ? this.damping : 0)));
    const way = newtonStep(hessian, Array.from(gradient, (g) => this.sign * g));
    return point.map((w, i) => w - way[i]);
  }
}

// The shortest solution d of H d = g for symmetric H; 0 where there is none, NaN where H is not finite.
/** @param {number[][]} hessian @param {number[]} gradient */
export function newtonStep(hessian, gradient) {
  if (![...hessian.flat(), ...gradient].every(Number.isFinite)) return gradient.map(() => NaN);
  const { curvatures, directions } = eigen(hessian);
  const size = gradient.length;
  const along = curvatures.map((_, j) => gradient.reduce((sum, g, i) => sum + directions[i][j] * g, 0));
  const tiny = 8 * size * Number.EPSILON;
  const [most, steepest] = [curvatures, along].map((list) => Math.max(...list.map(Math.abs)));
  const singular = curvatures.map((c) => Math.abs(c) <= tiny * most);
  if (along.some((a, j) => singular[j] && Math.abs(a) > tiny * steepest)) return gradient.map(() => 0);
  const lengths = along.map((a, j) => (singular[j] ? 0 : a / curvatures[j]));
  return gradient.map((_, i) => lengths.reduce((sum, length, j) => sum + directions[i][j] * length, 0));
}

const SWEEPS = 60;

// Eigenvalues and, as columns, eigenvectors of a symmetric matrix: Jacobi's rotations (Golub, Van Loan, section 8.5).
/** @param {number[][]} matrix */
export function eigen(matrix) {
  const n = matrix.length;
  const a = matrix.map((row) => row.slice());
  const v = matrix.map((row, i) => row.map((_, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    let turned = false;
    for (let p = 0; p < n; p += 1) for (let q = p + 1; q < n; q += 1) turned = rotate(a, v, p, q) || turned;
    if (!turned) break;
  }
  return { curvatures: a.map((row, i) => row[i]), directions: v };
}

// Makes a[p][q] zero; false if it is already, as far as rounding lets one see.
function rotate(a, v, p, q) {
  const off = a[p][q];
  if (off === 0 || Math.abs(off) < 1e-18 * Math.sqrt(Math.abs(a[p][p])) * Math.sqrt(Math.abs(a[q][q]))) return false;
  const tau = (a[q][q] - a[p][p]) / (2 * off);
  const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.hypot(1, tau));
  const c = 1 / Math.hypot(1, t);
  const s = t * c;
  a[p][p] -= t * off;
  a[q][q] += t * off;
  a[p][q] = a[q][p] = 0;
  for (let i = 0; i < a.length; i += 1) {
    if (i !== p && i !== q) {
      const [x, y] = [a[i][p], a[i][q]];
      a[i][p] = a[p][i] = c * x - s * y;
      a[i][q] = a[q][i] = s * x + c * y;
    }
    const [x, y] = [v[i][p], v[i][q]];
    v[i][p] = c * x - s * y;
    v[i][q] = s * x + c * y;
  }
  return true;
}

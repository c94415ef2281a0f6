// The exact line search: the twin of optim_core/methods/exact_search.py, line by line; what it does is said there.

const TOLERANCE = 1e-9;
const TRIALS = 60;
const GROWTH = 4;
const STILL = 4 * 2 ** -52;
const CUT = 0.1;
const ROUNDING = 1e-13;

const dot = (a, b) => {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i] * b[i];
  return sum;
};

export class ExactSearch {
  // The largest absolute value of the loss where steps began, and the trials so far.
  height = 0;
  trials = 0;

  /** @param {boolean} climb */
  constructor(climb) {
    this.sign = climb ? -1 : 1;
    this.begin();
  }

  begin() { Object.assign(this, { height: 0, trials: 0 }); }

  // Of k steps: each the loss, gradient and Hessian where it begins, each trial a loss and a gradient.
  /** @param {number} k @returns {Cost} */
  evaluations(k) { return [k + this.trials, k + this.trials, k]; }

  /** @param {Oracle} loss @param {number[]} point @param {ArrayLike<number>} gradient @param {number[]} direction */
  step(loss, point, gradient, direction) {
    const along = (slopes) => this.sign * dot(slopes, direction);
    const begun = this.sign * loss.value(point);
    const slope = along(gradient);
    if (Math.abs(begun) > this.height) this.height = Math.abs(begun);
    const highest = begun + ROUNDING * this.height;
    let t = this.#first(loss.hessian(point), direction, slope);
    let searching = Number.isFinite(begun) && Number.isFinite(slope) && slope < 0 && !still(point, direction, t);
    let reached = 0;
    let [near, nearSlope, older, olderSlope, far, farSlope, turn] = [0, slope, 0, slope, Infinity, NaN, 0];
    for (let trial = 0; trial < TRIALS && searching; trial += 1) {
      this.trials += 1;
      const tried = point.map((w, i) => w + t * direction[i]);
      const value = this.sign * loss.value(tried);
      const found = along(loss.gradient(tried));
      const allowed = Number.isFinite(value) && Number.isFinite(found) && value <= highest;
      const falling = allowed && found < 0;
      if (falling) {
        if (turn < 0) farSlope /= 2;
        [older, olderSlope] = [near, nearSlope];
        [near, nearSlope] = [t, found];
      } else {
        farSlope = allowed ? found : NaN;
        if (turn > 0) nearSlope /= 2;
        far = t;
      }
      turn = falling ? -1 : 1;
      const after = next(near, nearSlope, far, farSlope, older, olderSlope);
      const level = allowed && Math.abs(found) <= TOLERANCE * Math.abs(slope);
      const change = Math.abs(after - t);
      if (level || change <= TOLERANCE * t || still(point, direction, change)) {
        reached = allowed ? t : near;
        searching = false;
      } else t = after;
    }
    if (searching) reached = near;
    return reached > 0 ? point.map((w, i) => w + reached * direction[i]) : point;
  }

  // Where the parabola is lowest; if it has no lowest point, a step of length 1.
  #first(hessian, direction, slope) {
    const curvature = this.sign * dot(direction, hessian.map((row) => dot(row, direction)));
    if (Number.isFinite(curvature) && curvature > 0) return -slope / curvature;
    const length = Math.sqrt(dot(direction, direction));
    return 1 / (length > 0 ? length : 1);
  }
}

function still(point, direction, t) {
  return t === t && point.every((w, i) => Math.abs(t * direction[i]) <= STILL * Math.abs(w));
}

function next(a, aSlope, b, bSlope, c, cSlope) {
  if (Number.isFinite(b)) {
    const rise = bSlope - aSlope;
    if (rise > 0) return a - (aSlope * (b - a)) / rise;
    return a > 0 ? Math.sqrt(a) * Math.sqrt(b) : CUT * b;
  }
  const bend = aSlope - cSlope;
  const outside = a - (aSlope * (a - c)) / (bend > 0 ? bend : 1);
  return bend > 0 && outside < GROWTH * a ? outside : GROWTH * a;
}

// Along minus the gradient, or minus the component whose turn it is.
export class SearchStepper {
  looksAhead = false;
  cost = null;

  /** @param {StepProgram} program */
  constructor({ climb, turns }) {
    this.search = new ExactSearch(climb);
    this.turns = turns;
  }

  begin() { this.search.begin(); }

  gradientPoint(_k, point) { return point; }

  step(k, point, gradient, loss) {
    const turn = (k - 1) % point.length;
    const direction = point.map((_, i) => -this.search.sign * (!this.turns || i === turn ? gradient[i]
      : 0 * gradient[turn]));
    return this.search.step(loss, point, gradient, direction);
  }

  evaluations(k) { return this.search.evaluations(k); }
}

// Nonlinear conjugate gradients: the twin of optim_core/catalogue/fletcher_reeves.py.
export class ConjugateStepper {
  looksAhead = false;
  cost = null;
  /** @type {number[] | null} */
  before = null;
  /** @type {number[]} */
  direction = [];

  /** @param {StepProgram} program */
  constructor({ numbers: { R }, climb, differences }) {
    this.search = new ExactSearch(climb);
    this.restart = R;
    this.differences = differences;
  }

  begin() {
    this.before = null;
    this.search.begin();
  }

  gradientPoint(_k, point) { return point; }

  step(k, point, gradient, loss) {
    const down = point.map((_, i) => this.search.sign * gradient[i]);
    let direction = down.map((g) => -g);
    if (this.before && (k - 1) % this.restart) {
      const beta = this.#share(down, this.before);
      const conjugate = down.map((g, i) => -g + beta * this.direction[i]);
      if (dot(down, conjugate) < 0) direction = conjugate;
    }
    Object.assign(this, { before: down, direction });
    return this.search.step(loss, point, gradient, direction);
  }

  // Beta; 0 where the gradient before was zero.
  #share(now, before) {
    const squared = dot(before, before);
    const change = this.differences ? now.map((g, i) => g - before[i]) : now;
    const beta = dot(now, change) / (squared > 0 ? squared : 1);
    return squared > 0 && beta > 0 ? beta : 0;
  }

  evaluations(k) { return this.search.evaluations(k); }
}

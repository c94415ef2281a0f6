// Lookahead around any other method: the twin of optim_core/catalogue/lookahead.py.

export class LookaheadStepper {
  /** @type {number[]} */
  from = [];

  /** @param {StepProgram} program @param {Stepper} inner */
  constructor({ numbers: { K, theta }, parabola, climb }, inner) {
    this.inner = inner;
    this.every = K;
    this.theta = theta;
    this.parabola = parabola;
    this.sign = climb ? -1 : 1;
    this.cost = parabola ? null : inner.cost;
  }

  get looksAhead() { return this.inner.looksAhead; }

  begin(point) {
    this.inner.begin(point);
    this.from = point;
  }

  gradientPoint(k, point) { return this.inner.gradientPoint(k, point); }

  step(k, point, gradient, loss) {
    const reached = this.inner.step(k, point, gradient, loss);
    if (k % this.every) return reached;
    const theta = this.parabola ? this.#lowest(this.from, reached, loss) : this.theta;
    this.from = this.from.map((a, i) => (1 - theta) * a + theta * reached[i]);
    return this.from;
  }

  // Where the parabola through L(0), L(1) and L'(1) is lowest; 1 if it has no lowest point.
  #lowest(start, finish, loss) {
    const rise = this.sign * (loss.value(finish) - loss.value(start));
    let slope = 0;
    loss.gradient(finish).forEach((g, i) => { slope += this.sign * g * (finish[i] - start[i]); });
    const curvature = slope - rise;
    return curvature > 0 ? (slope / 2 - rise) / curvature : 1;
  }

  /** @param {number} k @returns {Cost} */
  evaluations(k) {
    const looks = this.parabola ? Math.floor(k / this.every) : 0;
    const [values, gradients, hessians] = this.inner.cost ? this.inner.cost.map((n) => k * n)
      : this.inner.evaluations(k);
    return [values + 2 * looks, gradients + looks, hessians];
  }
}

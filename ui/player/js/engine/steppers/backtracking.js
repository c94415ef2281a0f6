// Descent with Armijo backtracking: the twin of optim_core/catalogue/line_search.py.

import { paceOf } from "./pace.js";

const SMALLEST = 1e-20;

export class BacktrackingStepper {
  looksAhead = false;
  cost = null;
  // A loss that was found, of which loss and where. It is worth remembering only where the next step begins there.
  value = NaN;
  /** @type {unknown} */
  known = null;
  /** @type {unknown} */
  at = null;
  asked = 0;

  /** @param {StepProgram} program */
  constructor({ numbers: { t_0: first, rho, c }, pace, climb }) {
    this.pace = paceOf(pace, first);
    this.shrink = rho;
    this.slope = c;
    this.trials = Math.ceil(Math.log(SMALLEST) / Math.log(rho));
    this.sign = climb ? -1 : 1;
  }

  begin() { Object.assign(this, { value: NaN, known: null, at: null, asked: 0 }); }

  gradientPoint(_k, point) { return point; }

  step(k, point, gradient, loss) {
    if (this.known !== loss || this.at !== point) {
      this.value = this.sign * loss.value(point);
      this.asked += 1;
    }
    this.known = loss;
    this.at = point;
    const direction = point.map((_, i) => this.sign * gradient[i]);
    const promised = this.slope * direction.reduce((sum, g) => sum + g * g, 0);
    let t = this.pace(k);
    for (let trial = 1; trial <= this.trials; trial += 1) {
      const tried = point.map((w, i) => w - t * direction[i]);
      const found = this.sign * loss.value(tried);
      if (found <= this.value - t * promised) {
        this.value = found;
        this.at = tried;
        this.asked += trial;
        return tried;
      }
      t *= this.shrink;
    }
    this.asked += this.trials;
    return point;
  }

  /** @param {number} k @returns {Cost} */
  evaluations(k) { return [this.asked, k, 0]; }
}

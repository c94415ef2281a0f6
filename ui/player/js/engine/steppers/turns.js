// One weight a step, each in its turn, by the rate times its partial derivative.

import { paceOf } from "./pace.js";

export class TurnsStepper {
  looksAhead = false;
  cost = [0, 1, 0];

  /** @param {StepProgram} program */
  constructor({ numbers: { eta }, pace, climb }) {
    this.pace = paceOf(pace, eta);
    this.sign = climb ? -1 : 1;
  }

  begin() {}

  gradientPoint(_k, point) { return point; }

  step(k, point, gradient) {
    const turn = (k - 1) % point.length;
    const moved = point.slice();
    moved[turn] = point[turn] - this.pace(k) * this.sign * gradient[turn];
    return moved;
  }
}

// The ring at the start: shown where the runs begin, dragged or moved with the arrow keys.

import { Handle } from "./handle.js";
import { inside } from "./projection.js";

const NUDGE = 0.01;

export class StartHandle {
  /** @type {number[] | null} */
  point = null;
  /** @type {Frame} */
  frame;

  // `onRelease` hears when mouse, finger or key is let go.
  /** @param {HTMLElement} container @param {(point: number[]) => void} onMove @param {() => void} [onRelease] */
  constructor(container, onMove, onRelease = () => {}) {
    this.onMove = onMove;
    this.handle = new Handle(container, "opt-start", { drag: (x, y) => this.#drag(x, y),
      nudge: (dx, dy) => this.#nudge([dx, dy]), released: onRelease });
  }

  get node() { return this.handle.node; }

  get dragging() { return this.handle.held || this.handle.nudged; }

  describe(label, text, point, domain) { this.handle.describe(label, text, point[0], domain[0][0], domain[0][1]); }

  // `place` is [x, y] in the plot's coordinates; the start itself may have one coordinate only.
  /** @param {number[]} point @param {number[]} place @param {Frame} frame */
  show(point, place, frame) {
    Object.assign(this, { point, frame });
    const [x, y] = [frame.x.toPixel(place[0]), frame.y.toPixel(place[1])];
    this.handle.show(x, y, inside(frame, x, y));
  }

  #drag(across, down) {
    const { left, top, width, height } = this.frame;
    const x = Math.min(left + width, Math.max(left, across));
    const y = Math.min(top + height, Math.max(top, down));
    this.onMove([this.frame.x.toData(x), this.frame.y.toData(y)].slice(0, this.point.length));
  }

  #nudge(direction) {
    if (!this.point) return;
    const { left, top, width, height, x, y } = this.frame;
    const spans = [x.toData(left + width) - x.toData(left), y.toData(top) - y.toData(top + height)];
    this.onMove(this.point.map((value, i) => value + direction[i] * NUDGE * spans[i]));
  }
}

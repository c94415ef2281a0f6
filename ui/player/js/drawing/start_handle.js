// The ring at the start: shown where the runs begin, dragged or moved with the arrow keys.

import { Handle } from "./handle.js";
import { inside } from "./projection.js";

const NUDGE = 0.01;
// As in player.css.
const RING = { radius: 8.5, width: 3, halo: 7 };

// What a handle at the start says of itself: name, place, its first number and what that is of.
/**
 * @param {{ labels: Labels, variables: string[], domain: [number, number][] }} scene
 * @param {number[]} start
 * @param {Format} format
 * @returns {[string, string, number, number, number]}
 */
export function startWords({ labels, variables, domain: [[low, high]] }, start, format) {
  const text = variables.map((name, i) => `${name} = ${format(start[i])}`).join(", ");
  return [labels.start_point, text, start[0], low, high];
}

export class StartHandle {
  /** @type {number[] | null} */
  point = null;
  /** @type {Frame} */
  frame;
  // Where it is while it is drawn with the paths: an element that moves has a browser sort all layers of the page anew.
  /** @type {number[] | null} */
  carried = null;

  // `onRelease` hears when mouse, finger or key is let go.
  /** @param {HTMLElement} container @param {(point: number[]) => void} onMove @param {() => void} [onRelease] */
  constructor(container, onMove, onRelease = () => {}) {
    this.onMove = onMove;
    this.handle = new Handle(container, "opt-start", { drag: (x, y) => this.#drag(x, y),
      nudge: (dx, dy) => this.#nudge([dx, dy]),
      released: () => { this.#putDown(); onRelease(); } });
  }

  get node() { return this.handle.node; }

  get dragging() { return this.handle.held || this.handle.nudged; }

  /** @param {[string, string, number, number, number]} words */
  describe(words) { this.handle.describe(...words); }

  // `place` is [x, y] in the plot's coordinates; the start itself may have one coordinate only.
  /** @param {number[]} point @param {number[]} place @param {Frame} frame */
  show(point, place, frame) {
    Object.assign(this, { point, frame });
    const [x, y] = [frame.x.toPixel(place[0]), frame.y.toPixel(place[1])];
    if (this.carried) this.carried = [x, y];
    else this.handle.show(x, y, inside(frame, x, y));
  }

  // From now on `paint` draws it, until it is let go.
  carry() {
    if (this.carried || !this.handle.held) return;
    this.carried = [0, 0];
    this.node.classList.add("opt-carried");
  }

  #putDown() {
    if (!this.carried) return;
    const [x, y] = this.carried;
    this.carried = null;
    this.node.classList.remove("opt-carried");
    this.handle.show(x, y, inside(this.frame, x, y));
  }

  /** @param {CanvasRenderingContext2D} context @param {Theme} theme */
  paint(context, theme) {
    if (!this.carried) return;
    const [x, y] = this.carried;
    context.setLineDash([]);
    context.beginPath();
    context.arc(x, y, RING.radius, 0, 2 * Math.PI);
    for (const [strokeStyle, lineWidth] of [[theme.halo, RING.halo], [theme.text, RING.width]]) {
      Object.assign(context, { strokeStyle, lineWidth });
      context.stroke();
    }
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

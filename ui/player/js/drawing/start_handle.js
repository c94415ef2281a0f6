// The ring at the start: shown where the runs begin, dragged or moved with the arrow keys.

import { element } from "../base/dom.js";
import { inside } from "./projection.js";

const NUDGE = 0.01;
const NUDGES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };

export class StartHandle {
  dragging = false;
  /** @type {number[] | null} */
  point = null;
  /** @type {Frame} */
  frame;

  /** @param {HTMLElement} container @param {(point: number[]) => void} onMove */
  constructor(container, onMove) {
    this.node = element("div", { class: "opt-start", tabindex: "0", role: "slider", "aria-orientation": "horizontal" });
    this.container = container;
    this.onMove = onMove;
    this.node.addEventListener("pointerdown", (event) => this.#grab(event));
    this.node.addEventListener("pointermove", (event) => this.#drag(event));
    for (const end of ["pointerup", "pointercancel"]) this.node.addEventListener(end, () => this.#release());
    this.node.addEventListener("keydown", (event) => this.#key(event));
    container.append(this.node);
  }

  describe(label, text, point, domain) {
    const attributes = { "aria-label": label, "aria-valuetext": text, "aria-valuenow": point[0],
      "aria-valuemin": domain[0][0], "aria-valuemax": domain[0][1] };
    for (const [name, value] of Object.entries(attributes)) this.node.setAttribute(name, value);
  }

  // `place` is [x, y] in the plot's coordinates; the start itself may have one coordinate only.
  /** @param {number[]} point @param {number[]} place @param {Frame} frame */
  show(point, place, frame) {
    Object.assign(this, { point, frame });
    const [x, y] = [frame.x.toPixel(place[0]), frame.y.toPixel(place[1])];
    this.node.hidden = !(Number.isFinite(x + y) && inside(frame, x, y));
    this.node.style.transform = `translate(${x}px, ${y}px)`;
  }

  #grab(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    this.node.focus({ preventScroll: true });
    this.node.setPointerCapture(event.pointerId);
    this.dragging = true;
  }

  #drag(event) {
    if (!this.dragging) return;
    const box = this.container.getBoundingClientRect();
    const { left, top, width, height } = this.frame;
    const x = Math.min(left + width, Math.max(left, event.clientX - box.left));
    const y = Math.min(top + height, Math.max(top, event.clientY - box.top));
    this.onMove([this.frame.x.toData(x), this.frame.y.toData(y)].slice(0, this.point.length));
  }

  #release() {
    this.dragging = false;
  }

  #key(event) {
    const direction = NUDGES[event.key];
    if (!direction || !this.point) return;
    event.preventDefault();
    event.stopPropagation();
    const { left, top, width, height, x, y } = this.frame;
    const spans = [x.toData(left + width) - x.toData(left), y.toData(top) - y.toData(top + height)];
    this.onMove(this.point.map((value, i) => value + direction[i] * NUDGE * spans[i]));
  }
}

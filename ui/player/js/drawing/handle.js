// Something that is taken hold of with mouse or finger, or moved with the arrow keys.

import { element } from "../base/dom.js";

const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };

export class Handle {
  held = false;
  // Whether an arrow key that moved it is down.
  nudged = false;

  /**
   * @param {HTMLElement} stage
   * @param {string} look its class
   * @param {{ drag: (x: number, y: number) => void, nudge: (dx: number, dy: number, far: boolean) => void,
   *   released: () => void }} on
   */
  constructor(stage, look, on) {
    this.node = element("div", { class: look, tabindex: "0", role: "slider", "aria-orientation": "horizontal" });
    this.stage = stage;
    // Where the stage is on the page. Asked once a drag, and when something has scrolled, as the answer makes the
    // browser lay out what was written since.
    /** @type {DOMRect | null} */
    let box = null;
    const scrolled = () => { box = null; };
    const place = (event) => {
      box ??= stage.getBoundingClientRect();
      on.drag(event.clientX - box.left, event.clientY - box.top);
    };
    this.node.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      event.stopPropagation();
      this.node.focus({ preventScroll: true });
      this.node.setPointerCapture(event.pointerId);
      this.held = true;
      box = null;
      window.addEventListener("scroll", scrolled, true);
    });
    this.node.addEventListener("pointermove", (event) => { if (this.held) place(event); });
    for (const end of ["pointerup", "pointercancel"]) {
      this.node.addEventListener(end, () => {
        window.removeEventListener("scroll", scrolled, true);
        if (this.held) { this.held = false; on.released(); }
      });
    }
    this.node.addEventListener("keydown", (event) => {
      const direction = KEYS[event.key];
      if (!direction) return;
      event.preventDefault();
      event.stopPropagation();
      this.nudged = true;
      on.nudge(direction[0], direction[1], event.shiftKey);
    });
    const letGo = () => { if (this.nudged) { this.nudged = false; on.released(); } };
    this.node.addEventListener("keyup", (event) => { if (KEYS[event.key]) letGo(); });
    // The key comes up somewhere else then.
    this.node.addEventListener("blur", letGo);
    stage.append(this.node);
  }

  /** @param {number} x @param {number} y @param {boolean} [shown] */
  show(x, y, shown = true) {
    this.node.hidden = !(shown && Number.isFinite(x + y));
    this.node.style.transform = `translate(${x}px, ${y}px)`;
  }

  describe(label, text, now, low, high) {
    const attributes = { "aria-label": label, "aria-valuetext": text, "aria-valuenow": now, "aria-valuemin": low,
      "aria-valuemax": high };
    for (const [name, value] of Object.entries(attributes)) this.node.setAttribute(name, String(value));
  }
}

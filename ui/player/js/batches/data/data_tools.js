// What pressing, dragging and keys do to the examples.

import { inside } from "../../drawing/projection.js";
import { rounded } from "./data_frame.js";

const STILL = 3;
// An arrow key moves an example by so much of the picture.
const NUDGE = 0.01;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
const REACH = { mouse: 14, touch: 26, pen: 18 };

export class DataTools {
  tool = "move";
  allowed = false;
  // The example under the button that is pressed, if any, and whether it is being dragged.
  /** @type {{ from: number[], place: number | null, dragging: boolean } | null} */
  held = null;

  // Whether an arrow key that moved an example is down.
  nudged = false;

  // `actions`: choose(place), chosen(), moved(place, features, target), released(), put(kind, place, features, target).
  /** @param {HTMLElement} stage @param {import("./data_view.js").DataView} view @param {any} actions */
  constructor(stage, view, actions) {
    this.stage = stage;
    this.view = view;
    this.actions = actions;
    stage.addEventListener("pointerdown", (event) => this.#pressed(event));
    stage.addEventListener("pointermove", (event) => this.#dragged(event));
    stage.addEventListener("pointerup", (event) => this.#released(event));
    stage.addEventListener("pointercancel", () => this.#cancelled());
    // A finger on an example drags it; elsewhere it scrolls the page.
    stage.addEventListener("touchstart", (event) => {
      if (this.held !== null && this.movable) event.preventDefault();
    }, { passive: false });
    stage.addEventListener("keydown", (event) => this.#key(event));
    const letGo = () => { if (this.nudged) { this.nudged = false; this.actions.released(); } };
    stage.addEventListener("keyup", (event) => { if (ARROWS[event.key]) letGo(); });
    // The key comes up somewhere else then.
    stage.addEventListener("blur", letGo);
  }

  get movable() { return this.allowed && this.tool === "move"; }

  get dragging() { return Boolean(this.held?.dragging); }

  /** @param {PointerEvent} event @returns {[number, number]} */
  #at(event) {
    const box = this.stage.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  #hit(event) { return this.view.nearest(...this.#at(event), REACH[event.pointerType] ?? REACH.mouse); }

  #pressed(event) {
    if (event.button !== 0 || !event.isPrimary || !this.view.frame) return;
    this.stage.focus({ preventScroll: true });
    const place = this.tool.startsWith("add") ? null : this.#hit(event);
    this.held = { from: this.#at(event), place, dragging: false };
    if (place !== null && this.movable) this.stage.setPointerCapture(event.pointerId);
  }

  #dragged(event) {
    const { held } = this;
    if (!held) { this.#hint(event); return; }
    const [x, y] = this.#at(event);
    if (held.place === null || !this.movable) return;
    held.dragging ||= Math.hypot(x - held.from[0], y - held.from[1]) > STILL;
    if (!held.dragging) return;
    this.actions.moved(held.place, ...this.#valuesAt(x, y, held.place));
  }

  #hint(event) {
    const hit = event.pointerType === "mouse" && !this.tool.startsWith("add") && this.#hit(event) !== null;
    this.stage.classList.toggle("opt-over", hit);
  }

  #released(event) {
    const { held } = this;
    this.held = null;
    if (!held) return;
    if (held.dragging) { this.actions.released(); return; }
    const [x, y] = this.#at(event);
    if (Math.hypot(x - held.from[0], y - held.from[1]) > 2 * STILL) return;
    this.#clicked(x, y, held.place);
  }

  #clicked(x, y, place) {
    if (this.allowed && this.tool.startsWith("add")) this.#add(x, y);
    else if (this.allowed && this.tool === "remove") { if (place !== null) this.actions.remove(place); }
    else this.actions.choose(place);
  }

  #cancelled() {
    if (this.held?.dragging) this.actions.released();
    this.held = null;
  }

  #add(x, y) {
    const { frame, examples } = this.view;
    if (inside(frame, x, y)) this.actions.put("add", examples.count, ...this.#valuesAt(x, y, null));
  }

  // Features and target of an example at a place; for one that exists, what cannot be moved stays.
  /** @param {number} x @param {number} y @param {number | null} place @returns {[number[], number]} */
  #valuesAt(x, y, place) {
    const { frame, kind, examples, ranges } = this.view;
    const { left, top, width, height } = frame;
    const a = rounded(frame.x.toData(Math.min(left + width, Math.max(left, x))), ranges.x);
    const b = rounded(frame.y.toData(Math.min(top + height, Math.max(top, y))), ranges.y);
    if (kind === "line") return [[a], b];
    const side = place === null ? this.#side(b) : examples.targetOf(place);
    return kind === "boundary" ? [[a, b], side] : [[a], side];
  }

  #side(height) {
    if (this.view.kind === "boundary") return this.tool === "add1" ? 1 : 0;
    return height >= 0.5 ? 1 : 0;
  }

  #nudge([across, down]) {
    const place = this.actions.chosen();
    if (place === null || !this.allowed || this.view.kind === "fit" || this.held?.dragging) return;
    const [x, y] = this.view.placeOf(place);
    const { width, height } = this.view.frame;
    this.nudged = true;
    this.actions.moved(place, ...this.#valuesAt(x + across * NUDGE * width, y + down * NUDGE * height, place));
  }

  #key(event) {
    if (event.shiftKey && ARROWS[event.key] && event.target === this.stage) {
      event.preventDefault();
      event.stopPropagation();
      this.#nudge(ARROWS[event.key]);
      return;
    }
    const keys = { ArrowUp: () => this.actions.chooseNext(1), ArrowDown: () => this.actions.chooseNext(-1),
      Delete: () => this.actions.removeChosen(), Backspace: () => this.actions.removeChosen(),
      Escape: () => this.actions.choose(null) };
    const action = keys[event.key];
    if (!action || event.target !== this.stage) return;
    event.preventDefault();
    action();
  }
}

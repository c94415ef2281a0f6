// What pressing, dragging and keys do to the examples.

import { inside } from "../../drawing/projection.js";
import { rounded } from "./data_frame.js";

const STILL = 3;
const REACH = { mouse: 14, touch: 26, pen: 18 };

export class DataTools {
  tool = "move";
  allowed = false;
  // The example under the button that is pressed, if any, and where it has been dragged to.
  /** @type {{ from: number[], place: number | null, dragging: boolean, values?: [number[], number] } | null} */
  held = null;

  // `actions`: choose(place), moved(place, features, target), put(kind, place, features, target).
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
    held.values = this.#valuesAt(x, y, held.place);
    this.actions.moved(held.place, ...held.values);
  }

  #hint(event) {
    const hit = event.pointerType === "mouse" && !this.tool.startsWith("add") && this.#hit(event) !== null;
    this.stage.classList.toggle("opt-over", hit);
  }

  #released(event) {
    const { held } = this;
    this.held = null;
    if (!held) return;
    if (held.dragging) { this.actions.put("move", held.place, ...held.values); return; }
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
    if (this.held?.dragging) this.actions.put("move", this.held.place, ...this.held.values);
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

  #key(event) {
    const keys = { ArrowUp: () => this.actions.chooseNext(1), ArrowDown: () => this.actions.chooseNext(-1),
      Delete: () => this.actions.removeChosen(), Backspace: () => this.actions.removeChosen(),
      Escape: () => this.actions.choose(null) };
    const action = keys[event.key];
    if (!action || event.target !== this.stage) return;
    event.preventDefault();
    action();
  }
}

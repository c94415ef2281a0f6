// A dial: one number on a track that may be painted, for mouse, finger and keys, and a field to type it.
//
// `moving(value)` is called with every change while the number is on its way, `released(value)` once after that, when
// it has arrived: when the pointer is let go, when a series of keys rests, when a number was typed.

import { element, setText } from "../base/dom.js";
import { shareOf, valueAt, valueByKey } from "./dial_scale.js";
import { typedNumber } from "./number_entry.js";

// A word at a mark stands on the side where the thumb isn't, if the track has at least this part of itself there.
const ROOM = 0.3;

/** Whether the word at a mark is written before it. @param {number} mark @param {number} thumb */
export const isBefore = (mark, thumb) => (thumb < mark ? mark > 1 - ROOM : mark >= ROOM);

/**
 * @typedef {object} DialNumber
 * @property {string} name what screen readers call it
 * @property {number} value
 * @property {number} low @property {number} high the ends of the track
 * @property {"log" | "linear" | "whole"} scale
 * @property {number} minimum @property {number} maximum what may be typed
 * @property {string} range the same in words, said to who typed something else
 * @property {boolean} [logarithmic] of whole numbers: equal ways are equal factors
 */

/** @typedef {{ at: number, text: string, name?: string }} DialMark */

// Keys that follow each other within this are one change.
const REST_MS = 300;
let dials = 0;

export class Dial {
  // Whether the number is on its way, so that the page's value does not count.
  busy = false;
  // Whether a pointer has hold of it.
  held = false;
  // Whether it has moved since it was taken hold of.
  moved = false;
  rest = 0;
  language = "en";
  /** @type {Format} */
  format = String;
  /** @type {DialNumber} */
  number = { name: "", value: 1, low: 1, high: 10, scale: "log", minimum: 1, maximum: 10, range: "" };
  /** @type {DialMark[]} */
  marks = [];
  // What the field says of itself.
  written = "";
  // The track's colours, as they were asked for: a browser writes them in its own way.
  painted = "";
  stopHolding = () => {};

  /** @param {{ moving?: (value: number) => void, released: (value: number) => void }} actions */
  constructor({ moving = () => {}, released }) {
    this.moving = moving;
    this.released = released;
    const id = `opt-dial-${(dials += 1)}`;
    this.paper = element("div", { class: "opt-dial-paper" });
    this.ticks = element("div", { class: "opt-dial-marks", "aria-hidden": "true" });
    this.thumb = element("div", { class: "opt-dial-thumb" });
    this.track = element("div", { class: "opt-dial-track", role: "slider", tabindex: "0", "data-act": "dial",
      "aria-describedby": id, onpointerdown: (event) => this.#grasp(event),
      onkeydown: (event) => this.#key(event), onblur: () => this.#left() }, this.paper, this.ticks, this.thumb);
    this.field = element("input", { type: "text", inputmode: "decimal", autocomplete: "off", "data-act": "dial-field",
      class: "opt-dial-field", onchange: () => this.#typed(), onkeydown: (event) => this.#fieldKey(event) });
    this.note = element("span", { class: "opt-dial-note", role: "status" });
    this.words = element("span", { hidden: "", id });
    this.node = element("span", { class: "opt-dial" }, this.track, this.field, this.note, this.words);
  }

  get value() { return this.number.value; }

  get scale() {
    const { low, high, scale, logarithmic } = this.number;
    return { low, high, logarithmic: scale === "log" || Boolean(logarithmic), whole: scale === "whole" };
  }

  /** @param {Format} format how the page writes numbers @param {string} language */
  dress(format, language) { Object.assign(this, { format, language }); }

  // The number as the page has it. One that is on its way stays where the hand has it.
  /** @param {DialNumber} number */
  show(number) {
    this.number = this.busy ? { ...number, value: this.value } : number;
    const { name, low, high } = number;
    this.track.setAttribute("aria-label", name);
    this.field.setAttribute("aria-label", name);
    this.track.setAttribute("aria-valuemin", String(low));
    this.track.setAttribute("aria-valuemax", String(high));
    // What is being typed stays, with what is said of it: an answer to something else comes while one types.
    const typing = document.activeElement === this.field && this.field.value !== this.written;
    if (!typing) setText(this.note, "");
    this.#showMarks();
    this.#showValue(typing);
  }

  // What stands on the track, as 2/L does; what lies outside of it is left out.
  /** @param {DialMark[]} marks */
  mark(marks) {
    this.marks = marks;
    this.#showMarks();
  }

  // Colours from the track's left end to its right one, evenly; `words` say the same.
  /** @param {string[]} colours none for a plain track @param {string} words */
  paint(colours, words) {
    const painted = colours.length ? `linear-gradient(to right, ${colours.join(", ")})` : "";
    // Maps are made many times in a drag, and most are what was there.
    if (painted !== this.painted) this.paper.style.background = painted;
    this.painted = painted;
    setText(this.words, words);
    if (this.track.title !== words) this.track.title = words;
  }

  #showMarks() {
    const { low, high } = this.number;
    const seen = this.marks.filter(({ at }) => at >= low && at <= high);
    this.ticks.replaceChildren(...seen.map(({ at, text, name }) => {
      return element("span", { class: "opt-dial-mark", style: `left: ${100 * shareOf(this.scale, at)}%`,
        title: name ?? text, "data-at": String(at) }, element("span", {}, text));
    }));
    this.#placeWords();
  }

  // Behind the ends of the track stand its name and its number.
  #placeWords() {
    const thumb = shareOf(this.scale, this.value);
    for (const mark of /** @type {Iterable<HTMLElement>} */ (this.ticks.children)) {
      const share = shareOf(this.scale, Number(mark.dataset.at));
      mark.classList.toggle("opt-dial-mark-before", isBefore(share, thumb));
    }
  }

  /** @param {boolean} [typing] whether the field is somebody's who types */
  #showValue(typing = false) {
    const text = this.format(this.value, 6);
    this.track.style.setProperty("--opt-at", `${100 * shareOf(this.scale, this.value)}%`);
    this.#placeWords();
    this.track.setAttribute("aria-valuenow", String(this.value));
    this.track.setAttribute("aria-valuetext", text);
    if (typing) return;
    this.field.removeAttribute("aria-invalid");
    this.written = text;
    if (this.field.value !== text) this.field.value = text;
  }

  // On its way to a value.
  #move(value) {
    this.busy = true;
    if (value === this.value) return;
    this.moved = true;
    this.number = { ...this.number, value };
    setText(this.note, "");
    this.#showValue();
    this.moving(value);
  }

  // It has arrived; nothing is said where it went nowhere.
  #arrive() {
    clearTimeout(this.rest);
    this.stopHolding();
    const { moved, value } = this;
    this.busy = this.moved = false;
    if (moved) this.released(value);
  }

  // Who leaves does not wait for the keys to rest. A row that is built anew takes its focus back at once.
  #left() {
    queueMicrotask(() => { if (!this.held && document.activeElement !== this.track) this.#arrive(); });
  }

  #grasp(event) {
    if (event.button !== 0 || !event.isPrimary) return;
    this.#arrive();
    event.preventDefault();
    this.track.focus({ preventScroll: true });
    const { pointerId } = event;
    try { this.track.setPointerCapture(pointerId); } catch { /* a pointer that is gone already */ }
    const own = (act) => (/** @type {any} */ next) => { if (next.pointerId === pointerId) act(next); };
    const begin = this.value;
    // Numbers beside it that grow longer may move the track, but not what the hand means.
    const place = this.track.getBoundingClientRect();
    // On the document, because a row may be built anew under the finger.
    const listeners = { pointermove: own(({ clientX }) => this.#pointed(clientX, place)),
      pointerup: own(() => this.#arrive()),
      // A finger that goes on to scroll the page has not meant the number it came down on.
      pointercancel: own(() => { this.#move(begin); this.#arrive(); }) };
    for (const [name, listener] of Object.entries(listeners)) document.addEventListener(name, listener);
    this.held = true;
    this.stopHolding = () => {
      for (const [name, listener] of Object.entries(listeners)) document.removeEventListener(name, listener);
      this.held = false;
      this.stopHolding = () => {};
    };
    this.#pointed(event.clientX, place);
  }

  /** @param {number} clientX @param {DOMRect} place */
  #pointed(clientX, { left, width }) {
    if (width) this.#move(valueAt(this.scale, (clientX - left) / width, width));
  }

  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const next = valueByKey(this.scale, this.value, event.key);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    this.#move(next);
    this.#restSoon();
  }

  #restSoon() {
    clearTimeout(this.rest);
    this.rest = window.setTimeout(() => this.#arrive(), REST_MS);
  }

  // Up and down lead from the number that is shown, as on the track.
  #fieldKey(event) {
    event.stopPropagation();
    if (event.key === "ArrowUp" || event.key === "ArrowDown") this.#key(event);
    if (event.key === "Enter") this.#typed();
  }

  #typed() {
    const { minimum, maximum, range, scale } = this.number;
    const typed = typedNumber(this.field.value, this.language);
    // What is shown is rounded: it stands for the number itself.
    if (this.field.value === this.format(this.value, 6)) { this.field.removeAttribute("aria-invalid"); return; }
    if (typed === null || typed < minimum || typed > maximum || (scale === "whole" && !Number.isInteger(typed))) {
      this.field.setAttribute("aria-invalid", "true");
      setText(this.note, range);
      return;
    }
    this.field.removeAttribute("aria-invalid");
    this.#move(typed);
    this.#arrive();
    this.#showValue();
  }

  dispose() {
    clearTimeout(this.rest);
    this.stopHolding();
  }
}

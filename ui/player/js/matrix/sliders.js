// A slider with its name and its number, that moves at once and tells when it is let go.

import { element } from "../base/dom.js";

export class Slider {
  /** @param {{ min: number, max: number, step: number }} range
      @param {(value: number) => void} moved @param {() => void} released */
  constructor(range, moved, released) {
    this.range = range;
    this.held = false;
    this.input = element("input", { type: "range", class: "opt-range", ...range,
      oninput: () => { this.held = true; moved(Number(this.input.value)); },
      onchange: () => { this.held = false; released(); } });
    this.name = element("span", { class: "opt-slider-name" });
    this.value = element("output", { class: "opt-readout" });
    this.node = element("label", { class: "opt-slider" }, this.name, this.input, this.value);
  }

  /** @param {string} name @param {number} place @param {string} text */
  show(name, place, text) {
    const { min, max } = this.range;
    this.name.textContent = name;
    if (Number(this.input.value) !== place) this.input.value = String(place);
    this.value.textContent = text;
    this.input.setAttribute("aria-valuetext", text);
    this.input.style.setProperty("--opt-done", `${(100 * (place - min)) / (max - min)}%`);
  }

  // Another end, as where a link brings more than the slider has.
  /** @param {number} max */
  reach(max) {
    this.range = { ...this.range, max };
    this.input.setAttribute("max", String(max));
  }
}

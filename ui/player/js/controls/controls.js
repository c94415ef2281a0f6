// The bar below the plots. It shows the timeline's state and passes on what the user wants.

import { element, icon, setText } from "../base/dom.js";
import { fill } from "../base/format.js";
import { SPEEDS } from "../base/timeline.js";

const SPEED_NAMES = { 0.25: "¼×", 0.5: "½×" };

export class Controls {
  /** @param {Actions} actions */
  constructor(actions) {
    const button = (name, action) => {
      const node = element("button", { type: "button", class: "opt-button", onclick: action });
      node.append(icon(name));
      return node;
    };
    this.toStart = button("toStart", () => actions.seek(0));
    this.back = button("stepBack", () => actions.stepBy(-1));
    this.play = button("play", () => actions.toggle());
    this.play.classList.add("opt-play");
    this.forward = button("stepForward", () => actions.stepBy(1));
    this.toEnd = button("toEnd", () => actions.seek(Infinity));
    for (const node of [this.toStart, this.toEnd]) node.classList.add("opt-to-end");
    this.loop = button("loop", () => actions.loop());
    this.range = element("input", { type: "range", class: "opt-range", min: 0, step: 1,
      oninput: () => actions.seek(Number(this.range.value)) });
    // A finger that goes on to scroll the page has not meant the step it came down on.
    let before = 0;
    this.range.addEventListener("pointerdown", () => { before = Number(this.range.value); }, true);
    this.range.addEventListener("pointercancel", () => actions.seek(before));
    this.speed = element("select", { class: "opt-select", onchange: () => actions.speed(Number(this.speed.value)) });
    for (const speed of SPEEDS) {
      this.speed.append(element("option", { value: speed }, SPEED_NAMES[speed] ?? `${speed}×`));
    }
    this.readout = element("output", { class: "opt-readout" });
    this.rate = element("span", { class: "opt-rate" });
    this.present = button("present", () => actions.present());
    // Places for what one player has and another has not.
    this.more = element("div", { class: "opt-more" }, this.present);
    this.node = element("div", { class: "opt-controls", role: "toolbar" },
      element("div", { class: "opt-buttons" }, this.toStart, this.back, this.play, this.forward, this.toEnd, this.loop),
      this.range, this.readout, element("div", { class: "opt-speed" }, this.speed, this.rate), this.more);
  }

  /** @param {Labels} labels */
  translate(labels) {
    this.labels = labels;
    /** @type {[HTMLElement, string][]} */
    const names = [[this.toStart, "to_start"], [this.back, "step_back"], [this.forward, "step_forward"],
      [this.toEnd, "to_end"], [this.loop, "loop"], [this.range, "step"], [this.speed, "speed"],
      [this.present, "present"]];
    for (const [node, key] of names) this.#name(node, labels[key]);
    this.node.setAttribute("aria-label", labels.player);
    this.shownPlaying = null;
  }

  #name(node, text) {
    node.setAttribute("aria-label", text);
    if (node.tagName === "BUTTON") node.title = text;
  }

  /** @param {import("../base/timeline.js").Timeline} timeline @param {Format} format */
  show(timeline, format) {
    const { step, steps, playing, loop, speed, rate } = timeline;
    const text = fill(this.labels.step_of, { step, steps });
    // What is written again makes the browser lay out and paint again, be it the same.
    if (this.range.max !== String(steps)) this.range.max = String(steps);
    if (this.range.value !== String(step)) this.range.value = String(step);
    if (text !== this.readout.textContent) {
      this.range.setAttribute("aria-valuetext", text);
      this.range.style.setProperty("--opt-done", `${steps ? (100 * step) / steps : 0}%`);
    }
    setText(this.readout, text);
    if (this.loop.getAttribute("aria-pressed") !== String(loop)) this.loop.setAttribute("aria-pressed", String(loop));
    if (this.speed.value !== String(speed)) this.speed.value = String(speed);
    setText(this.rate, fill(this.labels.rate, { rate: format(rate, 3) }));
    if (this.play.disabled !== (steps === 0)) this.play.disabled = steps === 0;
    this.#showPlaying(playing);
  }

  /** @param {boolean} on */
  showPresenting(on) { this.present.setAttribute("aria-pressed", String(on)); }

  #showPlaying(playing) {
    if (this.shownPlaying === playing) return;
    this.shownPlaying = playing;
    this.#name(this.play, playing ? this.labels.pause : this.labels.play);
    this.play.replaceChildren(icon(playing ? "pause" : "play"));
  }
}

// A pair of exclusive choices, as buttons.
/** @param {{ value: string, text?: string }[]} options @param {(value: string) => void} onChoose */
export function choice(options, onChoose) {
  const buttons = options.map(({ value, text }) => {
    const node = element("button", { type: "button", class: "opt-choice", "data-value": value,
      onclick: () => onChoose(value) });
    node.textContent = text ?? "";
    return node;
  });
  const node = element("div", { class: "opt-choices", role: "group" }, ...buttons);
  const show = (chosen) => buttons.forEach((button) =>
    button.setAttribute("aria-pressed", String(button.dataset.value === chosen)));
  return { node, buttons, show };
}

// The rate of a run in its card: minus, a field and plus. What is asked for is shown until the page has answered.

import { element } from "../base/dom.js";

/**
 * The number that was typed, or null: with a point or a comma, and nothing that may mean two numbers.
 *
 * @param {string} text
 * @param {string} language
 */
export function typedNumber(text, language) {
  const plain = text.trim().replace("−", "-");
  // Where a point is the decimal mark, a comma before three digits may part thousands as well.
  if (language === "en" && /^[1-9]\d{0,2},\d{3}$/.test(plain)) return null;
  if (!/^(\d+[.,]?\d*|[.,]\d+)(e[-+]?\d{1,3})?$/i.test(plain)) return null;
  return Number(plain.replace(",", "."));
}

/**
 * The next stop from a value, or the value where there is none.
 *
 * @param {number[]} stops increasing
 * @param {number} value
 * @param {1 | -1} way
 */
export function nextStop(stops, value, way) {
  const near = 1e-9 * Math.abs(value);
  if (way > 0) return stops.find((stop) => stop > value + near) ?? value;
  return [...stops].reverse().find((stop) => stop < value - near) ?? value;
}

/** @typedef {{ number: number, value: number }} Asked a request that the page has not answered yet */

export class RateFields {
  /** @type {Map<string, Asked>} */
  asked = new Map();

  /** @param {(run: string, value: number) => number} ask returns the number of the request */
  constructor(ask) { this.ask = ask; }

  // Forgets what the page has answered.
  /** @param {number} number */
  answered(number) {
    for (const [run, { number: own }] of this.asked) if (own <= number) this.asked.delete(run);
  }

  /**
   * @param {AnyRun} run
   * @param {Labels} labels
   * @param {Format} format
   */
  build(run, labels, format) {
    const rate = /** @type {RateControl} */ (run.rate);
    const value = () => this.asked.get(run.key)?.value ?? rate.value;
    const shown = () => format(value(), 6);
    const input = element("input", { type: "text", inputmode: "decimal", autocomplete: "off", "data-act": "rate",
      "aria-label": rate.name, class: "opt-rate-input" });
    const note = element("span", { class: "opt-rate-note", role: "status" });
    const show = () => {
      input.value = shown();
      input.removeAttribute("aria-invalid");
      note.textContent = rate.note;
      less.disabled = nextStop(rate.stops, value(), -1) === value();
      more.disabled = nextStop(rate.stops, value(), 1) === value();
    };
    const set = (wanted) => {
      if (wanted !== value()) this.asked.set(run.key, { number: this.ask(run.key, wanted), value: wanted });
      show();
    };
    const button = (way, text, name, act) => element("button", { type: "button", class: "opt-choice opt-rate-step",
      "aria-label": `${rate.name}: ${name}`, "data-act": act,
      onclick: () => set(nextStop(rate.stops, value(), way)) }, text);
    const less = button(-1, "−", labels.less, "less");
    const more = button(1, "+", labels.more, "more");
    input.addEventListener("change", () => {
      const typed = typedNumber(input.value, labels.language);
      if (typed !== null && typed >= rate.minimum && typed <= rate.maximum) { set(typed); return; }
      input.setAttribute("aria-invalid", "true");
      note.textContent = rate.range;
    });
    show();
    return element("span", { class: "opt-rate-control" }, less, input, more, note);
  }
}

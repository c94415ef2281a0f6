// The dials of runs: the rate in each row, the other numbers on a sheet that its button opens.

import { element, swatch } from "../base/dom.js";
import { fill } from "../base/format.js";
import { Dial } from "./dial.js";

/**
 * @typedef {object} Turning what becomes of a number that is turned
 * @property {(run: string, number: DialControl, value: number) => void} moving
 * @property {(run: string, number: DialControl, value: number) => void} released
 * @property {() => void} [shown] the sheet has opened, or closed
 */

/** @typedef {{ run: string, number: DialControl, dial: Dial }} ShownDial */

export class RunDials {
  /** @type {Map<string, ShownDial>} */
  made = new Map();
  // Whose numbers are on the sheet.
  open = "";
  /** @type {AnyRun[]} */
  runs = [];
  /** @type {Labels} */
  labels = {};
  /** @type {Format} */
  format = String;

  /** @param {Turning} turning */
  constructor(turning) {
    this.turning = turning;
    this.sheet = element("div", { class: "opt-sheet", role: "group", popover: "auto",
      onkeydown: (event) => this.#key(event),
      ontoggle: (event) => { if (event.newState === "closed") this.#closed(); } });
  }

  // For other runs, or other numbers of them. Dials that are still there are the same ones, as somebody may hold them.
  /** @param {AnyRun[]} runs @param {Labels} labels @param {Format} format */
  adopt(runs, labels, format) {
    Object.assign(this, { runs, labels, format });
    const there = new Set(runs.flatMap((run) => [run.rate, ...run.numbers ?? []].map((it) => `${run.key} ${it?.key}`)));
    for (const [key, { dial }] of this.made) {
      if (!there.has(key)) { dial.dispose(); this.made.delete(key); }
    }
    for (const run of runs) for (const it of [run.rate, ...run.numbers ?? []]) if (it) this.#dial(run, it);
    if (this.open) this.#fillSheet();
  }

  /** @param {AnyRun} run @param {DialControl} number @returns {Dial} */
  #dial(run, number) {
    const key = `${run.key} ${number.key}`;
    const known = this.made.get(key);
    const own = known ?? { run: run.key, number, dial: this.#make(key) };
    own.number = number;
    this.made.set(key, own);
    own.dial.dress(this.format, this.labels.language);
    own.dial.show(number);
    const { mark } = number;
    own.dial.mark(mark ? [{ at: mark.at, text: mark.text, name: mark.meaning }] : []);
    return own.dial;
  }

  // What marks say holds no longer, until other runs come.
  unmark() { for (const { dial } of this.made.values()) dial.mark([]); }

  #make(key) {
    const call = (name) => (value) => {
      const own = this.made.get(key);
      if (own) this.turning[name](own.run, own.number, value);
    };
    return new Dial({ moving: call("moving"), released: call("released") });
  }

  // What stands in the row of a run.
  /** @param {AnyRun} run */
  inRow(run) {
    const rate = /** @type {DialControl} */ (run.rate);
    const own = this.made.get(`${run.key} ${rate.key}`);
    return element("span", { class: "opt-row-dials" }, /** @type {ShownDial} */ (own).dial.node, this.more(run),
      ...(rate.note ? [element("span", { class: "opt-row-note", title: rate.note }, rate.note)] : []));
  }

  // The button that opens the sheet; nothing where there is nothing else to set.
  /** @param {AnyRun} run */
  more(run) {
    if (!run.numbers?.length) return "";
    const name = fill(this.labels.more_numbers, { method: run.label });
    return element("button", { type: "button", class: "opt-choice opt-more-numbers", "data-act": "more",
      "aria-haspopup": "true", "aria-expanded": String(this.open === run.key), "aria-label": name, title: name,
      // A press outside closes the sheet before the click comes.
      onpointerdown: () => { this.pressed = this.open; },
      onclick: (event) => { this.#toggle(run, event.currentTarget); } }, "⋯");
  }

  pressed = "";

  /** @param {AnyRun} run @param {HTMLElement} button */
  #toggle(run, button) {
    const again = this.open === run.key || this.pressed === run.key;
    this.pressed = "";
    if (again) { this.sheet.hidePopover(); return; }
    if (this.open) this.sheet.hidePopover();
    this.open = run.key;
    this.#fillSheet();
    button.setAttribute("aria-expanded", "true");
    this.sheet.showPopover();
    this.#place(button);
    this.turning.shown?.();
    /** @type {HTMLElement | null} */ (this.sheet.querySelector("[role=slider]"))?.focus({ preventScroll: true });
  }

  // Escape closes the sheet and nothing else, and leads back to where it was opened.
  #key(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    event.preventDefault();
    const button = [...document.querySelectorAll(".opt-more-numbers[aria-expanded=true]")][0];
    this.sheet.hidePopover();
    /** @type {HTMLElement | undefined} */ (button)?.focus({ preventScroll: true });
  }

  #closed() {
    this.open = "";
    for (const button of document.querySelectorAll(".opt-more-numbers")) button.setAttribute("aria-expanded", "false");
    this.turning.shown?.();
  }

  // Above or beneath the button, wherever there is room.
  #place(button) {
    const [at, own] = [button.getBoundingClientRect(), this.sheet.getBoundingClientRect()];
    const beneath = at.bottom + own.height + 8 < window.innerHeight;
    this.sheet.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - own.width - 8))}px`;
    const top = beneath ? at.bottom + 4 : at.top - own.height - 4;
    this.sheet.style.top = `${Math.max(8, Math.min(top, window.innerHeight - own.height - 8))}px`;
  }

  #fillSheet() {
    const run = this.runs.find(({ key }) => key === this.open);
    if (!run?.numbers?.length) { if (this.open) this.sheet.hidePopover(); return; }
    this.sheet.setAttribute("aria-label", run.label);
    if (this.sheet.dataset.run === run.key && this.sheet.childElementCount === run.numbers.length + 1
      && run.numbers.every(({ key }) => this.made.get(`${run.key} ${key}`)?.dial.node.isConnected)) return;
    this.sheet.dataset.run = run.key;
    this.sheet.replaceChildren(element("div", { class: "opt-name opt-sheet-name" }, swatch(run), run.label),
      ...run.numbers.map((number) => element("div", { class: "opt-sheet-number", title: number.help },
        element("span", { class: "opt-sheet-label" }, number.label),
        /** @type {ShownDial} */ (this.made.get(`${run.key} ${number.key}`)).dial.node)));
  }

  // Those that can be seen.
  /** @returns {ShownDial[]} */
  get shown() {
    return [...this.made.values()].filter(({ run, number }) =>
      run === this.open || this.runs.some((it) => it.key === run && it.rate?.key === number.key));
  }
}

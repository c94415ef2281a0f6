// The list of keys, over the player.

import { element } from "../base/dom.js";

// Keys and the label that says what they do.
const KEYS = [["Space", "key_play"], ["← →", "key_step"], ["Home End", "key_ends"], ["F", "key_present"],
  ["V", "key_view"], ["C", "key_side"], ["1 – 9", "key_runs"], ["↵", "key_fold"], ["← → ↑ ↓", "key_nudge"],
  ["P N", "key_scene"], ["?", "key_help"], ["Esc", "key_leave"]];

export class KeyHelp {
  constructor() {
    this.list = element("dl", { class: "opt-keys-list" });
    this.title = element("strong", {});
    this.close = element("button", { type: "button", class: "opt-choice opt-reset", onclick: () => this.show(false) });
    this.node = element("div", { class: "opt-keys", role: "dialog", hidden: "" },
      element("div", { class: "opt-keys-head" }, this.title, this.close), this.list);
  }

  get open() { return !this.node.hidden; }

  /** @param {Labels} labels @param {string[]} missing labels of what this player has not */
  translate(labels, missing) {
    this.title.textContent = labels.keys;
    this.close.textContent = labels.close;
    this.node.setAttribute("aria-label", labels.keys);
    const rows = KEYS.filter(([, name]) => name in labels && !missing.includes(name));
    this.list.replaceChildren(...rows.flatMap(([key, name]) =>
      [element("dt", {}, element("kbd", {}, key)), element("dd", {}, labels[name])]));
  }

  /** @param {boolean} shown */
  show(shown) {
    this.node.hidden = !shown;
    // In the middle of what one sees of the player, which may be longer than the window; whole, if that is little.
    const around = this.node.offsetParent?.getBoundingClientRect();
    if (!around) return;
    const [top, bottom] = [Math.max(around.top, 0), Math.min(around.bottom, window.innerHeight)];
    const half = this.node.offsetHeight / 2;
    const middle = Math.max(half, Math.min(window.innerHeight - half, (top + bottom) / 2));
    this.node.style.top = `${middle - around.top}px`;
  }
}

// The numbers of what is shown, while it is dragged: rows of a name and a value, the whole number in `data-value`.

import { element, setText } from "../base/dom.js";

export class Numbers {
  constructor() {
    this.node = element("dl", { class: "opt-numbers" });
    /** @type {Map<string, HTMLElement>} */
    this.values = new Map();
  }

  // Rows are [key, label, text, number]; `number` is what a test or a table reads, with all digits.
  /** @param {[string, string, string, number | number[] | null][]} rows */
  show(rows) {
    const keys = rows.map(([key]) => key).join();
    if (keys !== this.keys) {
      this.keys = keys;
      this.values.clear();
      this.node.replaceChildren(...rows.flatMap(([key]) => {
        const value = element("dd", { "data-key": key });
        this.values.set(key, value);
        return [element("dt"), value];
      }));
    }
    rows.forEach(([key, label, text, number], i) => {
      setText(/** @type {HTMLElement} */ (this.node.children[2 * i]), label);
      const node = this.values.get(key);
      setText(node, text);
      node.dataset.value = number === null ? "" : String(number);
    });
  }
}

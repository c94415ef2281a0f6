// A small native menu whose own text says what is chosen.

import { element } from "../base/dom.js";

export class Menu {
  // The label of a value is found under `prefix` and the value.
  /** @param {string[]} values @param {string} prefix @param {(value: string) => void} onChoose */
  constructor(values, prefix, onChoose) {
    this.prefix = prefix;
    this.label = this.hint = "";
    this.node = element("select", { class: "opt-select opt-menu", "data-menu": prefix,
      onchange: () => onChoose(this.node.value) });
    this.node.append(...values.map((value) => element("option", { value })));
  }

  /** @param {Labels} labels @param {string} name @param {string} hint */
  translate(labels, name, hint = "") {
    this.label = labels[name];
    this.hint = hint || this.label;
    this.node.setAttribute("aria-label", this.label);
    this.node.title = this.hint;
    for (const option of this.node.options) option.textContent = labels[`${this.prefix}_${option.value}`];
  }

  show(value) { this.node.value = value; }

  // One of the values cannot be had, for a reason; "" if it can.
  forbid(value, reason) {
    const option = [...this.node.options].find((each) => each.value === value);
    option.disabled = Boolean(reason);
    option.title = reason;
  }

  disable(reason) {
    this.node.disabled = Boolean(reason);
    this.node.title = reason || this.hint;
  }
}

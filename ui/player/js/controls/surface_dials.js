// The numbers of the surface, below its picture: a dial each, with its name beside it.

import { element } from "../base/dom.js";
import { Dial } from "./dial.js";

export class SurfaceDials {
  /** @type {Map<string, Dial>} */
  dials = new Map();

  /** @param {{ moving: (dial: DialControl, value: number) => void, released: () => void }} actions */
  constructor(actions) {
    this.actions = actions;
    this.node = element("div", { class: "opt-surface-dials", role: "group", hidden: "" });
  }

  // As the page has them. A dial that somebody holds stays the same one.
  /** @param {DialControl[]} given @param {Format} format @param {Labels} labels */
  adopt(given, format, labels) {
    this.node.hidden = !given.length;
    this.node.setAttribute("aria-label", labels.surface_numbers);
    const names = given.map(({ key, label }) => `${key} ${label}`);
    if (names.join("\n") !== [...this.dials.keys()].join("\n")) this.#build(given, names);
    for (const [i, dial] of [...this.dials.values()].entries()) {
      dial.dress(format, labels.language);
      dial.moving = (to) => this.actions.moving(given[i], to);
      dial.show(given[i]);
    }
  }

  #build(given, names) {
    this.dispose();
    this.dials = new Map(names.map((name) => [name, new Dial({ released: () => this.actions.released() })]));
    const dials = [...this.dials.values()];
    this.node.replaceChildren(...given.map(({ key, label }, i) => element("div", { class: "opt-surface-dial",
      "data-number": key }, element("span", { "aria-hidden": "true" }, label), dials[i].node)));
  }

  dispose() { for (const dial of this.dials.values()) dial.dispose(); }
}

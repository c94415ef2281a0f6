// How many steps there are at most: a dial beside the transport.

import { element, setText } from "../base/dom.js";
import { Dial } from "./dial.js";

export class StepDial {
  /**
   * @param {import("./controls.js").Controls} bar
   * @param {{ moving: (steps: number) => void, released: (steps: number) => void }} actions
   */
  constructor(bar, actions) {
    this.dial = new Dial(actions);
    this.label = element("span", { class: "opt-step-dial-label", "aria-hidden": "true" });
    this.node = element("div", { class: "opt-step-dial", hidden: "" }, this.label, this.dial.node);
    bar.readout.after(this.node);
  }

  /** @param {DialControl | null} number @param {Format} format @param {Labels} labels */
  adopt(number, format, labels) {
    this.node.hidden = !number;
    if (!number) return;
    setText(this.label, labels.step_limit);
    this.dial.dress(format, labels.language);
    this.dial.show({ ...number, logarithmic: true });
  }
}

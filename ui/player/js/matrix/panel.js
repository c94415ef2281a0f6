// What both players of matrix calculus share: their frame, the theme, and who has the last word on what is dragged.

import { element, setData } from "../base/dom.js";
import { formatter } from "../base/format.js";
import { Requests } from "../base/requests.js";
import { readTheme } from "../base/theme.js";

/** @type {(keyof Theme & ("text" | "background" | "grid" | "muted" | "primary"))[]} */
const COLORS = ["text", "background", "grid", "muted", "primary"];

export class Panel {
  requests = new Requests();
  /** @type {any} */
  header = null;
  /** @type {any} */
  state = null;

  /** @param {HTMLElement} parent @param {string} name */
  constructor(parent, name) {
    this.parent = parent;
    this.root = element("div", { class: `opt-player opt-matrices ${name}`, role: "group", "data-ready": "false" });
    parent.append(this.root);
  }

  /** @returns {import("./sliders.js").Slider[]} */
  get sliders() { return []; }

  // What is held, or was let go of after this answer was asked for, is where people have put it.
  /** @param {any} header @param {any} state */
  take(header, state) {
    this.header = header;
    this.format = formatter(header.labels.language);
    const held = this.sliders.some((slider) => slider.held);
    if (!this.state || (!held && header.answered >= this.requests.told)) this.state = state;
    const theme = readTheme(this.parent);
    for (const name of COLORS) this.root.style.setProperty(`--opt-${name}`, String(theme[name]));
    setData(this.root, "dark", theme.dark);
  }

  ready() { setData(this.root, "ready", true); }

  tell() { this.requests.view(this.state); }

  dispose() { this.root.remove(); }
}

// A name and what stands beside it.
/** @param {string} name @param {...(Node | string)} what */
export const row = (name, ...what) => [element("dt", {}, name), element("dd", {}, ...what)];

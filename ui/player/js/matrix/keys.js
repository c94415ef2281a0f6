// The list of keys of the page of matrix calculus, whichever part of it is open.

import { element } from "../base/dom.js";
import { listenToHelp } from "../base/keyboard.js";
import { mountingOnce } from "../base/mount.js";
import { loadStyles } from "../base/plotly.js";
import { readTheme } from "../base/theme.js";
import { KeyHelp } from "../controls/key_help.js";

/** @type {(keyof Theme & ("text" | "background" | "grid"))[]} */
const COLORS = ["text", "background", "grid"];

export const mountKeys = mountingOnce(mount);

/** @param {HTMLElement} parent */
function mount(parent) {
  loadStyles();
  const help = new KeyHelp();
  const root = element("div", { class: "opt-page-keys" }, help.node);
  parent.append(root);
  /** @param {Labels} labels */
  const tell = (labels) => {
    const theme = readTheme(parent);
    for (const name of COLORS) root.style.setProperty(`--opt-${name}`, theme[name]);
    help.translate(labels, []);
  };
  return { tell, forget: listenToHelp(help) };
}

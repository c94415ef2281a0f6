// The list of keys of the page of matrix calculus, whichever part of it is open.

import { element } from "../base/dom.js";
import { listenToHelp } from "../base/keyboard.js";
import { loadStyles } from "../base/plotly.js";
import { readTheme } from "../base/theme.js";
import { KeyHelp } from "../controls/key_help.js";

/** @type {(keyof Theme & ("text" | "background" | "grid"))[]} */
const COLORS = ["text", "background", "grid"];

/** @type {WeakMap<HTMLElement, (labels: Labels) => void>} */
const mounted = new WeakMap();

/** @param {{ parentElement: HTMLElement, data: Labels }} component */
export function mountKeys({ parentElement: parent, data }) {
  const known = mounted.get(parent);
  if (known) {
    known(data);
    return () => {};
  }
  loadStyles();
  const help = new KeyHelp();
  const root = element("div", { class: "opt-page-keys" }, help.node);
  parent.classList.add("opt-scene-feed");
  parent.append(root);
  /** @param {Labels} labels */
  const tell = (labels) => {
    const theme = readTheme(parent);
    for (const name of COLORS) root.style.setProperty(`--opt-${name}`, theme[name]);
    help.translate(labels, []);
  };
  tell(data);
  mounted.set(parent, tell);
  const forget = listenToHelp(help);
  return () => setTimeout(() => {
    if (parent.isConnected) return;
    forget();
    mounted.delete(parent);
  });
}

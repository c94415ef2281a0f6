// What to look for in the scene that is shown, and the way to the others.

import { element, icon, setText } from "../base/dom.js";

const PREFIX = "scene ";

export class DemoBar {
  // `go` hears the name of a scene, or "previous", "next" or "close".
  /** @param {(to: string) => void} go */
  constructor(go) {
    const button = (name, to) => element("button", { type: "button", class: "opt-demo-button", onclick: () => go(to) },
      icon(name));
    this.menu = element("select", { class: "opt-select opt-menu opt-demo-menu", onchange: () => go(this.menu.value) });
    this.look = element("span", {});
    this.change = element("span", { class: "opt-demo-change" });
    this.place = element("span", { class: "opt-hidden" });
    this.text = element("p", { class: "opt-demo-text", role: "status" }, this.place, this.look, " ", this.change);
    this.previous = button("previous", "previous");
    this.next = button("next", "next");
    this.close = button("bad", "close");
    this.node = element("div", { class: "opt-demo", role: "group", hidden: "" }, this.menu, this.text,
      element("span", { class: "opt-demo-buttons" }, this.previous, this.next, this.close));
  }

  /** @param {Labels} labels */
  translate(labels) {
    const option = (value, text) => element("option", { value }, text);
    const names = Object.keys(labels).filter((name) => name.startsWith(PREFIX));
    const none = option("", labels.scene_none);
    none.disabled = true;
    // A name begins with the row of the lectures: "B5-away".
    const named = (key, title) => option(key, `${key.split("-")[0]}  ${title}`);
    this.menu.replaceChildren(none, ...names.map((name) => named(name.slice(PREFIX.length), labels[name])));
    /** @type {[HTMLElement, string][]} */
    const called = [[this.node, "scenes"], [this.menu, "scenes"], [this.previous, "scene_previous"],
      [this.next, "scene_next"], [this.close, "scene_close"]];
    for (const [node, name] of called) {
      node.setAttribute("aria-label", labels[name]);
      if (node instanceof HTMLButtonElement) node.title = labels[name];
    }
  }

  // Without a scene there is nothing to say; who presents has no other way to one.
  /** @param {DemoNote | null} demo @param {boolean} needed */
  show(demo, needed) {
    this.node.hidden = !demo && !needed;
    this.menu.value = demo?.key ?? "";
    setText(this.place, demo ? `${demo.place}. ${demo.title}. ` : "");
    setText(this.look, demo?.look ?? "");
    setText(this.change, demo?.change ?? "");
    this.close.hidden = !demo;
  }
}

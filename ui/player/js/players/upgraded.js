// A page from before an upgrade of the server: it goes on as it is, and one quiet note says that a reload brings the
// new version. Nothing is lost by it, as the view is in the address.

import { element } from "../base/dom.js";

const NOTE = "opt-upgraded";

// In place of a player's own code, for every component of such a page; the players leave the words at their elements.
/** @param {{ parentElement: HTMLElement }} component */
export function mountUpgraded({ parentElement }) {
  if (document.querySelector(`.${NOTE}`)) return;
  /** @type {HTMLElement} */
  const place = document.querySelector("[data-upgraded]") ?? parentElement;
  const { upgraded = "There is a new version of this page.", reload = "Reload" } = place.dataset;
  const button = element("button", { type: "button", onclick: () => window.location.reload() }, reload);
  place.prepend(element("p", { class: `opt-notice opt-waiting ${NOTE}`, role: "status" }, `${upgraded} `, button));
}

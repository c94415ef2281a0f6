// The whole window for one player: in a lecture hall nothing else is looked at.

import { TYPE } from "../base/theme.js";

// A line of text for the last row: a 45th of the window's height, 24 px on a projector.
const ROWS = 45;
const COLUMNS = 80;
const LEAST = 15;

export class Presentation {
  on = false;

  // `ended()` hears that the browser has ended it, as with Escape in its full screen.
  /** @param {HTMLElement} root @param {() => void} ended */
  constructor(root, ended) {
    this.root = root;
    const changed = () => { if (this.on && this.full && !document.fullscreenElement) ended(); };
    document.addEventListener("fullscreenchange", changed);
    this.stop = () => { document.removeEventListener("fullscreenchange", changed); this.show(false); };
    // Whether the browser's full screen was asked for, too.
    this.full = false;
  }

  // How much larger than usual type is drawn in the whole window; otherwise as the page has it.
  get scale() { return this.on ? size() / TYPE : undefined; }

  /** @param {boolean} wanted */
  show(wanted) {
    const { root } = this;
    this.on = wanted;
    root.classList.toggle("opt-present", wanted);
    root.style.setProperty("--opt-size", `${size()}px`);
    // The top layer: above whatever the page has, and without moving the player in it.
    if (wanted) root.setAttribute("popover", "manual");
    if (wanted && root.isConnected && !root.matches(":popover-open")) root.showPopover();
    if (!wanted) root.removeAttribute("popover");
    if (!wanted) this.#leaveFullScreen();
  }

  // Browsers allow it where somebody has just pressed something; without it the window is used.
  async askForFullScreen() {
    try {
      await document.documentElement.requestFullscreen();
      this.full = true;
    } catch { this.full = false; }
  }

  #leaveFullScreen() {
    if (this.full && document.fullscreenElement) document.exitFullscreen();
    this.full = false;
  }
}

const size = () => Math.max(LEAST, Math.min(window.innerHeight / ROWS, window.innerWidth / COLUMNS));

// Moves a timeline once a frame while it plays and its player is on the page.

import { setData } from "./dom.js";

const REDUCED = window.matchMedia("(prefers-reduced-motion: reduce)");

export class Animation {
  running = false;
  frames = 0;

  /** @param {import("./timeline.js").Timeline} timeline @param {HTMLElement} root @param {() => void} moved */
  constructor(timeline, root, moved) {
    this.timeline = timeline;
    this.root = root;
    this.moved = moved;
  }

  start() {
    if (this.running || !this.timeline.playing) return;
    this.running = true;
    let last = performance.now();
    const tick = (now) => {
      // A tab in the background stops; going on must not jump by the time away.
      const seconds = Math.min(0.25, Math.max(0, now - last) / 1000);
      last = now;
      if (this.timeline.advance(seconds, REDUCED.matches)) this.#draw();
      this.running = this.timeline.playing && this.root.isConnected;
      if (this.running) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  #draw() {
    this.frames += 1;
    setData(this.root, "frames", this.frames);
    this.moved();
  }
}

// When what is dragged is told in words and numbers. They take a browser longer than lines, and people too: so many
// times a second they go with a frame that is drawn anyway.

const PAUSE_MS = 100;

export class LiveWords {
  timer = 0;
  told = 0;

  /** @param {() => void} tell @param {() => void} again draws the last frame once more, with words */
  constructor(tell, again) {
    this.tell = tell;
    this.again = again;
  }

  // Whether they go with the next frame.
  get due() { return performance.now() - this.told > PAUSE_MS; }

  // A frame has been drawn. If none follows that takes them along, it is drawn again.
  /** @param {boolean} spoken whether words go with it */
  drawn(spoken) {
    this.stop();
    if (!spoken) { this.timer = window.setTimeout(() => this.again(), PAUSE_MS); return; }
    this.told = performance.now();
    this.tell();
  }

  stop() { clearTimeout(this.timer); }
}

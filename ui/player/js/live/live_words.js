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

  // A frame has been drawn. If none comes that takes them along, it is drawn again.
  /** @param {boolean} spoken whether words go with it */
  drawn(spoken) {
    if (!spoken) { this.timer ||= window.setTimeout(() => { this.timer = 0; this.again(); }, PAUSE_MS); return; }
    this.stop();
    this.told = performance.now();
    this.tell();
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = 0;
  }
}

// A start that is dragged: what is there before the server knows, once a frame, and one message when it is let go.

import { LiveRuns } from "./live_runs.js";

// As many decimals as a pixel is worth, as the page rounds (surfaces/base/bounds.py).
/** @param {number[]} point @param {[number, number][]} domain */
export function readable(point, domain) {
  return point.map((value, i) => {
    const [low, high] = domain[i];
    const digits = 3 - Math.floor(Math.log10(high - low));
    const unit = 10 ** -digits;
    const rounded = digits >= 0 ? Number(value.toFixed(Math.min(100, digits))) : Math.round(value / unit) * unit;
    // Zero has no sign here.
    return rounded + 0;
  });
}

/**
 * @typedef {object} Shown what a drag asks of the player
 * @property {() => { scene: Scene, header: Header, runs: Run[] }} current
 * @property {() => void} begins the first move of a drag
 * @property {(runs: Run[], start: number[], live: LiveRuns) => void} show
 * @property {(point: number[]) => void} tell the server
 */

export class Dragging {
  // Whether something is held, and whether what was let go of is unanswered.
  held = false;
  pending = false;
  /** @type {LiveRuns | null} */
  live = null;
  /** @type {number[] | null} */
  point = null;
  frame = 0;
  frames = 0;

  /** @param {Shown} given */
  constructor(given) { this.given = given; }

  // Whether what is shown is the engine's and not the server's.
  get ahead() { return this.held || this.pending; }

  // To a place; drawn with the next frame, however many moves there are until then.
  /** @param {number[]} place */
  to(place) {
    const { scene, header } = this.given.current();
    if (!this.held) {
      this.held = true;
      this.live = new LiveRuns(scene, header);
      this.given.begins();
    }
    this.point = readable(place, scene.domain);
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => { this.frame = 0; this.draw(); });
  }

  // Let go: the last place is drawn, and the server hears of it.
  release() {
    if (!this.held) return;
    if (this.frame) {
      cancelAnimationFrame(this.frame);
      this.frame = 0;
      this.draw();
    }
    this.held = false;
    this.pending = true;
    this.given.tell(this.point);
  }

  draw() {
    if (!this.live?.offered || !this.point) return;
    const { runs } = this.given.current();
    this.frames += 1;
    this.given.show(this.live.from(runs, this.point), this.point, this.live);
  }

  // The server's runs have come: those asked for, or others while the drag is ahead of it, which then is drawn again.
  /** @param {boolean} asked whether they answer what was let go of @param {Header} header @param {Arrays} arrays */
  answered(asked, header, arrays) {
    if (this.held || (this.pending && !asked)) {
      const { scene } = this.given.current();
      this.live = new LiveRuns(scene, header);
      return true;
    }
    const differing = this.pending && this.live?.offered ? this.live.differing(header, arrays) : [];
    for (const { run, step } of differing) {
      console.warn(`The path of ${run} differs from the server's from step ${step} on; the server's is shown.`);
    }
    this.pending = false;
    return false;
  }

  stop() { cancelAnimationFrame(this.frame); }
}

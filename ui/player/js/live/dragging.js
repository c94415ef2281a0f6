// What is dragged, be it the start, a number of a run or how many steps there are: what is there before the server
// knows, once a frame, and one message when it is let go.

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
 * @property {() => boolean} speaks whether words go with the next frame
 * @property {(runs: Run[], changes: Changes, live: LiveRuns, spoken: boolean) => void} show
 * @property {(changes: Changes, kinds: Set<Kind>) => void} tell the server of what was dragged
 * @property {(scene: Scene, header: Header) => any} [engine] what makes the runs, if not those of a surface
 */

/** @typedef {import("./live_runs.js").Changes} Changes */
/** @typedef {"start" | "surface" | "numbers" | "steps" | "data"} Kind */

/** @returns {Changes} */
const nothing = () => ({ numbers: {} });

export class Dragging {
  // Whether something is held, and whether what was let go of is unanswered.
  held = false;
  pending = false;
  /** @type {LiveRuns | null} */
  live = null;
  // All that the server has not answered.
  changes = nothing();
  // What has been dragged since it was taken hold of, and what was let go of and is not answered.
  /** @type {Set<Kind>} */
  kinds = new Set();
  /** @type {Set<Kind>} */
  told = new Set();
  frame = 0;
  frames = 0;
  // The example that was moved last.
  /** @type {import("./live_runs.js").MovedExample | null} */
  last = null;

  /** @param {Shown} given */
  constructor(given) { this.given = given; }

  /** @param {Scene} scene @param {Header} header */
  #engine(scene, header) { return this.given.engine?.(scene, header) ?? new LiveRuns(scene, header); }

  // Whether what is shown is the engine's and not the server's.
  get ahead() { return this.held || this.pending; }

  // The start to a place.
  /** @param {number[]} place */
  to(place) {
    this.#hold("start");
    this.changes.start = readable(place, this.given.current().scene.domain);
  }

  // The numbers of the surface are other ones.
  reshape() {
    this.#hold("surface");
    this.changes.surface = true;
    this.live = null;
  }

  // A number of a run to a value.
  /** @param {string} run @param {DialControl} number @param {number} value */
  turn(run, { key, symbol, value: was }, value) {
    this.#hold("numbers");
    const own = (this.changes.numbers[run] ??= {});
    own[key] = { symbol, value, was };
  }

  /** @param {number} steps */
  extend(steps) {
    this.#hold("steps");
    this.changes.steps = steps;
  }

  // An example to a place.
  /** @param {import("./live_runs.js").MovedExample} example */
  move(example) {
    this.#hold("data");
    this.changes.data = { ...this.changes.data, [example.place]: example };
    this.last = example;
  }

  // Drawn with the next frame, however many moves there are until then.
  /** @param {Kind} kind */
  #hold(kind) {
    if (!this.held) {
      this.held = true;
      this.live = null;
      this.given.begins();
    }
    this.kinds.add(kind);
    this.frame ||= requestAnimationFrame(() => { this.frame = 0; this.draw(); });
  }

  // Let go: the last place is drawn, and the server hears of it.
  release() {
    if (!this.held) return;
    cancelAnimationFrame(this.frame);
    const undrawn = this.frame || this.kinds.has("surface") || this.kinds.has("data");
    Object.assign(this, { held: false, pending: true, frame: 0 });
    // What is coarse while it moves is drawn sharp.
    if (undrawn) this.draw();
    this.given.tell(this.changes, this.kinds);
    for (const kind of this.kinds) this.told.add(kind);
    this.kinds.clear();
  }

  // What was let go of while nobody listened.
  again() { if (this.pending) this.given.tell(this.changes, this.told); }

  // `again`: what is drawn already, once more and with words.
  draw(again = false) {
    if (!this.ahead) return;
    const { scene, header, runs } = this.given.current();
    this.live ??= this.#engine(scene, header);
    if (!this.live.offered) return;
    if (!again) this.frames += 1;
    const spoken = again || this.given.speaks();
    this.given.show(this.live.from(runs, this.changes, spoken), this.changes, this.live, spoken);
  }

  // The server's runs have come: those asked for, or others while the drag is ahead of it, which then is drawn again.
  /** @param {boolean} asked whether they answer all that was let go of @param {Header} header @param {Arrays} arrays */
  answered(asked, header, arrays) {
    if (this.held || (this.pending && !asked)) {
      const { scene } = this.given.current();
      this.live = this.#engine(scene, header);
      return true;
    }
    const differing = this.pending && this.live?.offered ? this.live.differing(header, arrays) : [];
    for (const { run, step } of differing) {
      console.warn(`The path of ${run} differs from the server's from step ${step} on; the server's is shown.`);
    }
    this.pending = false;
    this.changes = nothing();
    this.told.clear();
    return false;
  }

  stop() { cancelAnimationFrame(this.frame); }
}

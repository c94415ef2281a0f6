// Long computations in slices, the one that was asked for first first; each can be called off between two slices.

import { mapEnds } from "./ends.js";

/** @typedef {Record<string, (task: any) => Generator<any, void>>} Kinds what can be computed, by its name */

/** @type {Kinds} */
const KINDS = { ends: mapEnds };
// So long nobody else gets a turn.
const SLICE_MS = 8;

export class Jobs {
  /** @type {Map<number, Generator<any, void>>} */
  running = new Map();
  waiting = false;

  /**
   * @param {(id: number, part: unknown) => void} tell parts of a result; null once it is all there
   * @param {(act: () => void) => void} later
   * @param {Kinds} [kinds]
   */
  constructor(tell, later, kinds = KINDS) {
    this.kinds = kinds;
    this.tell = tell;
    this.later = later;
  }

  /** @param {number} id @param {string} kind @param {unknown} task */
  begin(id, kind, task) {
    this.running.set(id, this.kinds[kind](task));
    this.#wait();
  }

  /** @param {number} id */
  cancel(id) { this.running.delete(id); }

  #wait() {
    if (this.waiting || !this.running.size) return;
    this.waiting = true;
    this.later(() => { this.waiting = false; this.#slice(); });
  }

  #slice() {
    const end = performance.now() + SLICE_MS;
    for (const [id, job] of this.running) {
      while (performance.now() < end) {
        const { done, value } = job.next();
        if (done) { this.running.delete(id); this.tell(id, null); break; }
        if (value) this.tell(id, value);
      }
      if (performance.now() >= end) break;
    }
    this.#wait();
  }
}

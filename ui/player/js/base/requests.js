// What the player asks of the server. While a dragged start is under way the next one waits, and only the
// latest waits: paths follow the marker as fast as answers come back, and never lag behind it.

const PATIENCE = 4000;

export class Requests {
  // Numbers go on across reloads of the player within one session.
  number = Date.now();
  told = 0;
  pending = 0;
  // The last request that set numbers.
  set = 0;
  /** @type {number[] | null} */
  waiting = null;
  /** @type {(name: string, value: object) => void} */
  send = () => {};
  timer = 0;
  // The last request that moved the start, be it given up on or not.
  asked = 0;
  // What was sent last of each kind, and up to which number a server has answered.
  /** @type {Map<string, any>} */
  kept = new Map();
  confirmed = 0;
  // Whether the connection was away and nothing has come since.
  returned = false;
  // Whether the player tells again by itself what was dragged while it was away.
  dragged = false;

  #tell(name, value) {
    this.kept.set(name, value);
    this.send(name, value);
  }

  // The connection is back: what was asked meanwhile has gone nowhere.
  renew() {
    this.returned = true;
    if (!this.dragged) this.#again(this.confirmed);
  }

  #again(number) {
    for (const [name, value] of this.kept) if (value.request > number) this.send(name, value);
  }

  // A message has come that answers what was asked up to a number. The first one after the connection was away may be
  // of a server that was started anew: it has the link, and no ear for what came before its page was there.
  /** @param {number | undefined} number */
  heard(number = 0) {
    this.confirmed = Math.max(number, this.confirmed);
    if (!this.returned) return;
    this.returned = false;
    this.#again(this.confirmed);
  }

  /** @param {number[]} point */
  start(point) {
    if (this.pending) { this.waiting = point; return; }
    this.number += 1;
    this.pending = this.asked = this.number;
    clearTimeout(this.timer);
    // A script that failed never answers; the next move must get through nevertheless.
    this.timer = setTimeout(() => this.#next(), PATIENCE);
    this.#tell("start", { point, request: this.number });
  }

  // Answers of a server that was away will not come any more.
  forget() {
    clearTimeout(this.timer);
    Object.assign(this, { pending: 0, waiting: null });
  }

  settings(settings) {
    this.number += 1;
    this.told = this.number;
    this.#tell("settings", { ...settings, request: this.number });
  }

  data(edit) {
    this.number += 1;
    this.set = this.number;
    this.#tell("data", { ...edit, request: this.number });
  }

  // What has been dragged, once it is let go of.
  view(state) {
    this.number += 1;
    this.told = this.number;
    this.#tell("view", { ...state, request: this.number });
  }

  /** @param {string} run */
  explain(run) {
    this.number += 1;
    this.#tell("explain", { run, request: this.number });
  }

  // All numbers that are set and not answered yet, by run and key: of two messages close to each other the first may
  // be lost.
  /** @param {Record<string, Record<string, number>>} runs */
  numbers(runs) {
    this.number += 1;
    this.set = this.number;
    this.#tell("numbers", { runs, request: this.number });
  }

  /** @param {number} steps */
  steps(steps) {
    this.number += 1;
    this.set = this.number;
    this.#tell("steps", { steps, request: this.number });
  }

  // All numbers of the surface that are turned and not answered yet, by key.
  /** @param {Record<string, number>} numbers */
  surface(numbers) {
    this.number += 1;
    this.set = this.number;
    this.#tell("surface", { numbers, request: this.number });
  }

  // Whether a message is the answer to all that has been dragged. One whose runs are still worked out is not.
  /** @param {{ answered: number, waits?: string }} header */
  settledBy({ answered, waits }) {
    return answered >= this.asked && answered >= this.set && !this.waiting && waits !== "working";
  }

  /** @param {string} to @param {boolean} present */
  demo(to, present) {
    this.number += 1;
    this.#tell("demo", { to, present, request: this.number });
  }

  answered(number) {
    if (this.pending && number >= this.pending) this.#next();
  }

  #next() {
    clearTimeout(this.timer);
    this.pending = 0;
    const point = this.waiting;
    this.waiting = null;
    if (point) this.start(point);
  }
}

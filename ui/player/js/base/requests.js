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

  /** @param {number[]} point */
  start(point) {
    if (this.pending) { this.waiting = point; return; }
    this.number += 1;
    this.pending = this.number;
    clearTimeout(this.timer);
    // A script that failed never answers; the next move must get through nevertheless.
    this.timer = setTimeout(() => this.#next(), PATIENCE);
    this.send("start", { point, request: this.number });
  }

  // Answers of a server that was away will not come any more.
  forget() {
    clearTimeout(this.timer);
    Object.assign(this, { pending: 0, waiting: null });
  }

  settings(settings) {
    this.number += 1;
    this.told = this.number;
    this.send("settings", { ...settings, request: this.number });
  }

  data(edit) {
    this.number += 1;
    this.send("data", { ...edit, request: this.number });
  }

  // What has been dragged, once it is let go of.
  view(state) {
    this.number += 1;
    this.told = this.number;
    this.send("view", { ...state, request: this.number });
  }

  /** @param {string} run */
  explain(run) {
    this.number += 1;
    this.send("explain", { run, request: this.number });
  }

  // All numbers that are set and not answered yet, by run and key: of two messages close to each other the first may
  // be lost.
  /** @param {Record<string, Record<string, number>>} runs */
  numbers(runs) {
    this.number += 1;
    this.set = this.number;
    this.send("numbers", { runs, request: this.number });
  }

  /** @param {number} steps */
  steps(steps) {
    this.number += 1;
    this.set = this.number;
    this.send("steps", { steps, request: this.number });
  }

  // All numbers of the surface that are turned and not answered yet, by key.
  /** @param {Record<string, number>} numbers */
  surface(numbers) {
    this.number += 1;
    this.set = this.number;
    this.send("surface", { numbers, request: this.number });
  }

  // Whether an answer with that number is one to all that has been dragged.
  /** @param {number} number */
  settled(number) { return number >= this.pending && number >= this.set && !this.waiting; }

  /** @param {string} to @param {boolean} present */
  demo(to, present) {
    this.number += 1;
    this.send("demo", { to, present, request: this.number });
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

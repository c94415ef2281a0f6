// The numbers of every step of one run, from the equations that ran and the gradients they were given.

import { compile } from "./kernel.js";

const TOLERANCE = 1e-9;

export class StepModel {
  /** @type {EquationLine[]} */
  before;
  /** @type {EquationLine[]} */
  lines;
  /** @type {EquationLine} */
  after;
  /** @type {string} */
  body;
  /** @type {Record<string, number | null>} */
  memory;
  /** @type {Record<string, number>} */
  numbers;
  /** @type {number} */
  dimension;
  /** @type {boolean | undefined} */
  usesValue;
  // The step whose numbers were worked out last.
  /** @type {any} */
  cached = { k: -1 };

  /**
   * @param {Explained} explained
   * @param {{ gradients: Float64Array, takenAt?: Float64Array, losses?: Float64Array }} given
   * @param {AnyRun} run
   */
  constructor({ equations }, { gradients, takenAt, losses }, run) {
    Object.assign(this, equations);
    this.gradients = gradients;
    this.takenAt = takenAt;
    // Sent where the equations use the loss.
    this.losses = losses ?? new Float64Array();
    this.run = run;
    this.memoryNames = Object.keys(this.memory);
    this.constants = Object.values(this.numbers);
    const each = 2 + this.memoryNames.length;
    const shared = 1 + this.constants.length + (this.usesValue ? 1 : 0);
    this.kernel = compile(this.body, shared + this.dimension * each);
    this.steps = run.values.length - 1;
    this.states = [this.#initialState()];
    this.reproduced = this.#follow();
  }

  // Inputs and results of step k (from 1): what each name stood for before every line, and after the last.
  step(k) {
    if (this.cached.k === k) return this.cached;
    const results = this.#results(k, this.run.point(k - 1), this.#gradient(k));
    this.cached = { k, from: this.run.point(k - 1), to: this.run.point(k), at: this.#at(k), gradient: this.#gradient(k),
      results, inertia: this.#inertia(k) };
    return this.cached;
  }

  // The environments in which the slots of each line are filled, with the line's result beside them.
  *spelledOut(k) {
    const { from, to, at, gradient, results } = this.step(k);
    /** @type {Record<string, any>} */
    const names = { ...this.numbers, k, w: from, "@at": at, ...this.#named(this.states[k - 1]) };
    for (const line of this.before) {
      const result = line.target === "g" ? gradient : line.target === "Q" ? at.map(() => this.losses[k - 1]) : at;
      yield { line, names: { ...names }, result };
      names[line.target] = result;
    }
    let next = 0;
    for (const line of this.lines) {
      if (line.norm) { names.g_norm = results[next]; next += 1; }
      const result = results.slice(next, next + this.dimension);
      next += this.dimension;
      yield { line, names: { ...names }, result };
      names[line.target] = result;
    }
    yield { line: this.after, names: { "@new": to }, result: to.map(() => this.run.values[k]) };
  }

  // Memory coordinate by coordinate, as the kernel takes it; null begins where the run does.
  #initialState() {
    const start = this.run.point(0);
    const first = Object.values(this.memory);
    return Array.from({ length: this.dimension }, (_, i) => first.map((value) => value ?? start[i])).flat();
  }

  #named(state) {
    const count = this.memoryNames.length;
    return Object.fromEntries(this.memoryNames.map((name, j) =>
      [name, Array.from({ length: this.dimension }, (_, i) => state[i * count + j])]));
  }

  #gradient(k) { return row(this.gradients, k - 1, this.dimension); }

  #at(k) { return this.takenAt ? row(this.takenAt, k - 1, this.dimension) : this.run.point(k - 1); }

  #results(k, point, gradient) {
    const value = this.usesValue ? [this.losses[k - 1]] : [];
    return this.kernel(k, ...point, ...gradient, ...this.states[k - 1], ...this.constants, ...value);
  }

  // Where the target of the last line that assigns `name` begins in the results; -1 if none does.
  #placeOf(name) {
    let place = -1;
    let next = 0;
    for (const line of this.lines) {
      next += line.norm ? 1 : 0;
      if (line.target === name) place = next;
      next += this.dimension;
    }
    return place;
  }

  // Recomputes the memory of all steps; true if every step then leads where the run went.
  #follow() {
    const places = this.memoryNames.map((name) => this.#placeOf(name));
    this.weightPlace = this.#placeOf("w");
    for (let k = 1; k <= this.steps; k += 1) {
      const point = this.run.point(k - 1);
      const results = this.#results(k, point, this.#gradient(k));
      const old = this.states[k - 1];
      this.states.push(old.map((value, index) => {
        const place = places[index % places.length];
        return place < 0 ? value : results[place + Math.floor(index / places.length)];
      }));
      if (!this.#leadsTo(results, point, this.run.point(k))) return false;
    }
    return true;
  }

  #leadsTo(results, from, to) {
    return to.every((value, i) => {
      const found = results[this.weightPlace + i];
      return Math.abs(found - value) <= TOLERANCE * Math.max(Math.abs(value), Math.abs(from[i]), 1e-300);
    });
  }

  // What the memory alone would do; null where there is none.
  #inertia(k) {
    if (!this.memoryNames.length) return null;
    const point = this.run.point(k - 1);
    const results = this.#results(k, point, point.map(() => 0));
    return point.map((_, i) => results[this.weightPlace + i]);
  }
}

const row = (data, k, dimension) => Array.from(data.subarray(k * dimension, (k + 1) * dimension));

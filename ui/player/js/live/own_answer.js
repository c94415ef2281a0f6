// What answers where there is no server, as in a file that was taken home: the engine's runs as a message.

import { cellFormatter } from "../base/format.js";
import { contourLevels } from "../drawing/field.js";
import { withNumbers } from "../engine/steppers/make.js";
import { LiveRuns } from "./live_runs.js";
import { reshaped } from "./reshaping.js";

// What a run's arrays are called, before its number (ui/player/views.py); those of many starts are not among them.
const OF_A_RUN = ["p", "v", "g", "c", "e"];

/** @typedef {{ header: Header, arrays: Arrays }} Answer */

export class OwnServer {
  // What is other than it was taken home.
  /** @type {number[]} */
  start;
  /** @type {Record<string, Record<string, number>>} by run and key */
  numbers = {};
  /** @type {Record<string, number>} by key, of the surface */
  surface = {};
  /** @type {Scene} */
  scene;
  /** @type {Scene} */
  home;
  /** @type {Answer} */
  taken;

  /** @param {Scene} home the scene, and the message, of what was taken home @param {Answer} taken */
  constructor(home, taken) {
    Object.assign(this, { home, taken, scene: home, start: taken.header.start });
  }

  // Whether anything can be run anew.
  get follows() { return this.taken.header.reports.includes("start"); }

  // What was asked for, "start", "numbers" or "surface", as a server would answer it, but for what only it can say:
  // nothing is judged, and runs that it alone makes stay what they are, faint. Back where it was taken home all is as
  // it was. Anything else is not answered.
  /** @param {string} name @param {any} asked @returns {{ scene: Scene, message: Answer } | null} */
  answer(name, asked) {
    if (name === "start") this.start = asked.point;
    else if (name === "numbers") this.numbers = joined(this.numbers, asked.runs, this.taken.header.runs);
    else if (name === "surface") this.surface = { ...this.surface, ...asked.numbers };
    else return null;
    this.#forgetSame();
    this.#shape();
    return answered(this, asked, (header) => this.#made(header));
  }

  // Numbers that are back where they were.
  #forgetSame() {
    const { surfaceDials = [] } = this.taken.header;
    for (const [name, value] of Object.entries(this.surface)) {
      const dial = surfaceDials.find(({ key }) => key === name);
      if (!dial || dial.value === value) delete this.surface[name];
    }
  }

  #shape() {
    const { home, surface, taken: { header: { surfaceDials = [] } } } = this;
    if (!Object.keys(surface).length) { this.scene = home; return; }
    const numbers = Object.fromEntries(surfaceDials.filter(({ key }) => key in surface)
      .map(({ key, symbol }) => [symbol, surface[key]]));
    // From where minima were last it is not far; one that was lost is looked for where it was known.
    const minima = this.scene.minima.length === home.minima.length ? this.scene.minima : home.minima;
    const made = reshaped(home, numbers, minima);
    this.scene = { ...made, id: `${home.id} turned`, levels: contourLevels(made.values) };
  }

  /** @param {Header} given @returns {Answer} */
  #made(given) {
    const { scene, start, surface, taken } = this;
    const { labels } = scene;
    const format = cellFormatter(labels.language);
    const shaped = scene !== this.home;
    const header = { ...given, scene: scene.id, start, surfaceDials: (given.surfaceDials ?? []).map((dial) =>
      ({ ...dial, value: surface[dial.key] ?? dial.value })) };
    const live = new LiveRuns(scene, header, Infinity);
    const numbers = Object.fromEntries(header.runs.map((run) => [run.key, turnedOf(run, this.numbers[run.key])]));
    const made = live.from(/** @type {any[]} */ (header.runs), { start, numbers });
    /** @type {Arrays} */
    const arrays = {};
    const runs = made.map((run, i) => {
      const found = live.made.get(run.key);
      const kept = { ...dialled(header.runs[i], this.numbers[run.key], !shaped), crowdStride: 1, homes: [], kind: "",
        cells: { ...run.cells } };
      if (!found) {
        for (const name of OF_A_RUN) if (taken.arrays[name + i]) arrays[name + i] = taken.arrays[name + i];
        kept.cells.verdict = labels.run_stays;
        return { ...kept, faded: true };
      }
      const { path, program } = found;
      const size = path.steps + 1;
      arrays[`p${i}`] = { data: path.points, shape: [size, path.dimension] };
      arrays[`v${i}`] = { data: path.values, shape: [size] };
      if (run.gradients) arrays[`g${i}`] = { data: run.gradients, shape: [size] };
      if (run.curve) arrays[`c${i}`] = run.curve;
      if (run.evaluations) arrays[`e${i}`] = { data: /** @type {any} */ (run.evaluations), shape: [size] };
      const away = live.distanceOf(run.key);
      Object.assign(kept.cells, { steps: String(path.steps), final_loss: format(path.values[path.steps]),
        distance: away === null ? "—" : format(away), verdict: labels.verdict_waits });
      return { ...kept, digitsEnd: run.digitsEnd, program: onFrom(program, header.runs[i].program, numbers[run.key]) };
    });
    return { header: { ...header, runs }, arrays };
  }
}

// The answer to what was asked of what was taken home: that itself where all is as it was, else what is `made` of it.
/**
 * @template S
 * @param {{ taken: Answer, home: S, scene: S, start: number[], numbers: Record<string, Record<string, number>> }} own
 * @param {{ request: number }} asked
 * @param {(header: Header) => Answer} made
 */
export function answered({ taken, home, scene, start, numbers }, asked, made) {
  const header = { ...taken.header, answered: asked.request };
  const same = scene === home && !Object.keys(numbers).length && start.join() === taken.header.start.join();
  return { scene, message: same ? { header, arrays: taken.arrays } : made(header) };
}

// Numbers by run and key, with those that were set now and without those that are what was taken home.
/**
 * @param {Record<string, Record<string, number>>} numbers
 * @param {Record<string, Record<string, number>>} set
 * @param {RunHeader[]} runs
 */
export function joined(numbers, set, runs) {
  const all = runs.map((run) => {
    const own = Object.entries({ ...numbers[run.key], ...set[run.key] }).filter(([name, value]) =>
      dialsOf(run).some((dial) => dial.key === name && dial.value !== value));
    return [run.key, Object.fromEntries(own)];
  });
  return Object.fromEntries(all.filter(([, own]) => Object.keys(own).length));
}

// A run's numbers that are other ones, as the engine takes them.
/** @param {RunHeader} run @param {Record<string, number>} [own] */
export const turnedOf = (run, own = {}) => Object.fromEntries(dialsOf(run).filter(({ key }) => key in own)
  .map(({ key, symbol, value }) => [key, { symbol, value: own[key], was: value }]));

// A run with its dials where they stand. Where 2/L lies nobody has worked out for another loss.
/** @param {any} run @param {Record<string, number> | undefined} own @param {boolean} marked */
export function dialled(run, own = {}, marked = true) {
  const put = (dial) => dial && { ...dial, value: own[dial.key] ?? dial.value, mark: marked ? dial.mark : null };
  return { ...run, rate: put(run.rate), numbers: (run.numbers ?? []).map(put) };
}

/** @param {RunHeader | undefined} run @returns {DialControl[]} */
const dialsOf = (run) => /** @type {DialControl[]} */ ([run?.rate, ...run?.numbers ?? []].filter(Boolean));

// The program to go on from. Once a number has crossed zero, what lies beyond it is what was taken home, and which
// lines two that cross would have is not known.
/**
 * @param {RunProgram} program
 * @param {RunProgram | null | undefined} taken
 * @param {Record<string, { symbol: string, value: number, was: number }>} turned
 */
export function onFrom(program, taken, turned) {
  const numbers = Object.fromEntries(Object.values(turned).map(({ symbol, value }) => [symbol, value]));
  const { beyondZero = {} } = program;
  const crossed = Object.values(turned).find(({ symbol, value, was }) =>
    (value === 0) !== (was === 0) && symbol in beyondZero)?.symbol;
  const others = Object.entries(beyondZero).map(([symbol, lines]) => {
    if (crossed === undefined) return [symbol, lines && withNumbers(lines, numbers)];
    return [symbol, symbol === crossed && taken ? withNumbers(taken.method, numbers) : null];
  });
  return { ...program, beyondZero: Object.fromEntries(others) };
}

// The tracks of dials as maps: where the run would end for every value, worked out in the background.

import { setData } from "../base/dom.js";
import { compute } from "../engine/background/background.js";
import { withNumbers } from "../engine/steppers/make.js";
import { valueOn } from "../controls/dial_scale.js";
import { mapColours, mapWords } from "./map_colours.js";

// Values on a track, evenly.
const VALUES = 101;
// Between two askings while something is dragged; while maps take longer, so many times as long as they take, so that
// most of a processor stays with the drag.
const PAUSE_MS = 100;
const PAUSES = 4;
// So long after the last move the maps are made whole.
const REST_MS = 120;

/** @typedef {import("../engine/background/ends.js").Ends} Ends */

/**
 * @typedef {object} Shown
 * @property {Labels | null} labels none as long as nothing is drawn
 * @property {(run: any) => Over | "costly" | null} over what a run is made over; nothing where no map can be made
 * @property {AnyRun[]} runs
 * @property {Theme | null} theme
 * @property {Format} format
 * @property {import("./live_runs.js").Changes} changes
 * @property {import("../controls/run_dials.js").ShownDial[]} dials
 * @property {boolean} held whether something is on its way
 */

// What of a map's task is the loss, and what names it.
/** @typedef {{ task: object, sign: string }} Over */

/** @typedef {{ sign: string, rough: boolean, stop: () => void, ends: Ends | null }} Asked */

export class DialMaps {
  /** @type {WeakMap<import("../controls/dial.js").Dial, Asked>} */
  asked = new WeakMap();
  timer = 0;
  rest = 0;
  // Maps on their way, when they were asked for, and when they may be asked for again.
  waiting = 0;
  began = 0;
  next = 0;

  /** @param {() => Shown} given */
  constructor(given) { this.given = given; }

  // Once something has moved: rough maps now and then while it is on its way, whole ones when it rests.
  soon() {
    clearTimeout(this.rest);
    this.rest = window.setTimeout(() => this.refresh(), REST_MS);
    if (!this.given().held) return;
    this.timer ||= window.setTimeout(() => this.#glance(), PAUSE_MS);
  }

  stop() {
    clearTimeout(this.timer);
    clearTimeout(this.rest);
  }

  #glance() {
    const wait = this.waiting ? PAUSE_MS : this.next - performance.now();
    this.timer = wait > 0 ? window.setTimeout(() => this.#glance(), wait) : 0;
    if (!this.timer && this.given().held) this.refresh(true);
  }

  // Asks for the maps that are others than those which are shown or on their way.
  refresh(rough = false) {
    if (!rough) clearTimeout(this.rest);
    const shown = this.given();
    if (!shown.labels) return;
    this.began = performance.now();
    for (const each of shown.dials) this.#ask(shown, each, rough);
  }

  #done() {
    this.waiting -= 1;
    const now = performance.now();
    if (!this.waiting) this.next = now + PAUSES * (now - this.began);
  }

  /** @param {Shown} shown @param {import("../controls/run_dials.js").ShownDial} each @param {boolean} rough */
  #ask(shown, { run: key, number, dial }, rough) {
    const run = shown.runs.find((it) => it.key === key);
    const over = run?.program && shown.over(run);
    if (!run || !over || over === "costly") {
      this.#leave(dial, over === "costly" ? shown.labels?.map_costly ?? "" : "");
      return;
    }
    const task = taskOf(shown, run, number);
    const sign = over.sign + signOf(task);
    const known = this.asked.get(dial);
    if (known?.sign === sign && (rough || !known.rough)) {
      if (known.ends) this.#paint(dial, known.ends, run);
      return;
    }
    known?.stop();
    let open = true;
    const close = () => { if (open) this.#done(); open = false; };
    this.waiting += 1;
    const stop = compute("ends", { ...task, ...over.task, rough }, (ends) => {
      own.ends = ends;
      if (ends.whole || rough) close();
      this.#paint(dial, ends, run);
    });
    /** @type {Asked} */
    const own = { sign, rough, ends: known?.ends ?? null, stop: () => { stop(); close(); } };
    this.asked.set(dial, own);
  }

  // No map, and none of what was asked for before; `words` say why, where the same dial has one at other times.
  /** @param {import("../controls/dial.js").Dial} dial @param {string} words */
  #leave(dial, words) {
    this.asked.get(dial)?.stop();
    this.asked.delete(dial);
    dial.paint([], words);
    if (words) setData(dial.node, "map", "costly");
    else delete dial.node.dataset.map;
  }

  /** @param {import("../controls/dial.js").Dial} dial @param {Ends} ends @param {AnyRun} run */
  #paint(dial, ends, run) {
    const { labels, theme, format } = this.given();
    if (!labels || !theme) return;
    const climbs = Boolean(run.program?.climbs);
    dial.paint(mapColours(ends, theme.dark, climbs), ends.whole ? mapWords(ends, climbs, labels, format) : "");
    setData(dial.node, "map", ends.whole ? "whole" : "rough");
  }
}

/** @param {Shown} shown @param {AnyRun} run @param {DialControl} number */
function taskOf({ changes }, run, number) {
  const turned = Object.entries(changes.numbers[run.key] ?? {});
  const { low, high, scale } = number;
  const logarithmic = scale === "log";
  const all = Array.from({ length: VALUES }, (_, i) =>
    valueOn({ low, high, logarithmic, whole: scale === "whole" }, i / (VALUES - 1)));
  return {
    program: { ...run.program, method: run.program?.method, steps: 0 },
    others: turned.filter(([key]) => key !== number.key).map(([, it]) => it),
    symbol: number.symbol, was: number.value, values: [...new Set(all)], logarithmic,
    start: changes.start ?? Array.from(run.point(0)), steps: changes.steps ?? run.program?.steps,
  };
}

// What a map depends on: not on where its own dial stands, but for the side of zero that the program is of.
function signOf(task) {
  const { was, program, symbol } = task;
  return JSON.stringify({ ...task, was: was === 0,
    program: { ...program, method: program.method && withNumbers(program.method, { [symbol]: 1 }) } });
}

// A loss whose program names it.
/** @param {{ loss?: LossProgram | null, dimension: number }} scene @returns {Over | null} */
export const overSurface = ({ loss, dimension }) =>
  (loss ? { task: { loss, dimension }, sign: JSON.stringify(loss) } : null);

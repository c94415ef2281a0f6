// The tracks of dials as maps: where the run would end for every value, worked out in the background.

import { compute } from "../engine/background/background.js";
import { withNumbers } from "../engine/steppers/make.js";
import { valueOn } from "../controls/dial_scale.js";
import { mapColours, mapWords } from "./map_colours.js";

// Values on a track, evenly.
const VALUES = 101;
// Between two askings while something is dragged.
const PAUSE_MS = 100;

/** @typedef {import("../engine/background/ends.js").Ends} Ends */

/**
 * @typedef {object} Shown
 * @property {Scene | null} scene
 * @property {Header} header
 * @property {Run[]} runs
 * @property {Theme | null} theme
 * @property {Format} format
 * @property {import("./live_runs.js").Changes} changes
 * @property {import("../controls/run_dials.js").ShownDial[]} dials
 */

/** @typedef {{ sign: string, stop: () => void, ends: Ends | null }} Asked */

export class DialMaps {
  /** @type {WeakMap<import("../controls/dial.js").Dial, Asked>} */
  asked = new WeakMap();
  timer = 0;

  /** @param {() => Shown} given */
  constructor(given) { this.given = given; }

  // Once something has moved; at most so often.
  soon() {
    this.timer ||= window.setTimeout(() => { this.timer = 0; this.refresh(); }, PAUSE_MS);
  }

  stop() { clearTimeout(this.timer); }

  // Asks for the maps that are others than those which are shown or on their way.
  refresh() {
    const shown = this.given();
    if (!shown.scene?.loss) return;
    for (const each of shown.dials) this.#ask(shown, each);
  }

  /** @param {Shown} shown @param {import("../controls/run_dials.js").ShownDial} each */
  #ask(shown, { run: key, number, dial }) {
    const run = shown.runs.find((it) => it.key === key);
    if (!run?.program) { dial.paint([], ""); return; }
    const task = taskOf(shown, run, number);
    const sign = signOf(task);
    const known = this.asked.get(dial);
    if (known?.sign === sign) {
      if (known.ends) this.#paint(dial, known.ends, run);
      return;
    }
    known?.stop();
    /** @type {Asked} */
    const own = { sign, ends: known?.ends ?? null, stop: compute("ends", task, (ends) => {
      own.ends = ends;
      this.#paint(dial, ends, run);
    }) };
    this.asked.set(dial, own);
  }

  /** @param {import("../controls/dial.js").Dial} dial @param {Ends} ends @param {Run} run */
  #paint(dial, ends, run) {
    const { scene, theme, format } = this.given();
    if (!scene || !theme) return;
    const climbs = Boolean(run.program?.climbs);
    dial.paint(mapColours(ends, theme.dark, climbs), ends.whole ? mapWords(ends, climbs, scene.labels, format) : "");
    dial.node.dataset.map = ends.whole ? "whole" : "rough";
  }
}

/** @param {Shown} shown @param {Run} run @param {DialControl} number */
function taskOf({ scene, changes }, run, number) {
  const turned = Object.entries(changes.numbers[run.key] ?? {});
  const { low, high, scale } = number;
  const logarithmic = scale === "log";
  const all = Array.from({ length: VALUES }, (_, i) =>
    valueOn({ low, high, logarithmic, whole: scale === "whole" }, i / (VALUES - 1)));
  return {
    loss: /** @type {Scene} */ (scene).loss, dimension: /** @type {Scene} */ (scene).dimension,
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

// Where a run ends for many values of one number: what a dial's track shows.

import { ExampleLoss } from "../runs/example_loss.js";
import { Loss } from "../runs/loss.js";
import { follow } from "../runs/run.js";
import { followBatches } from "../runs/sampled_run.js";
import { turned } from "../runs/turned.js";

// Every so many values first, so that there is a rough map soon.
const ROUGH = 4;
// Halvings of the stretch in which a run begins to end badly.
const HALVINGS = 12;

/**
 * @typedef {object} EndsTask
 * @property {LossProgram} loss of a surface or, with columns, of one example @property {number} dimension
 * @property {ArrayLike<number>[]} [columns] features and target of examples
 * @property {ArrayLike<number>[] | null} [batches] the examples of each step, if not all
 * @property {RunProgram} program
 * @property {import("../runs/turned.js").Turned[]} others numbers that are turned already
 * @property {string} symbol @property {number} was the number that is tried, and what it is in the program
 * @property {number[]} values what is tried, increasing
 * @property {boolean} logarithmic whether between two values lies their geometric mean
 * @property {number[]} start @property {number} steps
 * @property {boolean} [rough] whether nobody waits for more than the rough map
 */

/**
 * @typedef {object} Ends
 * @property {Float64Array} ends the last loss for every value; infinite where numbers stopped being finite, NaN where
 *   it is not known yet
 * @property {number} begins the loss at the start
 * @property {boolean} whole whether every value has been tried
 * @property {number | null} best the value with the best end
 * @property {number | null} tips from where on all values end worse than they began; null where the last one does not
 */

/** @param {EndsTask} task @returns {Generator<Ends | null, void>} */
export function* mapEnds(task) {
  const { values, program: { climbs } } = task;
  const { begins, run } = runsOf(task);
  const worst = climbs ? -Infinity : Infinity;
  const endOf = (value) => {
    const method = turned(task.program, [...task.others, { symbol: task.symbol, value, was: task.was }], task.steps);
    if (!method) return NaN;
    const path = run(method);
    return path.badStep >= 0 ? worst : path.values[path.steps];
  };
  const better = (one, other) => (climbs ? one > other : one < other);
  // Not known is not worse.
  const worse = (end) => end === worst || better(begins, end);
  const ends = new Float64Array(values.length).fill(NaN);
  const found = (whole, tips = null) =>
    ({ ends: ends.slice(), begins, whole, best: bestOf(values, ends, better), tips });
  const rough = values.map((_, i) => i).filter((i) => i % ROUGH === 0 || i === values.length - 1);
  for (const i of rough) { ends[i] = endOf(values[i]); yield null; }
  yield found(false);
  if (task.rough) return;
  for (let i = 0; i < values.length; i += 1) {
    if (!rough.includes(i)) { ends[i] = endOf(values[i]); yield null; }
  }
  let first = values.length;
  while (first > 0 && worse(ends[first - 1])) first -= 1;
  if (first === 0 || first === values.length) { yield found(true, first === 0 ? values[0] : null); return; }
  let [good, bad] = [values[first - 1], values[first]];
  for (let k = 0; k < HALVINGS; k += 1) {
    const middle = task.logarithmic ? Math.sqrt(good * bad) : (good + bad) / 2;
    if (worse(endOf(middle))) bad = middle;
    else good = middle;
    yield null;
  }
  yield found(true, bad);
}

/** @param {EndsTask} task @returns {{ begins: number, run: (method: StepProgram) => Path }} */
function runsOf({ loss: program, dimension, columns, batches, start, steps, program: { stops } }) {
  const examples = columns && new ExampleLoss(program, columns);
  if (examples && batches) {
    return { begins: examples.along(start),
      run: (method) => followBatches(examples, method, start, steps, (step) => batches[step]) };
  }
  const loss = examples ? examples.all : new Loss(program, dimension);
  return { begins: loss.value(Array.from(start)), run: (method) => follow(loss, method, start, steps, stops) };
}

function bestOf(values, ends, better) {
  let best = -1;
  for (let i = 0; i < values.length; i += 1) {
    if (Number.isFinite(ends[i]) && (best < 0 || better(ends[i], ends[best]))) best = i;
  }
  return best < 0 ? null : values[best];
}

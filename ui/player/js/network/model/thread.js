// A training in a thread of its own, so that the page never waits for it.

import { officeFor } from "../../engine/background/background.js";
import { Training } from "./training.js";

// Milliseconds after which it is told how far a training has come.
const TOLD_EVERY = 100;
// Steps between two looks at the clock.
const SLICE = 5;

// All parts of a training, the last when it is finished.
/** @param {import("./training.js").Task} task @returns {Generator<import("./training.js").Part | null, void>} */
export function* train(task) {
  const training = new Training(task);
  let told = performance.now();
  let from = 0;
  while (!training.finished) {
    training.advance(SLICE);
    // What is finished is told below, be it due or not.
    const due = !training.finished && performance.now() > told + TOLD_EVERY;
    yield due ? training.part(from) : null;
    if (due) [told, from] = [performance.now(), training.made];
  }
  yield training.part(from);
}

export const KINDS = { train };

const compute = officeFor(() => new Worker(new URL("./worker.js", import.meta.url), { type: "module" }), KINDS);

/**
 * Begins a training; what is returned calls it off.
 *
 * @param {import("./training.js").Task} task
 * @param {(part: import("./training.js").Part) => void} tell
 */
export const trainApart = (task, tell) => compute("train", task, tell);

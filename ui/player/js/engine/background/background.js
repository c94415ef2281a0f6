// Asks for long computations: of a thread of their own or, where a page may have none (a file that is opened from
// disk), of this one while it is idle.

import { Jobs } from "./jobs.js";

/** @typedef {{ kind: string, task: unknown, told: (part: any) => void }} Asked */

const idle = (act) => {
  if (window.requestIdleCallback) window.requestIdleCallback(act, { timeout: 100 });
  else setTimeout(act, 20);
};

/**
 * What asks one thread; it is opened when the first computation is asked for.
 *
 * @param {() => Worker} open
 * @param {import("./jobs.js").Kinds} [kinds] what the thread can compute, for a page that may have none
 */
export function officeFor(open, kinds) {
  /** @type {Map<number, Asked>} */
  const asked = new Map();
  let last = 0;
  /** @type {{ begin(id: number, kind: string, task: unknown): void, cancel(id: number): void } | null} */
  let office = null;

  /** @param {number} id @param {unknown} part */
  function told(id, part) {
    const job = asked.get(id);
    if (part === null) asked.delete(id);
    else job?.told(part);
  }

  function ownThread() {
    const worker = open();
    worker.addEventListener("message", ({ data }) => told(data.id, data.part));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      worker.terminate();
      office = new Jobs(told, idle, kinds);
      for (const [id, { kind, task }] of asked) office.begin(id, kind, task);
    });
    return { begin: (id, kind, task) => worker.postMessage({ id, kind, task }),
      cancel: (id) => worker.postMessage({ id }) };
  }

  function opened() {
    try {
      return ownThread();
    } catch {
      return new Jobs(told, idle, kinds);
    }
  }

  /**
   * Begins a computation; what is returned calls it off.
   *
   * @param {string} kind
   * @param {unknown} task plain data
   * @param {(part: any) => void} tell gets every part of the result
   */
  return function compute(kind, task, tell) {
    office ??= opened();
    const id = (last += 1);
    asked.set(id, { kind, task, told: tell });
    office.begin(id, kind, task);
    return () => { if (asked.delete(id)) office?.cancel(id); };
  };
}

const thread = () => new Worker(new URL("./worker.js", import.meta.url), { type: "module" });

// Of the players of runs.
export const compute = officeFor(thread);

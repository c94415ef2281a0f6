// What a thread does: jobs come as messages, and so do their parts go back.

import { Jobs } from "./jobs.js";

/** @param {import("./jobs.js").Kinds} [kinds] */
export function serve(kinds) {
  // A turn of the loop lets messages in that call a job off.
  const jobs = new Jobs((id, part) => postMessage({ id, part }), (act) => { setTimeout(act); }, kinds);
  addEventListener("message", ({ data: { id, kind, task } }) => {
    if (kind) jobs.begin(id, kind, task);
    else jobs.cancel(id);
  });
}

// Stopping rules: the twin of optim_core/paths/stops.py.

import { gradientNorm, stepLength } from "./curves.js";

/** @type {Record<string, (path: Path, loss: Oracle, k: number, limit: number) => boolean>} */
const FIRES = {
  loss_change: ({ values }, _loss, k, limit) => k > 0 && Math.abs(values[k] - values[k - 1]) < limit,
  step_length: (path, _loss, k, limit) => k > 0 && stepLength(path, k) < limit,
  gradient: (path, loss, k, limit) => gradientNorm(path, loss, k) <= limit,
  evaluations: ({ evaluations }, _loss, k, limit) => evaluations[k] >= limit,
};

// The first step at which any of the rules holds, -1 if none does.
/** @param {Path} path @param {Oracle} loss @param {Record<string, number>} stops limits by key */
export function lastStep(path, loss, stops) {
  const rules = Object.entries(stops);
  if (!rules.length) return -1;
  for (let k = 0; k <= path.steps; k += 1) {
    if (rules.some(([key, limit]) => FIRES[key](path, loss, k, limit))) return k;
  }
  return -1;
}

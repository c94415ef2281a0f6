// The runs of a message, and the step that is being made.

import { runColor } from "../../base/theme.js";

const LOOKED_AT = 50;

/**
 * @param {Header} header
 * @param {Arrays} arrays
 * @param {Theme} theme
 * @param {Set<string>} hidden
 * @returns {BatchRun[]}
 */
export function readBatchRuns({ runs }, arrays, theme, hidden) {
  const batches = new Map();
  const dealt = (number) => {
    if (number === null) return null;
    if (!batches.has(number)) batches.set(number, readBatches(number, arrays));
    return batches.get(number);
  };
  return runs.map((run, i) => {
    const points = arrays[`p${i}`].data;
    const column = (axis) => Float64Array.from({ length: points.length / 2 }, (_, k) => points[2 * k + axis]);
    return {
      ...run, color: runColor(run, theme), visible: !hidden.has(run.key), faded: run.held,
      xs: column(0), ys: column(1), values: arrays[`v${i}`].data, seen: arrays[`e${i}`].data,
      rates: arrays[`r${i}`]?.data ?? null, validation: arrays[`h${i}`]?.data ?? null, batches: dealt(run.batches),
      point: (step) => [points[2 * step], points[2 * step + 1]],
    };
  });
}

function readBatches(number, arrays) {
  const indices = arrays[`b${number}`].data;
  const counts = arrays[`n${number}`].data;
  const sizes = arrays[`s${number}`].data;
  const ends = new Int32Array(counts.length + 1);
  for (let k = 0; k < counts.length; k += 1) ends[k + 1] = ends[k] + counts[k];
  const batch = (k) => Int32Array.from(indices.subarray(ends[k], ends[k + 1]));
  // Of very large ones only a part may have been sent.
  const whole = counts.every((count, k) => count === sizes[k]);
  return { number, batch, whole, size: (k) => sizes[k], replaced: repeats(batch, counts.length) };
}

// Whether examples are drawn anew for every batch, so that one may be in a batch twice.
function repeats(batch, count) {
  for (let k = 0; k < Math.min(count, LOOKED_AT); k += 1) {
    const indices = batch(k);
    if (new Set(indices).size < indices.length) return true;
  }
  return false;
}

// The step that begins where the run stands, at the run's end the last one; null for a run without steps.
// `indices` is null where it looks at all examples.
/** @param {BatchRun} run @param {number} position @returns {BatchStep | null} */
export function stepAt(run, position) {
  const steps = run.values.length - 1;
  if (steps < 1) return null;
  const from = Math.min(Math.floor(position + 1e-9), steps - 1);
  const indices = run.batches?.batch(from) ?? null;
  return { from, step: from + 1, last: position > steps - 1e-9, indices, size: run.batches?.size(from) ?? null,
    point: run.point(from), to: run.point(from + 1), rate: run.rates ? run.rates[from] : null };
}

// The weights at a position between two steps.
/** @param {BatchRun} run @param {number} position @returns {number[]} */
export function weightsAt(run, position) {
  const last = run.values.length - 1;
  const from = Math.min(last, Math.floor(position));
  const rest = Math.min(last, position) - from;
  const [a, b] = [run.point(from), run.point(Math.min(last, from + 1))];
  return rest > 0 && b.every(Number.isFinite) ? a.map((value, i) => value + (b[i] - value) * rest) : a;
}

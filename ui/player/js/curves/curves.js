// What the lower chart shows of the runs: a line each, or one for every weight.

import { fill } from "../base/format.js";

export const CURVES = ["loss", "gradient_norm", "step_length", "effective_rate", "distance"];
export const X_AXES = ["steps", "evaluations"];

const WIDTHS = [3.4, 1.6];

// Lines with `shown`, the number at each step, and `xs`, its place from left to right. Runs without such a curve are
// left out. `coordinate` is null where a run has one line only.
/** @param {Run[]} runs @param {{ curve: string, xAxis: string }} sent */
export function chartLines(runs, { curve, xAxis }) {
  return runs.flatMap((run) => {
    const xs = (xAxis === "evaluations" && run.evaluations) || steps(run.values.length);
    if (curve === "loss") return [{ ...run, xs, shown: run.values, coordinate: null }];
    if (!run.curve) return [];
    const columns = run.curve.shape[1] ?? 1;
    return Array.from({ length: columns }, (_, i) => ({
      ...run, xs, shown: column(run.curve.data, i, columns), coordinate: columns > 1 ? i : null,
      ...(columns > 1 ? { width: WIDTHS[i], radius: 3 + WIDTHS[i] } : {}),
    }));
  });
}

// 0, 1, 2, ...: the same numbers for every frame of a drag.
let counted = new Float64Array();

/** @param {number} count */
function steps(count) {
  if (counted.length < count) {
    counted = new Float64Array(2 * count);
    for (let k = 0; k < counted.length; k += 1) counted[k] = k;
  }
  return counted.subarray(0, count);
}

const column = (data, i, columns) => (columns === 1 ? data
  : Float64Array.from({ length: data.length / columns }, (_, step) => data[step * columns + i]));

// What has to be said about the lines: which is whose, and why some are not there.
export function chartNotes(runs, { curve }, { labels, variables, minima }) {
  if (curve === "distance" && !minima.length) return [labels.no_minimum];
  if (curve !== "effective_rate") return [];
  const missing = runs.filter((run) => !run.curve).map((run) => run.label);
  const drawn = missing.length < runs.length;
  return [
    ...(drawn ? [labels.rate_meaning] : []),
    ...(drawn && variables.length > 1 ? [fill(labels.rate_legend, { first: variables[0], second: variables[1] })] : []),
    ...(missing.length ? [fill(labels.rate_missing, { methods: missing.join(", ") })] : []),
  ];
}

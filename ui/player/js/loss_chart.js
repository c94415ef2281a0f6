// Loss against step. Plotly draws the axes, the overlay draws the curves.

import { escapeHtml } from "./format.js";
import { axisStyle, baseLayout } from "./theme.js";

const DECADES_BELOW = 18;
const ROUNDING = 1e-14;
const LARGEST_GROWTH = 1e4;
const LINEAR_GROWTH = 3;

// What the chart shows of the runs: on a logarithmic axis losses of zero and below have no place, so there
// the distance to the lowest loss shown stands in for the loss, and the axis says so.
export function lossScale(runs, wanted) {
  const shown = runs.filter((run) => run.visible);
  let lowest = Infinity;
  for (const run of shown) for (const value of run.values) if (Number.isFinite(value) && value < lowest) lowest = value;
  const log = wanted === "log";
  const shift = log && lowest <= 0 ? lowest : 0;
  const steps = Math.max(1, ...runs.map((run) => run.values.length - 1));
  return { log, shift, shifted: log && lowest <= 0, steps, range: log ? logRange(shown, shift) : linearRange(shown) };
}

export function lossTracks(runs, scale) {
  return runs.map((run) => ({
    ...run,
    xs: Float64Array.from(run.values, (_, step) => step),
    ys: Float64Array.from(run.values, (value) => place(value, scale)),
  }));
}

// The lowest loss itself has no logarithm after the shift: it is drawn at the bottom edge.
function place(value, scale) {
  if (!Number.isFinite(value) || !scale.log) return Number.isFinite(value) ? value : NaN;
  return Math.max(value - scale.shift, 10 ** scale.range[0]);
}

function linearRange(runs) {
  const { low, high, first } = extent(runs, 0);
  // A run that explodes leaves at the top instead of flattening all others.
  const top = Math.min(high, first + LINEAR_GROWTH * Math.max(first - low, Math.abs(first) * 1e-3));
  const margin = 0.05 * (top - low || Math.abs(top) || 1);
  return [low - margin, top + margin];
}

function logRange(runs, shift) {
  const { positive, high, first } = extent(runs, shift);
  if (!(high > 0) || !Number.isFinite(positive)) return [-1, 1];
  const top = Math.log10(Math.min(high, Math.max(first, positive) * LARGEST_GROWTH));
  // Differences between losses that agree to rounding are noise, not progress.
  const noise = Math.abs(shift) * ROUNDING;
  const bottom = Math.min(top, Math.max(Math.log10(Math.max(positive, noise)), top - DECADES_BELOW));
  const margin = Math.max(0.06 * (top - bottom), 0.05);
  return [bottom - margin, top + margin];
}

function extent(runs, shift) {
  const seen = { low: Infinity, high: -Infinity, positive: Infinity, first: -Infinity };
  for (const run of runs) {
    for (const value of run.values) {
      if (!Number.isFinite(value)) continue;
      const moved = value - shift;
      if (moved < seen.low) seen.low = moved;
      if (moved > seen.high) seen.high = moved;
      if (moved > 0 && moved < seen.positive) seen.positive = moved;
    }
    const begin = run.values[0] - shift;
    if (Number.isFinite(begin)) seen.first = Math.max(seen.first, begin);
  }
  if (!Number.isFinite(seen.low)) Object.assign(seen, { low: 0, high: 1 });
  if (!Number.isFinite(seen.first)) seen.first = seen.high;
  return seen;
}

export function lossLayout(scene, theme, scale) {
  const { labels } = scene;
  const title = scale.shifted ? labels.loss_shifted : labels.loss;
  return {
    ...baseLayout(theme, labels.language),
    margin: { l: 70, r: 14, t: 8, b: 56 },
    xaxis: { ...axisStyle(theme, escapeHtml(labels.step)), range: [0, scale.steps], rangemode: "nonnegative" },
    yaxis: { ...axisStyle(theme, escapeHtml(title)), type: scale.log ? "log" : "linear", range: scale.range,
      nticks: 8, ...(scale.log ? { dtick: decadeStep(scale.range) } : {}) },
    dragmode: false,
  };
}

// Below three decades the digits 2 and 5 are labelled too.
function decadeStep([low, high]) {
  return high - low < 3 ? "D2" : Math.max(1, Math.ceil((high - low) / 7));
}

export function drawLoss(Plotly, node, scene, theme, scale) {
  return Plotly.react(node, [], lossLayout(scene, theme, scale), { staticPlot: true, displayModeBar: false });
}

export function drawPlayhead(context, position, frame, theme) {
  const x = frame.x.toPixel(position);
  if (!Number.isFinite(x)) return;
  context.beginPath();
  context.moveTo(x, frame.top);
  context.lineTo(x, frame.top + frame.height);
  context.setLineDash([]);
  Object.assign(context, { strokeStyle: theme.muted, lineWidth: 1 });
  context.stroke();
}

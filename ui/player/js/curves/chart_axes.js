// The axes of the lower chart and where its lines run. Plotly draws the axes, an overlay draws the lines.

import { escapeHtml, formatter } from "../base/format.js";
import { axisStyle, baseLayout } from "../base/theme.js";
import { lines, linearTicks } from "../drawing/ticks.js";

const DECADES_BELOW = 18;
const ROUNDING = 1e-14;
// A run that explodes leaves at the top while the others keep most of the chart.
const LARGEST_GROWTH = 30;
const LINEAR_GROWTH = 3;
// A run that falls that many times the size of its start has no bottom: it leaves below, and the others decide.
const BOTTOMLESS = 1e12;
const USUAL = 0.98;
// In type of the usual size: what a tick and a letter of a title take, and a chart that is low.
const [TOP, PER_TICK, ROW, PER_LETTER, LOW] = [8, 24, 15, 7.6, 170];
const MOST_TICKS = 7;

// On a logarithmic axis numbers of zero and below have no place. Losses may be such, so there the distance to the
// lowest loss shown stands in for the loss, and the axis says so; of other curves what is zero is not drawn.
/**
 * @param {any[]} lines
 * @param {number} steps
 * @param {{ curve: string, lossAxis: string, xAxis: string }} settings
 */
export function chartScale(lines, steps, { curve, lossAxis, xAxis }) {
  const shown = lines.filter((line) => line.visible).map((line) => line.shown);
  const log = lossAxis === "log";
  const lowest = log && curve === "loss" ? minimum(shown) : Infinity;
  const shifted = lowest <= 0;
  const shift = shifted ? lowest : 0;
  const seen = extent(shown, shift);
  // A rate is high wherever a derivative passes through zero: such peaks are cut off, but not where a run begins.
  if (curve === "effective_rate") seen.high = seen.first = Math.max(usual(shown), ...shown.map(beginning));
  const range = log ? logRange(seen, shift) : linearRange(seen);
  return { curve, log, shift, shifted, xAxis, end: chartEnd(lines, steps, xAxis), range };
}

// Where the horizontal axis ends.
/** @param {any[]} lines @param {number} steps @param {string} xAxis */
export const chartEnd = (lines, steps, xAxis) =>
  Math.max(1, ...(xAxis === "evaluations" ? lines.map((line) => largest(line.xs)) : [steps]));

export function chartTracks(lines, scale) {
  const place = placing(scale);
  return lines.map((line) => {
    const { shown } = line;
    const ys = new Float64Array(shown.length);
    for (let k = 0; k < ys.length; k += 1) ys[k] = place(shown[k]);
    return { ...line, ys };
  });
}

/** @returns {(value: number) => number} */
function placing({ log, shift, range, curve }) {
  if (!log) return (value) => (Number.isFinite(value) ? value : NaN);
  if (curve !== "loss") return (value) => (Number.isFinite(value) && value > 0 ? value : NaN);
  // The lowest loss itself has no logarithm after the shift: it is drawn at the bottom edge. What has no bottom leaves.
  const [edge, beyond] = [10 ** range[0], 10 ** (range[0] - 1)];
  return (value) => (!Number.isFinite(value) ? NaN : value < shift ? beyond : Math.max(value - shift, edge));
}

function linearRange({ low, high, first }) {
  // A run that explodes leaves at the top instead of flattening all others.
  const top = Math.min(high, first + LINEAR_GROWTH * Math.max(first - low, Math.abs(first) * 1e-3));
  const margin = 0.05 * (top - low || Math.abs(top) || 1);
  return [low - margin, top + margin];
}

function logRange({ positive, high, first }, shift) {
  if (!(high > 0) || !Number.isFinite(positive)) return [-1, 1];
  const top = Math.log10(Math.min(high, Math.max(first, positive) * LARGEST_GROWTH));
  // Differences between losses that agree to rounding are noise, not progress.
  const noise = Math.abs(shift) * ROUNDING;
  const bottom = Math.min(top, Math.max(Math.log10(Math.max(positive, noise)), top - DECADES_BELOW));
  const margin = Math.max(0.06 * (top - bottom), 0.05);
  return [bottom - margin, top + margin];
}

function extent(lines, shift) {
  const seen = { low: Infinity, high: -Infinity, positive: Infinity, first: -Infinity };
  for (const line of lines) {
    for (const value of line) {
      if (!Number.isFinite(value)) continue;
      const moved = value - shift;
      if (moved < seen.low) seen.low = moved;
      if (moved > seen.high) seen.high = moved;
      if (moved > 0 && moved < seen.positive) seen.positive = moved;
    }
    const begin = (line.find(Number.isFinite) ?? NaN) - shift;
    if (Number.isFinite(begin)) seen.first = Math.max(seen.first, begin);
  }
  if (!Number.isFinite(seen.low)) Object.assign(seen, { low: 0, high: 1 });
  if (!Number.isFinite(seen.first)) seen.first = seen.high;
  return seen;
}

function minimum(lines) {
  const lowest = lines.map((line) => line.reduce((low, value) => (value < low ? value : low), Infinity));
  const bounded = lowest.filter((low, i) => low > -BOTTOMLESS * Math.max(1, Math.abs(beginning(lines[i]))));
  return Math.min(...(bounded.length ? bounded : lowest));
}

const largest = (xs) => xs.reduce((high, x) => (x > high ? x : high), 0);

/** @param {Float64Array | number[]} line */
const beginning = (line) => line.find(Number.isFinite) ?? -Infinity;

function usual(lines) {
  const finite = lines.flatMap((line) => [...line].filter(Number.isFinite)).sort((a, b) => a - b);
  return finite[Math.floor(USUAL * (finite.length - 1))] ?? 1;
}

// `height` is all there is for the chart.
function chartLayout({ labels }, theme, scale, height) {
  const title = scale.shifted ? labels.loss_shifted : labels[`curve_${scale.curve}`];
  const below = scale.xAxis === "evaluations" ? labels.evaluations_of : labels.step;
  // What is low keeps its height for the lines: the horizontal axis has no title there.
  const low = height < LOW * theme.scale;
  const bottom = (low ? 30 : 56) * theme.scale;
  const room = height - TOP - bottom;
  const most = Math.max(2, Math.min(MOST_TICKS, Math.floor(room / (PER_TICK * theme.scale))));
  const beside = lines(title, room / (PER_LETTER * theme.scale));
  const left = (beside.length > 1 ? 90 : 70) * theme.scale;
  return {
    ...baseLayout(theme, labels.language),
    margin: { l: left, r: 14 * theme.scale, t: TOP, b: bottom },
    xaxis: { ...axisStyle(theme, low ? "" : escapeHtml(below)), range: [0, scale.end], rangemode: "nonnegative" },
    yaxis: { ...axisStyle(theme, beside.map(escapeHtml).join("<br>")), type: scale.log ? "log" : "linear",
      range: scale.range, nticks: most + 1,
      ...(scale.log
        ? decadeTicks(scale.range, most, room / (ROW * theme.scale), formatter(labels.language)) : {}) },
    dragmode: false,
  };
}

// Below three decades the digits 2 and 5 are labelled too, where they have room: from 2 to 5 it is 0.4 of a decade,
// to the next power 0.3. Where only a power or none would be left, Plotly chooses.
/**
 * @param {number[]} range
 * @param {number} most labels
 * @param {number} rows of type, one above the other
 * @param {(value: number) => string} [format]
 */
export function decadeTicks([low, high], most, rows, format = String) {
  const decades = high - low;
  if (decades < 3 && 0.3 * rows >= decades) return digitTicks(low, high, most, format);
  return decades < 2 ? {} : { dtick: Math.max(1, Math.ceil(decades / most)) };
}

// Plotly would write the digits smaller than all other numbers. A single one of them tells no scale: there the numbers
// are those of a linear axis.
function digitTicks(low, high, most, format) {
  const ticks = [];
  for (let power = Math.floor(low); power <= high; power += 1) {
    const exponent = `${power}`.replace("-", "−");
    ticks.push([power, power === 0 || power === 1 ? `${10 ** power}` : `10<sup>${exponent}</sup>`],
      ...[2, 5].map((digit) => [power + Math.log10(digit), String(digit)]));
  }
  const seen = ticks.filter(([at]) => at >= low && at <= high);
  if (seen.length < 2) {
    const tickvals = linearTicks(10 ** low, 10 ** high, most);
    return { tickvals, ticktext: tickvals.map((value) => format(value)) };
  }
  return { tickvals: seen.map(([at]) => 10 ** at), ticktext: seen.map(([, text]) => text) };
}

export function drawAxes(Plotly, node, scene, theme, scale) {
  const layout = chartLayout(scene, theme, scale, node.clientHeight);
  return Plotly.react(node, [], layout, { staticPlot: true, displayModeBar: false });
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

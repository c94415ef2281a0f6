// The picture beneath the paths: contours of a loss of two variables, or the curve of a loss of one.

import { escapeHtml } from "../base/format.js";
import { levelIndices, rows } from "../base/scenes.js";
import { axisStyle, baseLayout, colorscale, lineScale } from "../base/theme.js";
import { curveRange, curveTrace } from "./curve.js";

const LABELLED_LEVELS = 6;
const NARROW = 480;
const coarse = () => window.matchMedia("(pointer: coarse)").matches;

/**
 * @param {any} Plotly
 * @param {PlotElement} node
 * @param {Scene} scene
 * @param {Theme} theme
 * @param {Format} format
 * @param {boolean} reset
 * @param {boolean} trueShape one scale for both axes
 */
export async function drawLandscape(Plotly, node, scene, theme, format, reset, trueShape) {
  const narrow = node.clientWidth < NARROW;
  const flat = scene.dimension === 1;
  /** @type {object[]} */
  const traces = flat ? [curveTrace(scene, theme)] : [contour(scene, theme, format, narrow)];
  traces.push(minima(scene, theme));
  const layout = {
    ...baseLayout(theme, scene.labels.language),
    margin: margins(theme, flat || narrow),
    xaxis: { ...axisStyle(theme, escapeHtml(scene.variables[0])), range: keep(node, "xaxis", reset, scene.domain[0]),
      ...(trueShape ? { constrain: "domain" } : {}) },
    yaxis: { ...axisStyle(theme, escapeHtml(flat ? scene.labels.loss : scene.variables[1])),
      range: keep(node, "yaxis", reset, homeY(scene)), ...(trueShape ? ONE_SCALE : {}) },
    dragmode: coarse() ? false : "pan",
  };
  const config = { displayModeBar: false, scrollZoom: !coarse(), doubleClick: false, responsive: false };
  await Plotly.react(node, traces, layout, config);
}

// A right angle is drawn as one only where both axes have the same scale: a gradient stands on its level line.
const ONE_SCALE = { scaleanchor: "x", scaleratio: 1, constrain: "domain" };
// Where one scale would leave more of the picture empty than this, the axes differ.
const WASTE = 3;

/** @param {PlotElement} node @param {Scene} scene @param {Theme} theme */
export function wastes(node, scene, theme) {
  if (scene.dimension === 1) return false;
  const { l, r, t, b } = margins(theme, node.clientWidth < NARROW);
  const [across, up] = [node.clientWidth - l - r, node.clientHeight - t - b];
  const units = [across, up].map((length, i) => length / (scene.domain[i][1] - scene.domain[i][0]));
  const ratio = units[0] / units[1];
  return Math.max(ratio, 1 / ratio) > WASTE;
}

const margins = ({ scale }, bare) => ({ l: 62 * scale, r: bare ? 14 : 84 * scale, t: 8, b: 56 * scale });

export const homeRanges = (scene) => ({ "xaxis.range": [...scene.domain[0]], "yaxis.range": [...homeY(scene)] });

export function isHome(node, scene) {
  const home = [scene.domain[0], homeY(scene)];
  return ["xaxis", "yaxis"].every((name, i) =>
    node._fullLayout[name].range.every((value, end) =>
      Math.abs(value - home[i][end]) < 1e-6 * Math.abs(home[i][1] - home[i][0])));
}

const homeY = (scene) => (scene.dimension === 1 ? curveRange(scene) : scene.domain[1]);

// A redraw (new theme, new size) must not throw away where the user has zoomed to.
function keep(node, axis, reset, home) {
  const current = node._fullLayout?.[axis]?.range;
  return reset || !current ? [...home] : [...current];
}

function contour(scene, theme, format, narrow) {
  const last = Math.max(1, scene.levels.length - 1);
  return {
    type: "contour", x: scene.axes[0], y: scene.axes[1], z: rows(scene, levelIndices(scene)),
    zmin: 0, zmax: last, autocontour: false, connectgaps: false, hoverinfo: "skip",
    contours: { start: 0, end: last, size: 1, coloring: "fill" },
    colorscale: colorscale(theme), line: { width: 0.7, color: theme.contourLine },
    showscale: !narrow, colorbar: colorbar(scene, theme, format),
  };
}

function colorbar(scene, theme, format) {
  const last = scene.levels.length - 1;
  const count = Math.min(LABELLED_LEVELS, last + 1);
  const ticks = Array.from({ length: count }, (_, i) => Math.round((i * last) / Math.max(1, count - 1)));
  return {
    thickness: 12, len: 1, lenmode: "fraction", outlinewidth: 0, xpad: 10, ypad: 0, x: 1,
    tickvals: ticks, ticktext: ticks.map((level) => format(scene.levels[level], 3)),
    tickfont: { size: 13 * theme.scale, color: theme.text }, ticklen: 3, tickcolor: theme.grid,
  };
}

function minima(scene, theme) {
  const flat = scene.dimension === 1;
  return {
    type: "scatter", mode: "markers", hoverinfo: "skip", cliponaxis: true,
    x: scene.minima.map((minimum) => minimum[0]),
    y: scene.minima.map((minimum) => (flat ? scene.minimumValue : minimum[1])),
    marker: { symbol: "star", size: 13 * lineScale(theme), color: theme.background,
      line: { width: 1.6 * lineScale(theme), color: theme.text } },
  };
}

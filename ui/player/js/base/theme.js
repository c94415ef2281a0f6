// Colours from Streamlit's theme, for Plotly and for the canvas.

import { decimalMark } from "./format.js";

// What does not follow Streamlit's theme. Ramps, from the lowest level to the highest, are quiet: the paths carry the
// strong colours, and stand out from their halo, which is their casing on the landscape. `plots/base/theme.py` has the
// same for figures and pictures.
/** @param {boolean} dark */
export const shades = (dark) => (dark ? {
  grid: "rgba(255,255,255,0.14)", muted: "rgba(255,255,255,0.72)", contourLine: "rgba(190,210,235,0.20)",
  halo: "rgba(0,0,0,0.75)", ramp: ["#0b1320", "#15233a", "#213450", "#2f4663", "#405875", "#546b86"],
} : {
  grid: "rgba(0,0,0,0.12)", muted: "rgba(0,0,0,0.66)", contourLine: "rgba(40,60,90,0.20)",
  halo: "rgba(255,255,255,0.9)", ramp: ["#8fa9c4", "#a9bed3", "#c1d0df", "#d6e0e9", "#e8edf2", "#f6f7f9"],
});

// The usual size of type in the plots, in pixels.
export const TYPE = 13;

// How much larger than usual the page's own type is. A page that is presented says so (`ui/shell/presenting.py`): no
// type in its plots is smaller than its own.
function pageScale() {
  const size = parseFloat(getComputedStyle(document.documentElement).fontSize);
  return size / (pagePresented() ? TYPE : 16) || 1;
}

// Whether the whole page is presented, not a player alone.
export const pagePresented = () =>
  getComputedStyle(document.documentElement).getPropertyValue("--opt-presented") !== "";

// `scale` is how much larger than usual type and lines are drawn.
/** @param {Element} element @param {number} [scale] @returns {Theme} */
export function readTheme(element, scale = pageScale()) {
  const style = getComputedStyle(element);
  const read = (name, fallback) => style.getPropertyValue(`--st-${name}`).trim() || fallback;
  const background = read("background-color", "#ffffff");
  const dark = luminance(background) < 0.4;
  const text = read("text-color", dark ? "#fafafa" : "#31333f");
  return {
    dark, background, text, scale,
    font: read("font", "sans-serif"),
    primary: read("primary-color", "#0072b2"),
    ...shades(dark),
  };
}

// Lines grow less than type.
/** @param {Theme} theme */
export const lineScale = (theme) => Math.sqrt(theme.scale);

/** @param {Theme | null} a @param {Theme | null} b */
export const sameTheme = (a, b) => Boolean(a && b) && JSON.stringify(a) === JSON.stringify(b);

/** @param {Theme} theme */
export function colorscale(theme) {
  const last = theme.ramp.length - 1;
  return theme.ramp.map((color, i) => [i / last, color]);
}

// A run's colour on the theme's ground; it comes with both.
/** @param {{ color: string, dark: string }} run @param {{ dark: boolean }} theme */
export const runColor = (run, theme) => (theme.dark ? run.dark : run.color);

/** @param {Theme} theme @param {string} title */
export function axisStyle(theme, title) {
  return {
    title: { text: title, font: { size: 14 * theme.scale, color: theme.text }, standoff: 8 },
    tickfont: { size: 13 * theme.scale, color: theme.text },
    gridcolor: theme.grid, linecolor: theme.grid, zerolinecolor: theme.grid, zeroline: false,
    automargin: false, exponentformat: "power", ticks: "outside", tickcolor: theme.grid, ticklen: 4 * theme.scale,
    // In large type the lowest number beside an axis and the first one below the other would meet in the corner.
    ticklabelstandoff: Math.max(0, Math.round(8 * (theme.scale - 1))),
  };
}

// Everything is set here: Streamlit's own template holds placeholders only its own charts replace.
/** @param {Theme} theme @param {string} language */
export function baseLayout(theme, language) {
  return {
    template: {}, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: theme.font, color: theme.text, size: 13 * theme.scale },
    // A redraw fits the plot to its element only if the layout itself says so.
    autosize: true,
    separators: `${decimalMark(language)} `,
    showlegend: false, hovermode: false,
  };
}

function luminance(color) {
  const [red, green, blue] = channels(color).map((part) => {
    const share = part / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(color) {
  const hex = /^#([0-9a-f]{3,8})$/i.exec(color.trim());
  if (!hex) return (color.match(/[\d.]+/g) ?? [255, 255, 255]).slice(0, 3).map(Number);
  const digits = hex[1].length < 6 ? [...hex[1]].map((digit) => digit + digit).join("") : hex[1];
  return [0, 2, 4].map((at) => parseInt(digits.slice(at, at + 2), 16));
}

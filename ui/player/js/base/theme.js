// Colours from Streamlit's theme, for Plotly and for the canvas.

import { decimalMark } from "./format.js";

// Quiet ramps from the lowest level to the highest: the paths carry the strong colours.
const RAMPS = {
  light: ["#8fa9c4", "#a9bed3", "#c1d0df", "#d6e0e9", "#e8edf2", "#f6f7f9"],
  dark: ["#0b1320", "#15233a", "#213450", "#2f4663", "#405875", "#546b86"],
};

// The usual size of type in the plots, in pixels.
export const TYPE = 13;

// `scale` is how much larger than usual type and lines are drawn.
/** @param {Element} element @param {number} [scale] @returns {Theme} */
export function readTheme(element, scale = 1) {
  const style = getComputedStyle(element);
  const read = (name, fallback) => style.getPropertyValue(`--st-${name}`).trim() || fallback;
  const background = read("background-color", "#ffffff");
  const dark = luminance(background) < 0.4;
  const text = read("text-color", dark ? "#fafafa" : "#31333f");
  return {
    dark, background, text, scale,
    font: read("font", "sans-serif"),
    primary: read("primary-color", "#0072b2"),
    grid: dark ? "rgba(255,255,255,0.14)" : "rgba(0,0,0,0.12)",
    muted: dark ? "rgba(255,255,255,0.72)" : "rgba(0,0,0,0.66)",
    contourLine: dark ? "rgba(190,210,235,0.20)" : "rgba(40,60,90,0.20)",
    halo: dark ? "rgba(0,0,0,0.75)" : "rgba(255,255,255,0.9)",
    ramp: RAMPS[dark ? "dark" : "light"],
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

// A method's colour, unless it would vanish into the page (black on a dark theme, white on a light one).
/** @param {string} color @param {Theme} theme */
export function visibleColor(color, theme) {
  const own = luminance(color);
  if (theme.dark && own < 0.03) return "#f2f2f2";
  if (!theme.dark && own > 0.93) return "#333333";
  return color;
}

/** @param {Theme} theme @param {string} title */
export function axisStyle(theme, title) {
  return {
    title: { text: title, font: { size: 14 * theme.scale, color: theme.text }, standoff: 8 },
    tickfont: { size: 13 * theme.scale, color: theme.text },
    gridcolor: theme.grid, linecolor: theme.grid, zerolinecolor: theme.grid, zeroline: false,
    automargin: false, exponentformat: "power", ticks: "outside", tickcolor: theme.grid, ticklen: 4,
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

// Small helpers to build elements; text always goes in as text, never as HTML.

import { cornersOf } from "./markers.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} attributes
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

/** @param {string} tag @param {Record<string, any>} attributes @param {...(Node | string)} children */
export function svgElement(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

// The language of the page, for who reads it aloud. Every style is looked up again when it is set, even to what it was.
/** @param {string} language */
export function setPageLanguage(language) {
  const root = document.documentElement;
  if (root.lang !== language) root.lang = language;
}

const ICONS = {
  play: "M7 4.5v15l12.5-7.5z",
  pause: "M6.5 4.5h4v15h-4zM13.5 4.5h4v15h-4z",
  stepBack: "M15.5 5v14L7 12zM4.5 5h2v14h-2z",
  stepForward: "M8.5 5v14l8.5-7zM17.5 5h2v14h-2z",
  toStart: "M20 5v14l-7.5-7zM12.5 5v14L5 12zM3 5h2v14H3z",
  toEnd: "M4 5v14l7.5-7zM11.5 5v14l7.5-7zM19 5h2v14h-2z",
  loop: "M7 6h9.5V3L21 7.5 16.5 12V9H8v3.5H5V8a2 2 0 0 1 2-2zm10 12H7.5v3L3 16.5 7.5 12v3H16v-3.5h3V16a2 2 0 0 1-2 2z",
  present: "M3 4h18v12.5H3zM5 6v8.5h14V6zM11 17.5h2V19h3.5v2h-9v-2H11z",
  previous: "M15.5 5v14L7 12z",
  next: "M8.5 5v14l8.5-7z",
  good: "M9.2 18.2 3.6 12.6l2-2 3.6 3.6 9.2-9.2 2 2z",
  bad: "M5 7l2-2 5 5 5-5 2 2-5 5 5 5-2 2-5-5-5 5-2-2 5-5z",
  neutral: "M12 7.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9z",
};

/** @param {keyof typeof ICONS} name */
export function icon(name) {
  return svgElement("svg", { viewBox: "0 0 24 24", class: "opt-icon", "aria-hidden": "true" },
    svgElement("path", { d: ICONS[name] }));
}

/** @type {Record<string, number[]>} */
const DASHES = {
  solid: [], dot: [2, 4], dash: [9, 5], longdash: [14, 6], dashdot: [9, 4, 2, 4], longdashdot: [14, 4, 2, 4],
};

/** @param {string} name */
export const dashPattern = (name) => DASHES[name] ?? [];

// The radius of the marker on a sample.
const MARKER = 4.4;

// A short piece of a run's line with its marker, as they look in the plots.
/** @param {{ color: string, dash: string, marker: string }} style */
export function swatch({ color, dash, marker }) {
  const line = svgElement("path", { d: "M1 6H33", stroke: color, "stroke-width": 4,
    "stroke-dasharray": dashPattern(dash).join(" ") });
  return svgElement("svg", { viewBox: "0 0 34 12", class: "opt-swatch", "aria-hidden": "true" }, line,
    markerShape(marker, color));
}

function markerShape(name, color) {
  const corners = cornersOf(name);
  const at = (value, middle) => String(Math.round(100 * (middle + MARKER * value)) / 100);
  /** @type {Record<string, string>} */
  const place = corners ? { points: corners.map(([x, y]) => `${at(x, 17)},${at(y, 6)}`).join(" ") }
    : { cx: "17", cy: "6", r: String(MARKER) };
  return svgElement(corners ? "polygon" : "circle", { ...place, fill: color });
}

// Only a change is written, so that what reads the page aloud does not begin again.
/** @param {HTMLElement} node @param {string} text */
export const setText = (node, text) => { if (node.textContent !== text) node.textContent = text; };

/** @param {HTMLElement} node @param {string} name @param {unknown} value */
export const setData = (node, name, value) => {
  if (node.dataset[name] !== String(value)) node.dataset[name] = String(value);
};

// As in player.css: a player is narrow that is no wider than a phone lying on its side, in a window that is about as
// high or higher. In a low window plots stay side by side.
const [NARROW, UPRIGHT] = [700, 0.9];

/** @param {HTMLElement} root of a player */
export const isNarrow = ({ clientWidth }) => clientWidth <= Math.min(NARROW, UPRIGHT * window.innerHeight);

// The elements of the page of the gradient and their places.

import { element, isNarrow } from "../base/dom.js";

export const LAYERS = ["field", "curvature", "flow"];

/** @param {{ layer: (name: string, on: boolean) => void, h: (power: number) => void, rate: (power: number) => void,
 *   steps: (count: number) => void, near: (on: boolean) => void, released: () => void }} actions */
export function buildLayout(actions) {
  const checks = Object.fromEntries(LAYERS.map((name) => [name, check((on) => actions.layer(name, on))]));
  const near = check((on) => actions.near(on));
  const h = slider({ min: -16, max: 1, step: 0.125 }, actions.h, actions.released);
  const rate = slider({ min: -5, max: 1, step: 0.05 }, actions.rate, actions.released);
  const steps = slider({ min: 1, max: 200, step: 1 }, actions.steps, actions.released);
  const map = panel("opt-map");
  const line = panel("opt-line", near.node);
  const rose = panel("opt-rose");
  const solid = panel("opt-solid");
  const remainder = panel("opt-remainder");
  const differences = panel("opt-differences");
  const layers = element("div", { class: "opt-checks" }, ...LAYERS.map((name) => checks[name].node));
  const flow = element("div", { class: "opt-flow" }, rate.node, steps.node);
  const left = element("div", { class: "opt-left" }, map.node, layers, flow, h.node);
  const right = element("div", { class: "opt-right" }, rose.node, solid.node, line.node, remainder.node,
    differences.node);
  const root = element("div", { class: "opt-player opt-gradient", tabindex: "0", role: "group", "data-ready": "false",
    "data-revision": "0" }, element("div", { class: "opt-gradient-grid" }, left, right));
  return { root, left, right, map, line, rose, solid, remainder, differences, checks, near, h, rate, steps, layers,
    flow };
}

function panel(name, ...tools) {
  const title = element("span", { class: "opt-title" });
  const under = element("div", { class: "opt-layers" });
  const stage = element("div", { class: "opt-stage" }, under);
  const note = element("p", { class: "opt-note" });
  const node = element("section", { class: `opt-panel ${name}` },
    element("div", { class: "opt-head" }, title, element("span", { class: "opt-tools" }, ...tools)), stage, note);
  return { node, title, stage, under, layers: under, note };
}

function check(on) {
  const box = element("input", { type: "checkbox", onchange: () => on(box.checked) });
  const text = element("span");
  return { node: element("label", { class: "opt-check" }, box, text), box, text };
}

function slider(range, moved, released) {
  const input = element("input", { type: "range", class: "opt-range", ...range,
    oninput: () => moved(Number(input.value)), onchange: released });
  const name = element("span", { class: "opt-slider-name" });
  const value = element("output", { class: "opt-readout" });
  const show = (place, text) => {
    if (Number(input.value) !== place) input.value = String(place);
    value.textContent = text;
    input.setAttribute("aria-valuetext", text);
    const { min, max } = range;
    input.style.setProperty("--opt-done", `${(100 * (place - min)) / (max - min)}%`);
  };
  return { node: element("label", { class: "opt-slider" }, name, input, value), input, name, value, show };
}

// In one variable the curve is the large picture, and what needs a plane is not there.
export function arrange(parts, flat) {
  const main = flat ? parts.line : parts.map;
  for (const each of [parts.map, parts.rose, parts.solid]) each.node.hidden = flat;
  for (const name of ["field", "curvature"]) parts.checks[name].node.hidden = flat;
  parts.layers.hidden = flat;
  if (parts.left.firstElementChild !== main.node) parts.left.prepend(main.node);
  if (flat && parts.map.node.parentElement === parts.left) parts.right.prepend(parts.map.node);
  if (!flat && parts.line.node.parentElement === parts.left) {
    parts.right.insertBefore(parts.line.node, parts.remainder.node);
  }
  parts.root.dataset.flat = String(flat);
}

// Beside the map five pictures in pairs leave a place free; elsewhere the numbers are below what they are read with.
/** @param {HTMLElement} node */
export function placeNumbers(parts, node, flat) {
  const place = flat || isNarrow(parts.root) ? parts.left : parts.right;
  if (node.parentElement !== place) place.append(node);
}

export function translateLayout(parts, labels) {
  parts.root.setAttribute("aria-label", labels.gradient_player);
  for (const name of ["map", "line", "rose", "solid", "remainder", "differences"]) {
    parts[name].title.textContent = labels[`title_${name}`];
  }
  parts.solid.stage.setAttribute("aria-label", labels.title_solid);
  for (const name of LAYERS) parts.checks[name].text.textContent = labels[`layer_${name}`];
  parts.near.text.textContent = labels.near;
  parts.h.name.textContent = labels.step_length;
  parts.rate.name.textContent = labels.rate_name;
  parts.steps.name.textContent = labels.steps_name;
}

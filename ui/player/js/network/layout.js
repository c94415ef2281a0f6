// The elements of the network's player and their places.

import { element, swatch } from "../base/dom.js";
import { choice } from "../controls/controls.js";

export const SHOWN = ["weights", "gradients", "updates"];
const CHARTS = ["loss", "gradients", "spreads", "history"];

/** @param {{ edges: (kind: string) => void, weight: (place: number) => void, example: (place: number) => void,
 *   exampleChosen: () => void, pass: (step: number) => void, other: (place: number) => void }} actions */
export function buildLayout(actions) {
  const edges = choice(SHOWN.map((value) => ({ value })), actions.edges);
  const plane = panel("opt-net-plane");
  const net = panel("opt-net-graph");
  const charts = Object.fromEntries(CHARTS.map((name) => [name, panel("opt-net-chart")]));
  // 0 stands for none.
  const weight = slider((place) => actions.weight(place - 1));
  const other = slider((place) => actions.other(place - 1));
  const example = slider((place) => actions.example(place - 1), actions.exampleChosen);
  const pass = slider((step) => actions.pass(step));
  const said = element("p", { class: "opt-net-said", role: "status", "aria-live": "polite" });
  net.node.querySelector(".opt-tools").append(edges.node);
  const weightSaid = element("p", { class: "opt-net-numbers" });
  net.node.append(weight.node, weightSaid, other.node, example.node, pass.node, said);
  const slice = panel("opt-net-slice");
  const summary = element("p", { class: "opt-net-summary", role: "status" });
  const grid = element("div", { class: "opt-net-grid" }, plane.node, net.node);
  const row = element("div", { class: "opt-net-charts" }, ...CHARTS.map((name) => charts[name].node),
    slice.node);
  return { plane, net, charts, slice, edges, weight, weightSaid, other, example, pass, said, summary, grid, row };
}

function panel(name) {
  const title = element("span", { class: "opt-title" });
  const under = element("div", { class: "opt-layers" });
  const stage = element("div", { class: "opt-stage", role: "img" }, under);
  const note = element("p", { class: "opt-note" });
  const legend = element("div", { class: "opt-net-legend" });
  const node = element("section", { class: `opt-panel ${name}` },
    element("div", { class: "opt-head" }, title, element("span", { class: "opt-tools" })), stage, legend, note);
  return { node, title, stage, under, layers: under, note, legend };
}

function slider(moved, released = () => {}) {
  const input = element("input", { type: "range", class: "opt-range", min: 0, max: 0, step: 1,
    oninput: () => moved(Number(input.value)), onchange: released });
  const name = element("span", { class: "opt-slider-name" });
  const value = element("output", { class: "opt-readout" });
  /** @param {number} place @param {number} most @param {string} text @param {string} spoken what is read out */
  const show = (place, most, text, spoken = text) => {
    if (input.max !== String(most)) input.max = String(most);
    if (Number(input.value) !== place) input.value = String(place);
    if (value.textContent !== text) value.textContent = text;
    input.setAttribute("aria-valuetext", spoken);
    input.style.setProperty("--opt-done", `${most ? (100 * place) / most : 0}%`);
  };
  return { node: element("label", { class: "opt-slider" }, name, input, value), input, name, show };
}

// Names of lines beside samples of them.
/** @param {HTMLElement} node @param {{ color: string, dash: string, name: string }[]} lines */
export function legend(node, lines) {
  node.replaceChildren(...lines.map(({ color, dash, name }) => {
    const sample = swatch({ color, dash, marker: "" });
    // The lines have no markers.
    sample.lastElementChild?.remove();
    return element("span", { class: "opt-net-key" }, sample, name);
  }));
}

// The network as a graph: a circle for every unit, a line for every weight, as wide as it is large.

import { svgElement as svg } from "../base/dom.js";

const ACROSS = 140;
const DOWN = 58;
const RADIUS = 25;
// How far a wide network is shrunk before it scrolls while numbers stand in it, which must be readable.
const SMALLEST = 0.75;
const WIDEST = 8;
const THINNEST = 0.6;

export class NetworkPicture {
  /** @param {HTMLElement} stage @param {(place: number) => void} onWeight called with the weight that is clicked */
  constructor(stage, onWeight) {
    this.stage = stage;
    this.onWeight = onWeight;
  }

  /** @param {number[]} layers @param {ReturnType<typeof import("./model/loss.js").places>} places */
  build(layers, places) {
    const tallest = Math.max(...layers);
    const at = (l, i) => [RADIUS + 4 + l * ACROSS, RADIUS + 4 + DOWN * (i + (tallest - layers[l]) / 2)];
    const [width, height] = [2 * (RADIUS + 4) + ACROSS * (layers.length - 1), 2 * (RADIUS + 4) + DOWN * (tallest - 1)];
    /** @type {{ place: number, line: SVGElement }[]} */
    this.lines = [];
    const touched = [];
    places.forEach(({ before, after, weights }, l) => {
      for (let i = 0; i < before; i += 1) {
        for (let j = 0; j < after; j += 1) {
          const [[x1, y1], [x2, y2]] = [at(l, i), at(l + 1, j)];
          const place = weights + i * after + j;
          const line = svg("line", { x1, y1, x2, y2, class: "opt-net-edge", "data-weight": place });
          this.lines.push({ place, line });
          // What a finger or a pointer meets: as wide as can be hit.
          const broad = svg("line", { x1, y1, x2, y2, class: "opt-net-touch" });
          broad.addEventListener("click", () => this.onWeight(place));
          touched.push(broad);
        }
      }
    });
    this.units = layers.map((count, l) => Array.from({ length: count }, (_, i) => {
      const [x, y] = at(l, i);
      const output = svg("text", { x, y: y + 4 });
      const flow = svg("text", { x, y: y + 15, class: "opt-net-flow" });
      const circle = svg("circle", { cx: x, cy: y, r: RADIUS });
      const group = svg("g", { class: "opt-net-unit" }, circle, output, flow);
      const bias = l ? places[l - 1].biases + i : -1;
      if (bias >= 0) group.addEventListener("click", () => this.onWeight(bias));
      return { output, flow, group, bias, circle, y };
    }));
    const shapes = [...this.lines.map(({ line }) => line), ...touched, ...this.units.flat().map(({ group }) => group)];
    this.root = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img" }, ...shapes);
    this.root.style.maxHeight = `${2 * height}px`;
    this.readable = `${SMALLEST * width}px`;
    this.stage.replaceChildren(this.root);
  }

  /**
   * @param {object} shown
   * @param {(place: number) => number} shown.number of a weight or bias; NaN where there is none yet
   * @param {number} shown.chosen the weight that is looked at, -1 for none
   * @param {(l: number, i: number) => string} shown.output of a unit for the example that is followed
   * @param {(l: number, i: number) => string} shown.flow
   * @param {number} shown.lit the layer of this step of the pass, -1 for none
   * @param {string} shown.says what is read out
   */
  show({ number, chosen, output, flow, lit, says }) {
    let largest = 0;
    for (const { place } of this.lines) if (Math.abs(number(place)) > largest) largest = Math.abs(number(place));
    const paint = (node, value) => {
      node.dataset.sign = value > 0 ? "plus" : value < 0 ? "minus" : "zero";
      const share = largest > 0 && Number.isFinite(value) ? Math.min(1, Math.abs(value) / largest) : 0;
      node.style.strokeWidth = String(THINNEST + (WIDEST - THINNEST) * share);
      node.classList.toggle("opt-net-chosen", Number(node.dataset.weight ?? -2) === chosen);
    };
    for (const { place, line } of this.lines) paint(line, number(place));
    let numbers = false;
    this.units.forEach((column, l) => column.forEach((unit, i) => {
      const arrived = flow(l, i);
      unit.output.textContent = output(l, i);
      numbers ||= Boolean(unit.output.textContent || arrived);
      unit.output.setAttribute("y", String(unit.y + (arrived ? -2 : 4)));
      unit.flow.textContent = arrived;
      unit.flow.dataset.sign = arrived.startsWith("−") ? "minus" : "plus";
      unit.group.classList.toggle("opt-net-lit", l === lit);
      unit.group.classList.toggle("opt-net-chosen", unit.bias >= 0 && unit.bias === chosen);
    }));
    this.root.style.minWidth = numbers ? this.readable : "";
    this.root.setAttribute("aria-label", says);
  }
}

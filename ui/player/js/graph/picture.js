// The graph as SVG: boxes with formula, value and what has arrived; edges as wide as what flows along them.

import { svgElement as svg } from "../base/dom.js";

const MARGIN = 12;
// How far a wide picture is shrunk before it scrolls.
const SMALLEST = 0.72;
// The size of the boxes' text in the picture's own units.
const TYPE = 14;
// Characters of a formula that fit into a box.
const FITS = 15;

/** @param {string} text */
const fitting = (text) => ([...text].length > FITS ? `${[...text].slice(0, FITS - 1).join("")}…` : text);

// From point to point level at both ends, straight through the columns that it passes.
/** @param {number[][]} route */
export function curve(route) {
  const [[x, y], ...others] = route;
  let path = `M${x} ${y}`;
  let [fromX, fromY] = [x, y];
  for (const [toX, toY] of others) {
    const middle = (fromX + toX) / 2;
    path += `C${middle} ${fromY} ${middle} ${toY} ${toX} ${toY}`;
    [fromX, fromY] = [toX, toY];
  }
  return path;
}

export class Picture {
  /**
   * @param {(node: number | null) => void} onPoint called with the box that is pointed at or has the focus
   * @param {(node: number) => void} onFold called with a box that is to be folded or unfolded
   */
  constructor(onPoint, onFold) {
    this.onPoint = onPoint;
    this.onFold = onFold;
    this.node = document.createElement("div");
    this.node.className = "opt-graph-stage";
  }

  /** @param {any} header */
  draw({ nodes, edges, size, labels }) {
    const [width, height] = size.node;
    const whole = [size.width + 2 * MARGIN, size.height + 2 * MARGIN];
    const line = ({ route }) => svg("path", { d: curve(route), class: "opt-graph-edge" });
    this.edges = edges.map((edge) => ({ ...edge, line: line(edge) }));
    this.boxes = new Map(nodes.map((node) => [node.id, this.#box(node, width, height)]));
    const parts = [...this.edges.map((edge) => edge.line), ...[...this.boxes.values()].map(({ group }) => group)];
    const viewBox = `${-MARGIN} ${-MARGIN} ${whole[0]} ${whole[1]}`;
    this.root = svg("svg", { viewBox, role: "group", "aria-label": labels.graph }, ...parts);
    // As wide as there is room for, but never so small that it cannot be read, nor with larger type than the page's:
    // what is presented in a hall has large type.
    Object.assign(this.root.style, { maxWidth: `${whole[0] / TYPE}rem`, minWidth: `${SMALLEST * whole[0]}px` });
    // A box that had the focus keeps it: it is still there, folded or not.
    const focused = /** @type {HTMLElement | null} */ (this.node.querySelector(":focus"))?.dataset.node;
    this.node.replaceChildren(this.root);
    if (focused !== undefined) this.boxes.get(Number(focused))?.group.focus({ preventScroll: true });
  }

  #box(node, width, height) {
    const [x, y] = [node.x - width / 2, node.y - height / 2];
    const leaf = node.kind !== "operation";
    const name = svg("text", { x: x + 7, y: y + 14, class: "opt-graph-name" }, leaf ? "" : node.name);
    const formula = svg("text", { x: node.x, y: y + 19, class: "opt-graph-formula" }, fitting(node.formula));
    if (!leaf) formula.setAttribute("x", String(node.x + 9));
    const value = svg("text", { x: node.x, y: y + 36, class: "opt-graph-value" });
    const arrived = svg("text", { x: node.x, y: y + 51, class: "opt-graph-arrived" });
    const about = { class: "opt-graph-node", tabindex: 0, role: node.folds ? "button" : "img", "data-kind": node.kind,
      "data-node": node.id, "data-folded": node.folded };
    const group = svg("g", about, svg("rect", { x, y, width, height, rx: leaf ? height / 2 : 8 }), name, formula, value,
      arrived);
    if (node.folds) this.#foldable(group, node, { x, y, width, height });
    for (const event of ["pointerenter", "focus"]) group.addEventListener(event, () => this.onPoint(node.id));
    for (const event of ["pointerleave", "blur"]) group.addEventListener(event, () => this.onPoint(null));
    return { node, group, value, arrived };
  }

  // The sign at the corner, a second outline of a box that has others in it, the click and the key.
  #foldable(group, node, { x, y, width, height }) {
    group.setAttribute("aria-expanded", String(!node.folded));
    const sign = svg("text", { x: x + width - 12, y: y + height - 8, class: "opt-graph-fold" },
      node.folded ? "⊞" : "⊟");
    group.append(sign);
    if (node.folded) {
      group.append(svg("rect", { x: x + 3, y: y + 3, width: width - 6, height: height - 6, rx: 5,
        class: "opt-graph-within" }));
    }
    group.addEventListener("click", () => this.onFold(node.id));
    group.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.onFold(node.id);
    });
  }

  // Scrolls as far as it takes to have these boxes in sight; to the beginning if there are none.
  /** @param {Iterable<number>} lit */
  reveal(lit) {
    const boxes = [...lit].flatMap((id) => this.boxes.get(id)?.group.getBoundingClientRect() ?? []);
    if (!boxes.length) { this.node.scrollLeft = 0; return; }
    const stage = this.node.getBoundingClientRect();
    const by = (from, to, low, high) => {
      const [first, last] = [Math.min(...boxes.map((box) => box[from])), Math.max(...boxes.map((box) => box[to]))];
      if (first < low) return first - low - MARGIN;
      return last > high ? Math.min(last - high + MARGIN, first - low - MARGIN) : 0;
    };
    this.node.scrollLeft += by("left", "right", stage.left, stage.left + this.node.clientWidth);
    this.node.scrollTop += by("top", "bottom", stage.top, stage.top + this.node.clientHeight);
  }

  /**
   * @param {object} shown
   * @param {(node: number) => string} shown.value what stands for a box's value, "" while there is none
   * @param {(node: number) => string} shown.arrived the same for the derivative
   * @param {(node: number) => string} shown.says what is read out for a box
   * @param {Set<number>} shown.lit boxes of this step
   * @param {number} shown.reused the box whose derivative serves several operands in this step, -1 for none
   * @param {Set<number>} shown.onPath edges, by their order, of the paths that are shown
   * @param {number} shown.current the edge of this step, -1 for none
   * @param {(way: number) => number | null} shown.flow what has flown along an edge, null while nothing has
   * @param {number} shown.largest the largest flow
   */
  show({ value, arrived, says, lit, reused, onPath, current, flow, largest }) {
    for (const [id, box] of this.boxes) {
      box.value.textContent = value(id);
      box.arrived.textContent = arrived(id);
      box.arrived.dataset.sign = arrived(id).includes("∂ −") ? "minus" : "plus";
      box.group.classList.toggle("opt-graph-lit", lit.has(id));
      box.group.classList.toggle("opt-graph-reused", id === reused);
      box.group.classList.toggle("opt-graph-done", value(id) !== "");
      box.group.setAttribute("aria-label", says(id));
    }
    this.#follow([...lit][0]);
    for (const { line, order } of this.edges) {
      const flown = order < 0 ? null : flow(order);
      const share = flown === null || !largest ? 0 : Math.min(1, Math.abs(flown) / largest);
      line.style.strokeWidth = flown === null ? "1.5" : String(1.5 + 5 * Math.sqrt(Number.isFinite(share) ? share : 0));
      line.dataset.sign = flown === null ? "none" : flown > 0 ? "plus" : flown < 0 ? "minus" : "zero";
      line.classList.toggle("opt-graph-passive", order < 0);
      line.classList.toggle("opt-graph-current", order >= 0 && order === current);
      line.classList.toggle("opt-graph-path", onPath.has(order));
    }
    this.root.classList.toggle("opt-graph-choosing", onPath.size > 0);
  }

  // A graph that is larger than its place is moved to where the pass is.
  #follow(id) {
    const { node } = this;
    const box = this.boxes.get(id)?.group.getBoundingClientRect();
    if (!box || (node.scrollWidth <= node.clientWidth && node.scrollHeight <= node.clientHeight)) return;
    const place = node.getBoundingClientRect();
    const across = box.left >= place.left && box.right <= place.right;
    if (across && box.top >= place.top && box.bottom <= place.bottom) return;
    node.scrollLeft += (box.left + box.right - place.left - place.right) / 2;
    node.scrollTop += (box.top + box.bottom - place.top - place.bottom) / 2;
  }
}

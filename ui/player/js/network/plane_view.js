// The examples, and what the network makes of the plane they lie in; with one feature its curve.

import { fitCanvas, layer } from "../drawing/canvas.js";
import { levelLines } from "../drawing/marching_squares.js";
import { drawPlane } from "../drawing/plane.js";
import { listenToClicks } from "../drawing/pointer.js";
import { sigmoid } from "../engine/numerics.js";
import { stroke } from "../gradient/paints.js";
import { NetworkLoss } from "./model/loss.js";

const GRID = 61;
const NEAR = 16;
const RADIUS = 4.5;
const MARGIN = 0.12;
const STRONGEST = 0.62;

export class PlaneView {
  /** @type {any} */
  frame = null;

  /** @param {any} panel @param {(example: number) => void} onExample */
  constructor(panel, onExample) {
    this.panel = panel;
    this.ground = layer();
    this.axes = layer();
    this.marks = layer();
    panel.under.append(this.ground, this.axes, this.marks);
    this.image = document.createElement("canvas");
    this.image.width = GRID - 1;
    this.image.height = GRID - 1;
    this.forget = listenToClicks(panel.stage, () => Boolean(this.frame), {
      clicked: (x, y) => { const found = this.nearest(x, y); if (found >= 0) onExample(found); } });
  }

  // `task` as in model/training.js; `classes` whether targets are classes.
  take(task, classes) {
    this.task = task;
    this.classes = classes;
    this.flat = task.shape.layers[0] === 1;
    const columns = this.flat ? [task.inputs, targets(task)] : [0, 1].map((i) => column(task, i));
    this.domain = columns.map(padded);
    this.range = extent(targets(task));
    const places = this.#places();
    this.asked = new NetworkLoss(task.shape, places, new Float64Array(places.length / task.shape.layers[0]));
  }

  // Where the network is asked: the corners of a grid, row by row from below, or along the axis.
  #places() {
    const along = this.domain.map(([low, high]) =>
      Array.from({ length: GRID }, (_, i) => low + ((high - low) * i) / (GRID - 1)));
    if (this.flat) return Float64Array.from(along[0]);
    return Float64Array.from(along[1].flatMap((y) => along[0].flatMap((x) => [x, y])));
  }

  // A number for how far the output is to one side: from -1 to 1, 0 where it is undecided.
  side(output) {
    if (this.task.shape.loss === "logistic") return 2 * sigmoid(output) - 1;
    const [low, high] = this.classes ? [0, 1] : this.range;
    return Math.max(-1, Math.min(1, (2 * (output - low)) / (high - low || 1) - 1));
  }

  axesAgain(theme, format, names) {
    const [[xLow, xHigh], [yLow, yHigh]] = this.domain;
    this.frame = drawPlane(this.axes, this.panel.stage, { bare: true, x: { low: xLow, high: xHigh, title: names[0] },
      y: { low: yLow, high: yHigh, title: names[1] } }, theme, format);
  }

  /** @param {ArrayLike<number>} point the weights @param {number} chosen the example, -1 for none */
  draw(point, chosen, theme, colors) {
    this.asked.forward(point);
    const outputs = this.asked.outputs[this.task.shape.layers.length - 1];
    const ground = fitCanvas(this.ground, this.panel.stage, this.frame);
    const marks = fitCanvas(this.marks, this.panel.stage, this.frame, 6);
    if (this.flat) this.#curve(ground, outputs, theme);
    else this.#field(ground, outputs, theme, colors);
    const { inputs, heldInputs, heldTargets } = this.task;
    const many = this.task.targets.length;
    for (let i = 0; i < heldTargets.length; i += 1) this.#mark(marks, heldInputs, heldTargets, i, false, theme, colors);
    for (let i = 0; i < many; i += 1) this.#mark(marks, inputs, this.task.targets, i, true, theme, colors);
    if (chosen >= 0) this.#ring(marks, chosen, theme);
  }

  #curve(context, outputs, theme) {
    const { x, y } = this.frame;
    const shown = (output) => (this.task.shape.loss === "logistic" ? sigmoid(output) : output);
    const points = Array.from(this.asked.inputs, (at, i) => [x.toPixel(at), y.toPixel(shown(outputs[i]))]);
    stroke(context, points, { color: theme.primary, width: 3, rim: theme.halo });
  }

  // A pixel a cell, from the mean of its corners; the browser makes it smooth.
  #field(context, outputs, theme, colors) {
    const sides = Float64Array.from(outputs.subarray(0, GRID * GRID), (output) => this.side(output));
    const cells = GRID - 1;
    const painter = this.image.getContext("2d");
    const pixels = painter.createImageData(cells, cells);
    const paints = { minus: rgb(colors.minus), plus: rgb(colors.plus) };
    for (let j = 0; j < cells; j += 1) {
      for (let i = 0; i < cells; i += 1) {
        const at = j * GRID + i;
        const mean = (sides[at] + sides[at + 1] + sides[at + GRID] + sides[at + GRID + 1]) / 4;
        const paint = mean > 0 ? paints.plus : paints.minus;
        const pixel = 4 * ((cells - 1 - j) * cells + i);
        for (let part = 0; part < 3; part += 1) pixels.data[pixel + part] = paint[part];
        pixels.data[pixel + 3] = Math.round(255 * STRONGEST * Math.abs(mean || 0));
      }
    }
    painter.putImageData(pixels, 0, 0);
    const { left, top, width, height } = this.frame;
    context.drawImage(this.image, left, top, width, height);
    for (const line of levelLines(sides, GRID, 0)) {
      const points = [];
      for (let i = 0; i < line.length; i += 2) {
        points.push([left + (width * line[i]) / cells, top + height - (height * line[i + 1]) / cells]);
      }
      stroke(context, points, { color: theme.text, width: 2.5, rim: theme.halo });
    }
  }

  #at(inputs, targets, i) {
    const [x, y] = this.flat ? [inputs[i], targets[i]] : [inputs[2 * i], inputs[2 * i + 1]];
    return [this.frame.x.toPixel(x), this.frame.y.toPixel(y)];
  }

  // Class 1 is a circle, class 0 a square; what is held out is hollow.
  #mark(context, inputs, targets, i, seen, theme, colors) {
    const [x, y] = this.#at(inputs, targets, i);
    const [low, high] = this.classes ? [0, 1] : this.range;
    const upper = this.flat || targets[i] > (low + high) / 2;
    const color = this.flat ? theme.text : upper ? colors.plus : colors.minus;
    context.beginPath();
    if (upper) context.arc(x, y, RADIUS, 0, 2 * Math.PI);
    else context.rect(x - RADIUS + 0.5, y - RADIUS + 0.5, 2 * RADIUS - 1, 2 * RADIUS - 1);
    Object.assign(context, { fillStyle: seen ? color : theme.background, strokeStyle: seen ? theme.halo : color,
      lineWidth: seen ? 1.2 : 2 });
    context.fill();
    context.stroke();
  }

  #ring(context, chosen, theme) {
    const [x, y] = this.#at(this.task.inputs, this.task.targets, chosen);
    for (const [radius, color, width] of [[RADIUS + 5, theme.halo, 5], [RADIUS + 5, theme.text, 2.5]]) {
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      Object.assign(context, { strokeStyle: color, lineWidth: width });
      context.stroke();
    }
  }

  // The example of the training data beside a place, -1 if there is none near.
  nearest(x, y) {
    let [found, least] = [-1, NEAR];
    for (let i = 0; i < this.task.targets.length; i += 1) {
      const [px, py] = this.#at(this.task.inputs, this.task.targets, i);
      const away = Math.hypot(px - x, py - y);
      if (away < least) [found, least] = [i, away];
    }
    return found;
  }
}

const targets = ({ targets: own, heldTargets }) => [...own, ...heldTargets];

const column = ({ inputs, heldInputs }, i) => [...inputs, ...heldInputs].filter((_, at) => at % 2 === i);

const extent = (numbers) => [Math.min(...numbers), Math.max(...numbers)];

function padded(numbers) {
  const [low, high] = extent([...numbers]);
  const margin = MARGIN * (high - low || 1);
  return [low - margin, high + margin];
}

const rgb = (color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));

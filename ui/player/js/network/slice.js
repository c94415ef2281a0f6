// The loss over two weights, the others held where they are, and the way the training took past them.

import { fitCanvas, layer } from "../drawing/canvas.js";
import { levelLines } from "../drawing/marching_squares.js";
import { drawPlane } from "../drawing/plane.js";
import { stroke } from "../gradient/paints.js";
import { NetworkLoss } from "./model/loss.js";

const GRID = 37;
const LEVELS = 14;
const MARGIN = 0.25;
// A path that hardly moves is looked at from so far away at least.
const SMALLEST = 0.2;

/**
 * Losses on a grid, row by row from below.
 *
 * @param {NetworkLoss} loss
 * @param {ArrayLike<number>} point
 * @param {[number, number]} pair places of the two weights
 * @param {number[][]} domain of each
 * @param {number} count corners along a side
 */
export function lossOver(loss, point, pair, domain, count) {
  const moved = Float64Array.from(point);
  const values = new Float64Array(count * count);
  /** @param {number[]} ends @param {number} i */
  const at = ([low, high], i) => low + ((high - low) * i) / (count - 1);
  for (let j = 0; j < count; j += 1) {
    for (let i = 0; i < count; i += 1) {
      moved[pair[0]] = at(domain[0], i);
      moved[pair[1]] = at(domain[1], j);
      values[j * count + i] = loss.value(moved);
    }
  }
  return values;
}

// As far as the path comes, and some room around it; both sides alike, so that directions are true.
/**
 * @param {import("./model/training.js").Training} training
 * @param {[number, number]} pair
 */
export function domainOf(training, pair) {
  const ends = pair.map((place) => {
    let [low, high] = [Infinity, -Infinity];
    for (let k = 0; k <= training.made; k += 1) {
      low = Math.min(low, training.point(k)[place]);
      high = Math.max(high, training.point(k)[place]);
    }
    return [low, high];
  });
  const half = Math.max(SMALLEST, ...ends.map(([low, high]) => (0.5 + MARGIN) * (high - low)));
  return ends.map(([low, high]) => [(low + high) / 2 - half, (low + high) / 2 + half]);
}

export class SliceView {
  // What the level lines were made for.
  key = "";
  // The step at which they hold; -1 before there are any.
  step = -1;

  /** @param {any} panel */
  constructor(panel) {
    this.panel = panel;
    this.axes = layer();
    this.ground = layer();
    this.path = layer();
    panel.under.append(this.axes, this.ground, this.path);
  }

  // Level lines of a step, which take a while, and the way up to another. Lines of another pair are made at once.
  /**
   * @param {import("./model/training.js").Training} training
   * @param {import("./model/training.js").Task} task
   * @param {[number, number]} pair
   * @param {{ shown: number, settled: boolean }} steps the one that is shown, and whether it stays
   * @param {{ theme: Theme, format: Format, names: string[], color: string }} style
   */
  draw(training, task, pair, { shown, settled }, { theme, format, names, color }) {
    const size = [this.panel.stage.clientWidth, this.panel.stage.clientHeight, theme.dark];
    const key = JSON.stringify([pair, size]);
    const same = key === this.key && this.task === task;
    if (!same || (settled && shown !== this.step)) {
      this.key = key;
      this.step = shown;
      this.#ground(training, task, pair, { theme, format, names });
    }
    this.#path(training, pair, shown, theme, color);
  }

  #ground(training, task, pair, { theme, format, names }) {
    if (this.task !== task) this.loss = new NetworkLoss(task.shape, task.inputs, task.targets);
    this.task = task;
    const domain = domainOf(training, pair);
    const values = lossOver(this.loss, training.point(this.step), pair, domain, GRID);
    const [x, y] = domain.map(([low, high], i) => ({ low, high, title: names[i] }));
    this.frame = drawPlane(this.axes, this.panel.stage, { x, y, bare: true }, theme, format);
    this.#levels(fitCanvas(this.ground, this.panel.stage, this.frame), values, this.frame, theme);
  }

  #levels(context, values, frame, theme) {
    const finite = [...values].filter(Number.isFinite).sort((a, b) => a - b);
    const { left, top, width, height } = frame;
    for (let level = 1; level < LEVELS; level += 1) {
      // As many corners between any two lines.
      const value = finite[Math.floor((level / LEVELS) * (finite.length - 1))];
      for (const line of levelLines(values, GRID, value)) {
        const points = [];
        for (let i = 0; i < line.length; i += 2) {
          points.push([left + (width * line[i]) / (GRID - 1), top + height - (height * line[i + 1]) / (GRID - 1)]);
        }
        stroke(context, points, { color: theme.muted, width: 0.6 + 1.6 * (1 - level / LEVELS) });
      }
    }
  }

  #path(training, [a, b], k, theme, color) {
    const { frame } = this;
    const context = fitCanvas(this.path, this.panel.stage, frame);
    const at = (step) => [frame.x.toPixel(training.point(step)[a]), frame.y.toPixel(training.point(step)[b])];
    const all = Array.from({ length: training.made + 1 }, (_, step) => at(step));
    stroke(context, all, { color, width: 1.5, dash: [4, 4] });
    stroke(context, all.slice(0, k + 1), { color, width: 3, rim: theme.halo });
    const [x, y] = at(k);
    context.beginPath();
    context.arc(x, y, 6, 0, 2 * Math.PI);
    Object.assign(context, { fillStyle: color, strokeStyle: theme.halo, lineWidth: 2 });
    context.fill();
    context.stroke();
  }
}

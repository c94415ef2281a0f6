// The landscape while its numbers are turned, painted in the place of Plotly's: colours and level lines, or the curve.

import { clearCanvas, fitCanvas } from "../drawing/canvas.js";
import { element, setData } from "../base/dom.js";
import { paintField, shading } from "../drawing/field.js";
import { inside } from "../drawing/projection.js";
import { lineScale } from "../base/theme.js";
import { Loss } from "../engine/runs/loss.js";

// Points per axis: while it moves, and once it is let go and the server's own is on its way.
export const [COARSE, FINE] = [72, 180];
const STAR = 8;

export class LiveLayer {
  shown = false;

  /** @param {HTMLElement} container @param {HTMLElement} stage */
  constructor(container, stage) {
    this.canvas = element("canvas", { class: "opt-under-layer opt-live-layer" });
    container.append(this.canvas);
    this.container = container;
    this.stage = stage;
  }

  // A scene with a loss of its own, in the window that the frame shows.
  /** @param {Scene} scene @param {Theme} theme @param {Frame} frame @param {boolean} fine */
  show(scene, theme, frame, fine) {
    this.shown = true;
    this.stage.classList.add("opt-reshaped");
    const context = fitCanvas(this.canvas, this.container, frame);
    if (scene.dimension === 1) paintCurve(context, scene, theme, frame);
    else paintLandscape(context, scene, theme, frame, fine ? FINE : COARSE);
    for (const minimum of scene.minima) paintMinimum(context, scene, theme, frame, minimum);
    setData(this.canvas, "numbers", JSON.stringify(scene.loss.numbers));
    setData(this.canvas, "points", fine ? FINE : COARSE);
  }

  hide() {
    if (!this.shown) return;
    this.shown = false;
    this.stage.classList.remove("opt-reshaped");
    clearCanvas(this.canvas);
  }
}

/** @param {Scene} scene @param {Frame} frame @param {number} count */
export function sampled(scene, { left, top, width, height, x, y }, count) {
  const loss = new Loss(scene.loss, 2);
  const xs = Array.from({ length: count }, (_, i) => x.toData(left + (i * width) / (count - 1)));
  const ys = Array.from({ length: count }, (_, j) => y.toData(top + height - (j * height) / (count - 1)));
  return Float64Array.from({ length: count * count }, (_, k) => {
    const value = loss.value([xs[k % count], ys[Math.floor(k / count)]]);
    return Number.isFinite(value) ? value : NaN;
  });
}

function paintLandscape(context, scene, theme, frame, count) {
  paintField(context, frame, { width: count, values: sampled(scene, frame, count), levels: scene.levels },
    shading(theme));
}

function paintCurve(context, scene, theme, { left, width, x, y }) {
  const loss = new Loss(scene.loss, 1);
  context.beginPath();
  for (let pixel = 0, down = false; pixel <= width; pixel += 1) {
    const height = y.toPixel(loss.value([x.toData(left + pixel)]));
    if (!Number.isFinite(height)) { down = false; continue; }
    if (down) context.lineTo(left + pixel, height);
    else context.moveTo(left + pixel, height);
    down = true;
  }
  context.setLineDash([]);
  Object.assign(context, { strokeStyle: theme.muted, lineWidth: 2.4 });
  context.stroke();
}

// A star, as Plotly's.
function paintMinimum(context, scene, theme, frame, minimum) {
  const place = [minimum[0], scene.dimension === 1 ? scene.minimumValue : minimum[1]];
  const [x, y] = [frame.x.toPixel(place[0]), frame.y.toPixel(place[1])];
  if (!inside(frame, x, y)) return;
  context.beginPath();
  for (let corner = 0; corner < 10; corner += 1) {
    const [reach, turn] = [STAR * lineScale(theme) * (corner % 2 ? 0.42 : 1), (corner * Math.PI) / 5];
    context.lineTo(x + reach * Math.sin(turn), y - reach * Math.cos(turn));
  }
  context.closePath();
  context.setLineDash([]);
  Object.assign(context, { fillStyle: theme.background, strokeStyle: theme.text, lineWidth: 1.6 * lineScale(theme) });
  context.fill();
  context.stroke();
}

// The two landscapes: the loss of all examples, and the loss the next step follows.

import { drawArrow, writeCaptions } from "../../drawing/arrows.js";
import { clearCanvas, fitCanvas, layer } from "../../drawing/canvas.js";
import { Overlay } from "../../drawing/overlay.js";
import { clipSegment } from "../../drawing/projection.js";
import { paintField } from "../../drawing/field.js";
import { drawStar, LIT, RIM } from "../../drawing/marks.js";
import { drawPlane } from "../../drawing/plane.js";

const ARROW_SHARE = 0.24;
const DOT = 2.1;
const CLOSE_ANGLE = 0.9;
const ASIDE = 1;

// A landscape with paths on it.
class Landscape {
  /** @type {BatchScene} */
  scene;
  /** @type {Theme} */
  theme;
  /** @type {Format} */
  format;
  shade;
  /** @type {Frame | null} */
  frame = null;
  // The scene with its minima where they are by now.
  /** @type {BatchScene} */
  known;
  /** @type {{ point: number[], arrows: { gradient: number[], text: string, lit: boolean }[] } | null} */
  arrows = null;

  /** @param {Panel} panel */
  constructor(panel) {
    this.ground = layer();
    this.axes = layer();
    this.marks = layer();
    panel.under.append(this.ground, this.axes, this.marks);
    this.paths = new Overlay(panel.layers);
    this.paths.decorate = (context, _position, frame) => this.decorate(context, frame);
    this.panel = panel;
  }

  layOut(scene, theme, format, shade) {
    Object.assign(this, { scene, theme, format, shade, known: scene });
    const [x, y] = scene.domain.map(([low, high], i) => ({ low, high, title: scene.variables[i] }));
    this.frame = drawPlane(this.axes, this.panel.stage, { x, y, bare: true }, theme, format);
    for (const canvas of [this.ground, this.marks]) fitCanvas(canvas, this.panel.stage, this.frame);
  }

  paint(field) {
    const context = clearCanvas(this.ground);
    if (field) paintField(context, this.frame, field, this.shade);
  }

  setRuns(runs, ghosts, position) {
    this.paths.setTracks(runs, ghosts);
    this.paths.redraw(this.frame, this.theme, position);
  }

  // Other paths in the same place, while something is dragged.
  retrack(runs, ghosts, position) { this.paths.retrack(runs, ghosts, position); }

  moveTo(position, anew) {
    if (anew) this.paths.restart(position);
    else this.paths.moveTo(position);
  }

  // Arrows from a point, downhill: [{ gradient, text, lit }], all drawn on one scale.
  setArrows(point, arrows) { this.arrows = arrows.length ? { point, arrows } : null; }

  decorate(context, frame) {
    if (!this.arrows) return;
    const from = [frame.x.toPixel(this.arrows.point[0]), frame.y.toPixel(this.arrows.point[1])];
    const vectors = this.arrows.arrows.map(({ gradient }) => downhill(gradient, frame));
    const longest = Math.max(...vectors.map((vector) => Math.hypot(...vector)));
    if (!(longest > 0) || !Number.isFinite(longest)) return;
    const captions = [];
    this.arrows.arrows.forEach(({ text, lit }, i) => {
      const vector = vectors[i].map((part) => (part / longest) * ARROW_SHARE * frame.width);
      const style = lit ? { color: LIT, width: 5, dash: [], rim: RIM } : { color: this.theme.text, width: 3, dash: [] };
      if (!drawArrow(context, this.theme, from, vector, style)) return;
      const other = vectors[1 - i];
      captions.push({ text, vector: awayFrom(vector, other, i), tip: [from[0] + vector[0], from[1] + vector[1]] });
    });
    const stars = this.known.minima.map(([x, y]) => [frame.x.toPixel(x), frame.y.toPixel(y)]);
    const heads = this.paths.tracks.filter(({ visible }) => visible).map((track) => this.paths.headOf(track));
    writeCaptions(context, this.theme, frame, captions, [...stars, ...heads.filter(Boolean)]);
  }

  drawMinima(context) {
    const { frame, known, theme } = this;
    for (const [x, y] of known.minima) drawStar(context, frame.x.toPixel(x), frame.y.toPixel(y), 9, theme);
    if (known.valley) drawValley(context, frame, known.valley, theme);
  }

  clearMarks() { return clearCanvas(this.marks); }
}

// In pixels; gradients of 1e200 must not overflow on their way to the screen.
function downhill(gradient, frame) {
  const scales = [frame.x.toPixel(1) - frame.x.toPixel(0), frame.y.toPixel(1) - frame.y.toPixel(0)];
  return gradient.map((part, i) => -part * scales[i]);
}

// The direction for an arrow's caption: aside if another arrow points nearly the same way, on either side by their
// place if it is just the same way.
/** @param {number[]} vector @param {number[] | undefined} other @param {number} place */
function awayFrom([x, y], other, place) {
  if (!other) return [x, y];
  const angle = Math.atan2(x * other[1] - y * other[0], x * other[0] + y * other[1]);
  if (Math.abs(angle) > CLOSE_ANGLE) return [x, y];
  const turn = angle > 0 || (angle === 0 && place) ? -ASIDE : ASIDE;
  return [x * Math.cos(turn) - y * Math.sin(turn), x * Math.sin(turn) + y * Math.cos(turn)];
}

function drawValley(context, frame, [[x, y], [dx, dy]], theme) {
  const far = 1e3 * Math.max(Math.abs(frame.x.toData(frame.left)), Math.abs(frame.y.toData(frame.top)), 1);
  const ends = [-far, far].flatMap((t) => [frame.x.toPixel(x + t * dx), frame.y.toPixel(y + t * dy)]);
  const part = clipSegment(...ends);
  if (!part) return;
  context.setLineDash([10, 5, 2, 5]);
  for (const [paint, width] of [[theme.halo, 4], [theme.text, 2]]) {
    Object.assign(context, { strokeStyle: paint, lineWidth: width });
    context.beginPath();
    context.moveTo(part[0], part[1]);
    context.lineTo(part[2], part[3]);
    context.stroke();
  }
  context.setLineDash([]);
}

export class FullLandscape extends Landscape {
  // `points` as cloudPoints gives them, or null.
  showCloud(points) {
    const context = this.clearMarks();
    this.drawMinima(context);
    if (!points) return;
    context.beginPath();
    for (let k = 0; k < points.length; k += 2) {
      const [x, y] = [this.frame.x.toPixel(points[k]), this.frame.y.toPixel(points[k + 1])];
      if (!(Math.abs(x) < 1e4 && Math.abs(y) < 1e4)) continue;
      context.moveTo(x + DOT, y);
      context.arc(x, y, DOT, 0, 2 * Math.PI);
    }
    Object.assign(context, { fillStyle: LIT, strokeStyle: RIM, lineWidth: 1.3, globalAlpha: 0.7 });
    context.stroke();
    context.globalAlpha = 1;
    context.fill();
  }
}

export class BatchLandscape extends Landscape {
  showMinima() { this.drawMinima(this.clearMarks()); }
}

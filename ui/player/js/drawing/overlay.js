// Paths on canvases above a plot. While playing, only what is new is drawn, so the cost of a frame does not
// depend on the length of the runs.

import { clearCanvas, fitCanvas, layer } from "./canvas.js";
import { dashPattern } from "../base/dom.js";
import { lineScale } from "../base/theme.js";
import { drawExit, drawMarker, exitOf, insideUntil, markedSteps } from "./heads.js";
import { clipSegment, corners, inside, project } from "./projection.js";

const CLOSE = 0.7;
// How far a line may pass from a point of its path while something is dragged, in pixels.
const REACH = 0.5;
const WIDTH = 3;
const RIM = 3;
const MARK = 0.75;
const RADIUS = 6;
const HEAD_MARGIN = 14;
const FADED = 0.25;

const broken = (track) => Number(dashPattern(track.dash).length > 0);

export class Overlay {
  /** @type {Track[]} */
  tracks = [];
  /** @type {AnyRun[]} */
  ghosts = [];
  /** @type {Frame | null} */
  frame = null;
  /** @type {Theme} */
  theme;
  position = 0;
  // Whether paths follow a hand: then all of them are drawn with every frame, with the heads, since each canvas that
  // changes is copied and put together with those beneath it.
  live = false;
  // Whether they are others than those drawn.
  fresh = false;
  // What the whole lines, beneath what has been travelled, were drawn of.
  /** @type {unknown[]} */
  lying = [];
  // Draws more among the heads.
  /** @type {(context: CanvasRenderingContext2D, position: number, frame: Frame) => void} */
  decorate = () => {};

  // Draws on top of all.
  /** @type {(context: CanvasRenderingContext2D) => void} */
  finish = () => {};

  // `whole`: lines without dashes.
  /** @param {HTMLElement} container @param {{ whole?: boolean }} [look] */
  constructor(container, { whole = false } = {}) {
    this.whole = whole;
    this.back = layer();
    this.trail = layer();
    this.heads = layer();
    this.trail.classList.add("opt-trail");
    container.append(this.back, this.trail, this.heads);
    this.container = container;
  }

  /** @param {AnyRun[]} tracks @param {AnyRun[]} ghosts */
  setTracks(tracks, ghosts) {
    this.tracks = tracks.map((track) => ({ ...track, pixels: null, inside: null, drawn: 0, travelled: 0 }));
    // Where paths coincide, a broken line over a whole one shows both.
    if (!this.whole) this.tracks.sort((a, b) => broken(a) - broken(b));
    this.ghosts = ghosts;
  }

  // Other paths in the same place: the canvases stay as they are, and `moveTo` draws what has been travelled at a
  // position. Whole lines that it covers are left out: each frame of a drag paints a path once.
  /** @param {AnyRun[]} tracks @param {AnyRun[]} ghosts @param {number} position */
  retrack(tracks, ghosts, position) {
    this.setTracks(tracks, ghosts);
    if (!this.frame) return;
    this.#place();
    this.#lay(position);
    if (!this.live) this.#clear(this.trail);
    this.#follow(true);
    this.fresh = true;
  }

  /** @param {boolean} live */
  #follow(live) {
    this.live = live;
    if (this.trail.hidden !== live) this.trail.hidden = live;
  }

  #place() {
    for (const track of this.tracks) {
      track.pixels = project(track.xs, track.ys, this.frame);
      track.inside = insideUntil(track.pixels, this.frame);
    }
    if (this.whole) this.#mark(this.frame);
  }

  // Places the canvases and draws everything up to `position`.
  /** @param {Frame} frame @param {Theme} theme @param {number} position */
  redraw(frame, theme, position) {
    Object.assign(this, { frame, theme });
    this.#resize();
    this.lying = [];
    this.#place();
    this.restart(position);
  }

  // Markers on curves, where there is more than one to tell apart; not all at the same places.
  #mark(frame) {
    const marked = this.tracks.filter((track) => track.visible && !track.heldOut);
    for (const track of this.tracks) track.marks = new Set();
    if (marked.length < 2) return;
    marked.forEach((track, i) => { track.marks = markedSteps(track.pixels, frame, i / marked.length); });
  }

  restart(position) {
    if (!this.frame) return;
    this.#follow(false);
    this.#lay(0);
    this.#clear(this.trail);
    for (const track of this.tracks) Object.assign(track, { drawn: 0, travelled: 0 });
    this.moveTo(position);
  }

  moveTo(position) {
    if (!this.frame) return;
    const onward = this.live && (this.fresh || position === this.position);
    this.fresh = false;
    if (onward) { this.position = position; this.#drawHeads(); return; }
    const behind = this.tracks.some((track) => position < track.drawn);
    if (this.live || behind) { this.restart(position); return; }
    const context = this.trail.getContext("2d");
    for (const track of this.tracks) if (track.visible && !track.faded) this.#extend(context, track, position);
    this.position = position;
    this.#drawHeads();
  }

  // The path's point nearest to a pixel, as {track, step, distance}, or null.
  nearest(x, y, reach) {
    let best = null;
    for (const track of this.tracks) {
      if (!track.visible || !track.pixels) continue;
      for (let step = 0; step < track.xs.length; step += 1) {
        const distance = Math.hypot(track.pixels[2 * step] - x, track.pixels[2 * step + 1] - y);
        if (distance <= reach && (!best || distance < best.distance)) best = { track, step, distance };
      }
    }
    return best;
  }

  pixelAt(track, position) {
    const last = track.xs.length - 1;
    const step = Math.min(last, Math.floor(position));
    const rest = Math.min(last, position) - step;
    const { pixels } = track;
    const [x, y] = [pixels[2 * step], pixels[2 * step + 1]];
    if (rest < 1e-9) return [x, y];
    const [nextX, nextY] = [pixels[2 * step + 2], pixels[2 * step + 3]];
    if (!Number.isFinite(nextX + nextY)) return [x, y];
    return [x + (nextX - x) * rest, y + (nextY - y) * rest];
  }

  // Where a track's head is, in pixels; null if it has not been anywhere.
  headOf(track) {
    let position = Math.min(this.position, track.xs.length - 1);
    for (; position >= 0; position = Math.ceil(position) - 1) {
      const place = this.pixelAt(track, position);
      if (Number.isFinite(place[0] + place[1])) return place;
    }
    return null;
  }

  // Heads may stand on the plot's edge, lines end there.
  #resize() {
    for (const canvas of [this.back, this.trail]) fitCanvas(canvas, this.container, this.frame);
    fitCanvas(this.heads, this.container, this.frame, HEAD_MARGIN);
  }

  #clear(canvas) { clearCanvas(canvas); }

  #dashes(track) { return this.whole && !track.heldOut ? [] : dashPattern(track.dash); }

  // The whole lines, as far as they are not travelled at a position, unless they lie there already.
  /** @param {number} position */
  #lay(position) {
    const seen = this.tracks.filter((track) => track.visible && (track.faded || position < track.xs.length - 1));
    const what = [position, ...this.ghosts, ...seen.flatMap(({ xs, ys, color, faded }) => [xs, ys, color, faded])];
    const same = what.length === this.lying.length && what.every((it, i) => it === this.lying[i]);
    if (same && this.lying.length) return;
    this.lying = what;
    this.#drawBack(seen);
  }

  #drawBack(seen) {
    this.#clear(this.back);
    const context = this.back.getContext("2d");
    this.back.hidden = !seen.length && !this.ghosts.length;
    for (const ghost of this.ghosts) {
      const pixels = project(ghost.xs, ghost.ys, this.frame);
      this.#strokeWhole(context, { ...ghost, pixels }, 2, 0.6, [2, 3]);
    }
    for (const track of seen) {
      this.#strokeWhole(context, track, 1.5, track.faded ? FADED : 0.45, this.#dashes(track));
    }
  }

  // All that has been travelled, rims beneath all lines; on the plain ground of curves without.
  #drawLive(context) {
    const { left, top, width, height } = this.frame;
    context.save();
    context.beginPath();
    context.rect(left, top, width, height);
    context.clip();
    const seen = this.tracks.filter((track) => track.visible && !track.faded);
    const lines = seen.map((track) => this.#outline(track, Math.min(this.position, track.xs.length - 1)));
    const wide = seen.map((track) => (track.width ?? WIDTH) * lineScale(this.theme));
    Object.assign(context, { strokeStyle: this.theme.halo, lineDashOffset: 0 });
    context.setLineDash([]);
    if (!this.whole) lines.forEach((line, i) => { context.lineWidth = wide[i] + RIM; context.stroke(line); });
    lines.forEach((line, i) => {
      Object.assign(context, { strokeStyle: seen[i].color, lineWidth: wide[i] });
      context.setLineDash(this.#dashes(seen[i]));
      context.stroke(line);
      this.#drawMarks(context, seen[i], this.position);
    });
    context.restore();
  }

  // The path up to a position, without points that would not be missed.
  #outline(track, until) {
    const { pixels } = track;
    const line = new Path2D();
    const last = Math.floor(until);
    const places = corners(pixels, last, REACH).map((step) => [pixels[2 * step], pixels[2 * step + 1]]);
    if (until > last) places.push(this.pixelAt(track, until));
    let open = false;
    for (let k = 1; k < places.length; k += 1) {
      const [x, y] = places[k];
      const part = clipSegment(places[k - 1][0], places[k - 1][1], x, y);
      if (part && !open) line.moveTo(part[0], part[1]);
      if (part) line.lineTo(part[2], part[3]);
      open = part !== null && part[2] === x && part[3] === y;
    }
    return line;
  }

  #strokeWhole(context, track, width, alpha, dash) {
    Object.assign(context, { strokeStyle: track.color, lineWidth: width, globalAlpha: alpha });
    context.setLineDash(dash);
    context.beginPath();
    this.#trace(context, track, 0, track.xs.length - 1);
    context.stroke();
    context.globalAlpha = 1;
  }

  #extend(context, track, position) {
    const until = Math.min(position, track.xs.length - 1);
    if (until <= track.drawn) return;
    context.beginPath();
    const length = this.#trace(context, track, track.drawn, until);
    this.#strokeTrail(context, track);
    this.#drawMarks(context, track, until);
    track.travelled += length;
    track.drawn = until;
  }

  #drawMarks(context, track, until) {
    const radius = MARK * this.#radius(track);
    for (const step of track.marks ?? []) {
      if (step > track.drawn && step <= until) {
        drawMarker(context, this.theme, track, this.pixelAt(track, step), radius);
      }
    }
  }

  #radius(track) { return (track.radius ?? RADIUS) * lineScale(this.theme); }

  #strokeTrail(context, track) {
    context.setLineDash(this.#dashes(track));
    // The pattern goes on where the last piece left it.
    const width = (track.width ?? WIDTH) * lineScale(this.theme);
    Object.assign(context, { strokeStyle: track.color, lineWidth: width, lineDashOffset: track.travelled });
    context.stroke();
    // A rim beneath keeps a path legible on any level and beside another path.
    context.globalCompositeOperation = "destination-over";
    context.setLineDash([]);
    Object.assign(context, { strokeStyle: this.theme.halo, lineWidth: width + RIM, lineDashOffset: 0 });
    context.stroke();
    context.globalCompositeOperation = "source-over";
  }

  // Adds the path between two positions to the context's current path; returns its length in pixels.
  #trace(context, track, from, to) {
    let [x, y] = this.pixelAt(track, from);
    let length = 0;
    let open = false;
    const lineTo = (nextX, nextY, last) => {
      if (!Number.isFinite(nextX + nextY)) { open = false; [x, y] = [nextX, nextY]; return; }
      const distance = Math.hypot(nextX - x, nextY - y);
      if (distance < CLOSE && !last) return;
      const part = clipSegment(x, y, nextX, nextY);
      if (part) {
        if (!open) context.moveTo(part[0], part[1]);
        context.lineTo(part[2], part[3]);
        length += Math.hypot(part[2] - part[0], part[3] - part[1]);
      }
      open = Boolean(part) && part[2] === nextX && part[3] === nextY;
      [x, y] = [nextX, nextY];
    };
    for (let step = Math.floor(from) + 1; step <= to; step += 1) {
      lineTo(track.pixels[2 * step], track.pixels[2 * step + 1], step === to);
    }
    if (to > Math.floor(to)) lineTo(...this.pixelAt(track, to), true);
    return length;
  }

  #drawHeads() {
    this.#clear(this.heads);
    const context = this.heads.getContext("2d");
    if (this.live) this.#drawLive(context);
    this.decorate(context, this.position, this.frame);
    for (const track of this.tracks) if (track.visible && !track.faded) this.#drawHead(context, track);
    this.finish(context);
  }

  #drawHead(context, track) {
    const place = this.headOf(track);
    if (!place) return;
    if (inside(this.frame, place[0], place[1])) {
      drawMarker(context, this.theme, track, place, this.#radius(track));
      return;
    }
    drawExit(context, this.theme, this.#exit(track, place), track.color);
  }

  // Where the path has left the picture for a place outside of it.
  #exit(track, place) {
    const { pixels } = track;
    const at = (step) => [pixels[2 * step], pixels[2 * step + 1]];
    const step = Math.min(track.xs.length - 1, Math.floor(this.position));
    const last = track.inside[step];
    if (last < 0) return exitOf(null, place, this.frame);
    // The next point is outside, or the head on its way there.
    const next = last === step ? place : at(last + 1);
    return exitOf(at(last), next.every(Number.isFinite) ? next : place, this.frame);
  }
}

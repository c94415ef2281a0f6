// The ring at the start in three dimensions: Plotly draws it, this is what mouse, finger and arrow keys take hold of.
// It goes where the surface is under the pointer; a press beside it turns the picture.

import { Handle } from "../drawing/handle.js";
import { startWords } from "../drawing/start_handle.js";

// Of the picture's width, what a key moves it by.
const NUDGE = 0.01;

export class SolidStart {
  /** @type {number[] | null} */
  point = null;
  frame = 0;
  /** @type {Handle | null} */
  made = null;
  /** @type {import("./surface3d.js").Surface3d} */
  surface;
  /** @type {(point: number[]) => void} */
  moveStart;
  /** @type {() => void} */
  released;

  /**
   * @param {import("./surface3d.js").Surface3d} surface
   * @param {(point: number[]) => void} moveStart
   * @param {() => void} released
   */
  constructor(surface, moveStart, released) {
    Object.assign(this, { surface, moveStart, released });
  }

  // Made when the picture is first looked at: there is one ring that can be taken hold of.
  get handle() {
    this.made ??= new Handle(this.surface.node, "opt-start opt-solid-start", { drag: (x, y) => this.#drag(x, y),
      nudge: (dx, dy) => this.#nudge([dx, dy]), released: this.released });
    return this.made;
  }

  // The ring is drawn above its place, so what is under the pointer is not the place that is meant.
  #drag(x, y) {
    const at = /** @type {number[]} */ (this.point);
    const [ring, place] = [this.surface.pixelOf(at), this.surface.pixelOf(at, true)];
    if (!ring || !place) return;
    const point = this.surface.pointAt(x + place[0] - ring[0], y + place[1] - ring[1]);
    if (point) this.moveStart(point);
  }

  #nudge(direction) {
    const { domain } = /** @type {Scene} */ (this.surface.scene);
    this.moveStart(/** @type {number[]} */ (this.point).map((w, i) => {
      const [low, high] = domain[i];
      // Beside the surface it could not be seen.
      return Math.min(high, Math.max(low, w + direction[i] * NUDGE * (high - low)));
    }));
  }

  // As the page has it, or as it is dragged.
  /** @param {Header} header @param {number[] | undefined} dragged @param {Format} format */
  adopt({ reports, start }, dragged, format) {
    if (!reports.includes("start")) return;
    this.show(dragged ?? start);
    this.describe(format);
  }

  // At a start, which may be the one where it is, from where it is seen once Plotly has drawn that.
  /** @param {number[]} point */
  show(point) {
    this.point = point;
    this.frame ||= requestAnimationFrame(() => {
      this.frame = requestAnimationFrame(() => { this.frame = 0; this.#place(); });
    });
  }

  #place() {
    const place = this.surface.pixelOf(this.point);
    this.handle.show(...(place ?? [0, 0]), place !== null);
  }

  // The picture has been turned.
  turned() { if (this.point) this.show(this.point); }

  /** @param {Format} format */
  describe(format) {
    const { scene } = this.surface;
    if (scene && this.point) this.handle.describe(...startWords(scene, this.point, format));
  }

  dispose() { cancelAnimationFrame(this.frame); }
}

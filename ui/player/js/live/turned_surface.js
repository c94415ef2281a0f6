// The dials of the surface's numbers, and the pictures that follow them before the server has answered.

import { SurfaceDials } from "../controls/surface_dials.js";
import { Reshaping } from "./reshaping.js";

/**
 * @typedef {object} Turned what turning asks of the player
 * @property {() => Scene} scene the server's
 * @property {() => import("./dragging.js").Dragging} drag
 * @property {() => { reshape(scene: Scene, fine: boolean): void }} picture the one that is looked at
 * @property {() => { unmark(): void }} dials those of the runs
 */

export class TurnedSurface {
  shape = new Reshaping();

  /** @param {Turned} given */
  constructor(given) {
    this.given = given;
    this.dials = new SurfaceDials({ released: () => given.drag().release(), moving: (dial, value) => {
      this.shape.turn(dial, value);
      // Where 2/L lies on the surface as it is now, the server will say.
      given.dials().unmark();
      given.drag().reshape();
    } });
  }

  get node() { return this.dials.node; }

  // The scene with its numbers as they are turned.
  get scene() { return this.shape.over(this.given.scene()); }

  // What the page is told.
  get numbers() { return this.shape.numbers; }

  /** @param {Header} header @param {Format} format @param {Labels} labels */
  adopt({ surfaceDials = [], reports }, format, labels) {
    this.dials.adopt(reports.includes("surface") ? surfaceDials : [], format, labels);
  }

  // Coarse while it moves, sharp once it is let go.
  show() {
    if (this.shape.active) this.given.picture().reshape(this.scene, !this.given.drag().held);
  }

  // Whether a scene is that before with other numbers: where one looks stays, and so does what was left behind.
  /** @param {Scene | null} before @param {Scene} scene */
  leads(before, scene) {
    const place = (/** @type {Scene | null} */ it) => JSON.stringify([it?.variables, it?.domain]);
    return this.shape.active && place(before) === place(scene);
  }

  // All that was turned is as the server has it.
  answered() { this.shape.clear(); }

  dispose() { this.dials.dispose(); }
}

// A surface whose numbers are turned: the same scene with another loss, before the server has sampled it.

import { Loss } from "../engine/runs/loss.js";
import { settled } from "../engine/runs/minima.js";

// Points per axis of the grid that hover texts, the curve of one weight and the mesh of three dimensions go by. The
// picture of two weights is sampled by itself, where one looks.
const [ACROSS_2D, ACROSS_1D] = [65, 401];

/**
 * The scene with other numbers in its loss. Levels, and so colours, hold still; minima go along.
 *
 * @param {Scene} scene
 * @param {Record<string, number>} numbers by their names in the loss
 * @param {number[][]} [minima] where they were last
 * @returns {Scene}
 */
export function reshaped(scene, numbers, minima = scene.minima) {
  const program = { ...scene.loss, numbers: { ...scene.loss.numbers, ...numbers } };
  const { dimension } = scene;
  const loss = new Loss(program, dimension);
  const count = dimension === 1 ? ACROSS_1D : ACROSS_2D;
  const axes = scene.domain.map(([low, high]) =>
    Float64Array.from({ length: count }, (_, k) => low + ((high - low) * k) / (count - 1)));
  const [xs, ys] = axes;
  const value = (point) => { const at = loss.value(point); return Number.isFinite(at) ? at : NaN; };
  const values = Float64Array.from({ length: count ** dimension }, (_, k) =>
    value(ys ? [xs[k % count], ys[Math.floor(k / count)]] : [xs[k]]));
  const found = minima.map((minimum) => settled(loss, minimum)).filter((minimum) => minimum !== null);
  return { ...scene, loss: program, axes, values: /** @type {any} */ (values), minima: found,
    minimumValue: found.length ? loss.value(found[0]) : null, hasHoles: !values.every(Number.isFinite),
    at: (...point) => [...loss.both(point), ...loss.upper(point)] };
}

// What has been turned and is not answered.
export class Reshaping {
  /** @type {Record<string, { symbol: string, value: number }>} */
  turned = {};
  /** @type {Scene | null} */
  base = null;
  /** @type {Scene | null} */
  made = null;
  /** @type {number[][] | undefined} */
  minima;

  get active() { return Object.keys(this.turned).length > 0; }

  // By key, as the page is told.
  get numbers() { return Object.fromEntries(Object.entries(this.turned).map(([key, { value }]) => [key, value])); }

  /** @param {DialControl} dial @param {number} value */
  turn({ key, symbol }, value) {
    this.turned[key] = { symbol, value };
    this.made = null;
  }

  // The scene as it is turned, made once for every change of it or of the server's own.
  /** @param {Scene} scene */
  over(scene) {
    if (!this.active || !scene.loss) return scene;
    if (this.base !== scene) Object.assign(this, { base: scene, made: null, minima: undefined });
    if (!this.made) {
      const numbers = Object.fromEntries(Object.values(this.turned).map(({ symbol, value }) => [symbol, value]));
      this.made = reshaped(scene, numbers, this.minima);
      // From where they were last it is not far; one that was lost is looked for where the server knew it.
      if (this.made.minima.length === scene.minima.length) this.minima = this.made.minima;
    }
    return this.made;
  }

  clear() { Object.assign(this, { turned: {}, base: null, made: null, minima: undefined }); }
}

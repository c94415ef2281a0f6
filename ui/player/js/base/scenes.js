// Scenes arrive in a message of their own, before or after the player that shows them.

import { sameBytes, unpack } from "./wire.js";

const KEPT = 8;
/** @type {Map<string, Scene>} */
const scenes = new Map();
/** @type {Set<(scene: Scene) => void>} */
const watchers = new Set();

/** @param {Uint8Array} bytes */
export function storeScene(bytes) {
  const { header, arrays } = unpack(bytes);
  const known = scenes.get(header.id);
  const scene = known && sameBytes(known.bytes, bytes) ? known : decode(header, arrays, bytes.slice());
  scenes.delete(header.id);
  scenes.set(header.id, scene);
  while (scenes.size > KEPT) scenes.delete(scenes.keys().next().value);
  if (scene !== known) for (const watcher of [...watchers]) watcher(scene);
}

// One that was made here.
/** @param {Scene} scene */
export const keepScene = (scene) => { scenes.set(scene.id, scene); };

/** @param {string} id */
export const findScene = (id) => scenes.get(id);

// Whether two scenes differ in words at most, as after a change of language.
/** @param {Scene | null} a @param {Scene} b */
export function sameLandscape(a, b) {
  const place = (scene) => JSON.stringify([scene.variables, scene.domain, scene.levels, scene.minima]);
  return a === b || Boolean(a && b) && place(a) === place(b) && sameBytes(bytesOf(a.values), bytesOf(b.values));
}

const bytesOf = (array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

// Calls back with every new or changed scene; returns how to stop.
/** @param {(scene: Scene) => void} watcher */
export function watchScenes(watcher) {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function decode(header, arrays, bytes) {
  const axes = header.variables.map((_, i) => arrays[`axis${i}`].data);
  const values = arrays.values.data;
  return { ...header, arrays, axes, values, bytes, dimension: axes.length, hasHoles: !values.every(Number.isFinite) };
}

/** @param {Scene} scene @param {Float32Array | Float64Array} values */
export function rows(scene, values) {
  const width = scene.axes[0].length;
  return Array.from({ length: values.length / width }, (_, row) =>
    values.subarray(row * width, (row + 1) * width));
}

// Where a value stands in the list of levels: level i maps to i, linear in between. Colours spread evenly
// over this number show structure in a flat valley and on a steep wall alike.
/** @param {number[]} levels @param {number} value */
export function levelIndex(levels, value) {
  if (!Number.isFinite(value)) return NaN;
  const last = levels.length - 1;
  if (last < 1 || value <= levels[0]) return 0;
  if (value >= levels[last]) return last;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (levels[middle] <= value) low = middle;
    else high = middle;
  }
  return low + (value - levels[low]) / (levels[high] - levels[low]);
}

/** @param {Scene} scene */
export function levelIndices(scene) {
  return Float32Array.from(scene.values, (value) => levelIndex(scene.levels, value));
}

// The loss between grid points, linear; NaN outside the grid and beside holes.
/** @param {Pick<Scene, "axes" | "values" | "dimension">} scene @param {number[]} point */
export function interpolate(scene, point) {
  const at = point.map((value, i) => locate(scene.axes[i], value));
  if (at.some((place) => place === null)) return NaN;
  const [{ cell: i, rest: s }] = at;
  if (scene.dimension === 1) return scene.values[i] * (1 - s) + scene.values[i + 1] * s;
  const { cell: j, rest: t } = at[1];
  const width = scene.axes[0].length;
  const row = (k) => scene.values[k * width + i] * (1 - s) + scene.values[k * width + i + 1] * s;
  return row(j) * (1 - t) + row(j + 1) * t;
}

function locate(axis, value) {
  const last = axis.length - 1;
  if (!(value >= axis[0] && value <= axis[last])) return null;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (axis[middle] <= value) low = middle;
    else high = middle;
  }
  return { cell: low, rest: (value - axis[low]) / (axis[low + 1] - axis[low]) };
}

// The landscape over all that the paths reach, where that is more than the surface's own picture.

import { interpolate } from "../base/scenes.js";

// At most so many times as far from the middle as the surface's own picture, where the eye still reads something.
const FARTHEST = 10;
const MARGIN = 0.04;
const MORE_LEVELS = 8;

// Whether a path that is shown goes beyond the picture.
/** @param {Run[]} runs @param {Scene} scene */
export const leaves = (runs, scene) => runs.some((run) => run.visible && coordinates(run, scene).some((values, i) =>
  values.some((value) => Number.isFinite(value) && (value < scene.domain[i][0] || value > scene.domain[i][1]))));

// What holds the picture and the paths that are shown, as far as it may reach.
/** @param {Run[]} runs @param {Scene} scene @returns {[number, number][]} */
export function reachOf(runs, scene) {
  return scene.domain.map(([low, high], i) => {
    const middle = (low + high) / 2;
    const most = (FARTHEST * (high - low)) / 2;
    let [first, last] = [low, high];
    for (const run of runs.filter(({ visible }) => visible)) {
      for (const value of coordinates(run, scene)[i]) {
        if (value < first) first = Math.max(value, middle - most);
        if (value > last) last = Math.min(value, middle + most);
      }
    }
    const margin = MARGIN * (last - first);
    return [first < low ? first - margin : low, last > high ? last + margin : high];
  });
}

const coordinates = (run, { dimension }) => (dimension === 1 ? [run.xs] : [run.xs, run.ys]);

// The scene over another domain, its losses computed here; without a kernel there are none beyond its own picture.
/** @param {Scene} scene @param {[number, number][]} domain @param {Kernel | null} kernel @returns {Scene} */
export function widened(scene, domain, kernel) {
  const axes = scene.axes.map(({ length }, i) => {
    const [low, high] = domain[i];
    return Float64Array.from({ length }, (_, k) => low + ((high - low) * k) / (length - 1));
  });
  const [xs, ys] = axes;
  const at = kernel ? (point) => kernel(...point)[0] : (point) => interpolate(scene, point);
  const value = (point) => { const loss = at(point); return Number.isFinite(loss) ? loss : NaN; };
  const values = Float64Array.from({ length: xs.length * (ys?.length ?? 1) }, (_, k) =>
    value(ys ? [xs[k % xs.length], ys[Math.floor(k / xs.length)]] : [xs[k]]));
  return { ...scene, domain, axes, values, levels: moreLevels(scene.levels, values),
    hasHoles: Boolean(kernel) && !values.every(Number.isFinite) };
}

// The levels, and above them as many more as share out what is higher.
/** @param {number[]} levels @param {Float64Array} values */
function moreLevels(levels, values) {
  const top = levels[levels.length - 1];
  const higher = values.filter((value) => value > top).sort();
  const more = Array.from({ length: MORE_LEVELS }, (_, i) =>
    higher[Math.ceil((higher.length * (i + 1)) / MORE_LEVELS) - 1]);
  return [...levels, ...new Set(more.filter((level) => level !== undefined))];
}

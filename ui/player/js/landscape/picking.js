// Which place of a surface in three dimensions is under the pointer.

const SAMPLES = 400;
const HALVINGS = 30;

// Where the ray through a place of the picture first meets a surface, [x, y] in data coordinates; null if it does not.
// `matrix` leads from scaled data to the picture (4 x 4, column by column), `scale` from data to scaled data; `place`
// has both coordinates from -1, left and bottom, to 1. `heightAt` is NaN where there is no surface.
/**
 * @param {ArrayLike<number>} matrix
 * @param {number[]} scale
 * @param {number[]} place
 * @param {[number, number][]} domain
 * @param {(point: number[]) => number} heightAt
 */
export function pick(matrix, scale, place, domain, heightAt) {
  const [near, far] = [-1, 1].map((depth) =>
    unproject(matrix, [...place, depth, 1])?.map((value, i) => value / scale[i]));
  if (!near || !far) return null;
  const at = (t) => near.map((value, i) => value + t * (far[i] - value));
  const [enter, leave] = within(near, far, domain);
  if (!(enter < leave)) return null;
  const gap = (t) => { const point = at(t); return point[2] - heightAt(point.slice(0, 2)); };
  let [before, above] = [enter, gap(enter)];
  for (let k = 1; k <= SAMPLES; k += 1) {
    const t = enter + ((leave - enter) * k) / SAMPLES;
    const now = gap(t);
    if (now * above <= 0) return at(root(gap, before, t, above)).slice(0, 2);
    [before, above] = [t, now];
  }
  return null;
}

function root(gap, low, high, above) {
  let [a, b] = [low, high];
  for (let k = 0; k < HALVINGS; k += 1) {
    const middle = (a + b) / 2;
    if (gap(middle) * above > 0) a = middle;
    else b = middle;
  }
  return (a + b) / 2;
}

// Where a place in data coordinates is seen, from -1, left and bottom, to 1; null for one that is behind the eye.
/** @param {ArrayLike<number>} matrix @param {number[]} scale @param {number[]} place */
export function projected(matrix, scale, place) {
  const scaled = [...place.map((value, i) => value * scale[i]), 1];
  const [x, y, , w] = [0, 1, 2, 3].map((row) =>
    scaled.reduce((sum, value, column) => sum + matrix[4 * column + row] * value, 0));
  return w > 0 ? [x / w, y / w] : null;
}

// The part of a ray above the domain.
function within(near, far, domain) {
  let [enter, leave] = [0, 1];
  domain.forEach(([low, high], i) => {
    const way = far[i] - near[i];
    const ends = [(low - near[i]) / way, (high - near[i]) / way].sort((a, b) => a - b);
    if (way === 0) { if (near[i] < low || near[i] > high) leave = -1; return; }
    enter = Math.max(enter, ends[0]);
    leave = Math.min(leave, ends[1]);
  });
  return [enter, leave];
}

/** @param {ArrayLike<number>} matrix @param {number[]} vector */
function unproject(matrix, vector) {
  const found = solve(Array.from({ length: 4 }, (_, row) =>
    [...Array.from({ length: 4 }, (_, column) => matrix[4 * column + row]), vector[row]]));
  return found && found.slice(0, 3).map((value) => value / found[3]);
}

// Four linear equations, each with its right side last; null if they have no one solution.
/** @param {number[][]} rows */
function solve(rows) {
  for (let i = 0; i < 4; i += 1) {
    const best = [0, 1, 2, 3].slice(i).reduce((a, b) => (Math.abs(rows[b][i]) > Math.abs(rows[a][i]) ? b : a));
    [rows[i], rows[best]] = [rows[best], rows[i]];
    if (!rows[i][i]) return null;
    for (let k = 0; k < 4; k += 1) {
      if (k === i) continue;
      const factor = rows[k][i] / rows[i][i];
      rows[k] = rows[k].map((value, j) => value - factor * rows[i][j]);
    }
  }
  return rows.map((row, i) => row[4] / row[i]);
}

// The product of 4 x 4 matrices, column by column.
/** @param {...ArrayLike<number>} matrices @returns {ArrayLike<number>} */
export const product = (...matrices) => matrices.reduce((a, b) => Float64Array.from({ length: 16 }, (_, k) =>
  [0, 1, 2, 3].reduce((sum, i) => sum + a[4 * i + (k % 4)] * b[4 * Math.floor(k / 4) + i], 0)));

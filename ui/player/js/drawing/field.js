// A loss over the window as colours and level lines.

import { levelIndex } from "../base/scenes.js";

const SHADES = 256;
const LEVELS = 24;
// A trough of one example is narrower than a cell: lower levels would show the grid.
const FLOOR = 0.04;

/** @param {Theme} theme */
export const shading = (theme) => ({ colors: shades(theme.ramp), line: theme.contourLine });

// Levels that show the shape, as surfaces/base/grid.py chooses them: evenly spaced halfway between the share of the
// picture that lies lower and the logarithm of the height.
export function contourLevels(values) {
  const finite = Float64Array.from(values).filter(Number.isFinite).sort();
  const last = finite.length - 1;
  const [low, high] = [finite[0], finite[last]];
  if (!(high - low > 1e-12 * Math.max(Math.abs(low), Math.abs(high)))) return last < 0 ? [0, 1] : [low, low + 1];
  const floor = Math.max(finite[Math.round(FLOOR * last)] - low, 1e-9 * (high - low));
  const whole = Math.log1p((high - low) / floor);
  const place = (k) => (k / last + Math.log1p((finite[k] - low) / floor) / whole) / 2;
  const levels = [];
  for (let k = 0, level = 0; level <= LEVELS; level += 1) {
    while (k < last && place(k) < level / LEVELS) k += 1;
    if (!levels.length || finite[k] > levels[levels.length - 1]) levels.push(finite[k]);
  }
  return levels;
}

function shades(ramp) {
  const stops = ramp.map((color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16)));
  const colors = new Uint8ClampedArray(3 * SHADES);
  for (let shade = 0; shade < SHADES; shade += 1) {
    const place = (shade / (SHADES - 1)) * (stops.length - 1);
    const from = Math.min(stops.length - 2, Math.floor(place));
    for (let part = 0; part < 3; part += 1) {
      colors[3 * shade + part] = stops[from][part] + (stops[from + 1][part] - stops[from][part]) * (place - from);
    }
  }
  return colors;
}

// `field` is { width, values, levels } with rows from low to high, spread evenly over the frame.
export function paintField(context, frame, field, shade) {
  const { width, values, levels } = field;
  const height = values.length / width;
  field.image ??= imageOf(width, height, field, shade);
  const { left, top, width: across, height: down } = frame;
  Object.assign(context, { imageSmoothingEnabled: true, imageSmoothingQuality: "high" });
  // The grid's points are the middles of the image's pixels.
  context.drawImage(field.image, 0.5, 0.5, width - 1, height - 1, left, top, across, down);
  context.setLineDash([]);
  Object.assign(context, { strokeStyle: shade.line, lineWidth: 1 });
  const [dx, dy] = [across / (width - 1), down / (height - 1)];
  context.beginPath();
  traceLevels(values, width, levels, (i, j, x, y) => {
    context.moveTo(left + i * dx, top + down - j * dy);
    context.lineTo(left + x * dx, top + down - y * dy);
  });
  context.stroke();
}

function imageOf(width, height, { values, levels }, { colors }) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  const last = levels.length - 1;
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const index = levelIndex(levels, values[row * width + column]);
      const shade = 3 * Math.round((index / last) * (SHADES - 1));
      const at = 4 * ((height - 1 - row) * width + column);
      for (let part = 0; part < 3; part += 1) image.data[at + part] = colors[shade + part];
      image.data[at + 3] = Number.isNaN(index) ? 0 : 255;
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

// Marching squares, piece by piece, for all levels at once: a new picture at every step must cost little.
export function traceLevels(values, width, levels, line) {
  const height = values.length / width;
  for (let j = 0; j + 1 < height; j += 1) {
    for (let i = 0; i + 1 < width; i += 1) {
      const at = j * width + i;
      const [a, b, c, d] = [values[at], values[at + 1], values[at + width + 1], values[at + width]];
      const low = Math.min(a, b, c, d);
      const high = Math.max(a, b, c, d);
      if (!Number.isFinite(high - low)) continue;
      for (let k = firstAbove(levels, low); k < levels.length && levels[k] <= high; k += 1) {
        cell(a - levels[k], b - levels[k], c - levels[k], d - levels[k], i, j, line);
      }
    }
  }
}

function firstAbove(levels, value) {
  let [low, high] = [0, levels.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (levels[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

// The line of zero in a cell with these corners, anticlockwise from below left.
function cell(a, b, c, d, i, j, line) {
  const points = [];
  if (a >= 0 !== b >= 0) points.push(i + a / (a - b), j);
  if (b >= 0 !== c >= 0) points.push(i + 1, j + b / (b - c));
  if (d >= 0 !== c >= 0) points.push(i + d / (d - c), j + 1);
  if (a >= 0 !== d >= 0) points.push(i, j + a / (a - d));
  if (points.length === 4) line(...points);
  if (points.length < 8) return;
  // Opposite corners are above: the middle says whether they belong together.
  const [low, right, high, left] = [points.slice(0, 2), points.slice(2, 4), points.slice(4, 6), points.slice(6)];
  const joined = a + b + c + d >= 0 === a >= 0;
  line(...low, ...(joined ? right : left));
  line(...high, ...(joined ? left : right));
}

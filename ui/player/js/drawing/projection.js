// From data to pixels of a Plotly cartesian plot, and clipping of lines that leave it.

/** @param {PlotElement} plot @returns {Frame} */
export function plotFrame(plot) {
  const { xaxis, yaxis } = plot._fullLayout;
  return {
    left: xaxis._offset, top: yaxis._offset, width: xaxis._length, height: yaxis._length,
    x: scale(xaxis, xaxis._offset, xaxis._length, false),
    y: scale(yaxis, yaxis._offset, yaxis._length, true),
  };
}

// `range` is current even while Plotly pans by moving the picture, before it draws anew.
function scale(axis, offset, length, upwards) {
  const [low, high] = axis.range.map(Number);
  const log = axis.type === "log";
  const factor = (upwards ? -length : length) / (high - low);
  const origin = upwards ? offset + length : offset;
  return {
    toPixel: (value) => origin + ((log ? Math.log10(value) : value) - low) * factor,
    toData: (pixel) => {
      const value = low + (pixel - origin) / factor;
      return log ? 10 ** value : value;
    },
  };
}

/** @param {ArrayLike<number>} xs @param {ArrayLike<number>} ys @param {Frame} frame */
export function project(xs, ys, frame) {
  const pixels = new Float64Array(xs.length * 2);
  for (let i = 0; i < xs.length; i += 1) {
    pixels[2 * i] = frame.x.toPixel(xs[i]);
    pixels[2 * i + 1] = frame.y.toPixel(ys[i]);
  }
  return pixels;
}

/** @param {Frame} frame @param {number} x @param {number} y */
export const inside = (frame, x, y) =>
  x >= frame.left && x <= frame.left + frame.width && y >= frame.top && y <= frame.top + frame.height;

// The steps of a path until one, without those that the line between the others passes within about `reach` pixels:
// from each that is kept goes a cone that narrows to all that came since. Where it is not finite it is kept, and ends
// a line.
/** @param {Float64Array} pixels @param {number} until @param {number} reach @returns {number[]} */
export function corners(pixels, until, reach) {
  const kept = [0];
  let [from, furthest] = [0, 0];
  // The cone's sides.
  let [leftX, leftY, rightX, rightY] = [0, 0, 0, 0];
  const begin = (step) => { kept.push(step); from = step; furthest = 0; };
  for (let step = 1; step <= until; step += 1) {
    let [dx, dy] = [pixels[2 * step] - pixels[2 * from], pixels[2 * step + 1] - pixels[2 * from + 1]];
    if (!Number.isFinite(dx + dy)) {
      if (step - 1 > from) begin(step - 1);
      begin(step);
      continue;
    }
    let far = Math.sqrt(dx * dx + dy * dy);
    const within = leftX * dy - leftY * dx >= 0 && dx * rightY - dy * rightX >= 0 && far >= furthest - reach;
    if (furthest > 0 && !within) {
      begin(step - 1);
      [dx, dy] = [pixels[2 * step] - pixels[2 * from], pixels[2 * step + 1] - pixels[2 * from + 1]];
      far = Math.sqrt(dx * dx + dy * dy);
    }
    if (far <= reach) continue;
    const sine = reach / far;
    const cosine = Math.sqrt(1 - sine * sine);
    const [lowX, lowY] = [dx * cosine + dy * sine, dy * cosine - dx * sine];
    const [highX, highY] = [dx * cosine - dy * sine, dy * cosine + dx * sine];
    if (!furthest || leftX * lowY - leftY * lowX > 0) [leftX, leftY] = [lowX, lowY];
    if (!furthest || highX * rightY - highY * rightX > 0) [rightX, rightY] = [highX, highY];
    furthest = Math.max(furthest, far);
  }
  if (until > from) kept.push(until);
  return kept;
}

const FAR = 2000;

// The part of a segment near the plot, or null. A canvas loses lines whose ends lie 1e200 pixels away.
export function clipSegment(x0, y0, x1, y1) {
  if (near(x0, y0) && near(x1, y1)) return [x0, y0, x1, y1];
  const dx = x1 - x0;
  const dy = y1 - y0;
  if (!Number.isFinite(dx) || !Number.isFinite(dy)) return null;
  let enter = 0;
  let leave = 1;
  for (const [direction, distance] of [[-dx, x0 + FAR], [dx, 2 * FAR - x0], [-dy, y0 + FAR], [dy, 2 * FAR - y0]]) {
    if (direction === 0 && distance < 0) return null;
    if (direction < 0) enter = Math.max(enter, distance / direction);
    if (direction > 0) leave = Math.min(leave, distance / direction);
  }
  if (!(enter <= leave)) return null;
  return [x0 + enter * dx, y0 + enter * dy, x0 + leave * dx, y0 + leave * dy];
}

const near = (x, y) => x > -FAR && x < 2 * FAR && y > -FAR && y < 2 * FAR;

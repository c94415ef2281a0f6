// Where the name of a curve stands: beside its head, off other names and, where there is room, off the curves.

// Pixels of a column in which a line's lowest and highest place are kept.
const COLUMN = 4;
const MOST_COLUMNS = 4000;
// In lines above and below the head; to the left of it, only where the line itself is not.
const SHIFTS = [0, -1, 1, -2, 2, -3, 3, -4, 4, -5, 5, -6, 6, -7, 7];
// A line further from its head is as bad as this share of its name on a curve.
const AWAY = 0.18;

/** @typedef {{ ends: number[], y: number }} Placed a name from end to end, about a height */
/** @typedef {{ low: Float64Array, high: Float64Array }} Envelope of a line, by columns */

/** @type {WeakMap<object, Envelope>} */
const known = new WeakMap();

// Of a line that goes to the right, by its pixels, x and y in turn.
/** @param {ArrayLike<number> & object} pixels @returns {Envelope} */
export function envelopeOf(pixels) {
  const kept = known.get(pixels);
  if (kept) return kept;
  const column = (x) => Math.min(MOST_COLUMNS - 1, Math.max(0, Math.floor(x / COLUMN)));
  const end = pixels[pixels.length - 2];
  const count = Number.isFinite(end) ? column(end) + 1 : 0;
  const envelope = { low: new Float64Array(count).fill(Infinity), high: new Float64Array(count).fill(-Infinity) };
  for (let k = 2; k < pixels.length; k += 2) {
    const [x, y, nextX, nextY] = [pixels[k - 2], pixels[k - 1], pixels[k], pixels[k + 1]];
    if (!Number.isFinite(x + y + nextX + nextY)) continue;
    const at = (place) => (nextX > x ? y + ((nextY - y) * (place - x)) / (nextX - x) : nextY);
    for (let c = column(x); c <= Math.min(count - 1, column(nextX)); c += 1) {
      const [one, other] = [at(Math.max(x, c * COLUMN)), at(Math.min(nextX, (c + 1) * COLUMN))];
      envelope.low[c] = Math.min(envelope.low[c], one, other);
      envelope.high[c] = Math.max(envelope.high[c], one, other);
    }
  }
  known.set(pixels, envelope);
  return envelope;
}

// The share of a name that lies on lines, of all of it at most: in a crowd it stays near its head.
/** @param {Envelope[]} lines @param {Placed} name @param {number} height */
function covered(lines, { ends, y }, height) {
  const [from, to] = ends.map((x) => Math.max(0, Math.floor(x / COLUMN)));
  let hits = 0;
  for (const { low, high } of lines) {
    for (let c = from; c <= to && c < low.length; c += 1) {
      if (low[c] < y + height / 2 && high[c] > y - height / 2) hits += 1;
    }
  }
  return Math.min(1, hits / (to - from + 1));
}

// The height of a name from end to end beside a head; null where none is free between the top and the bottom.
/**
 * @param {number} head its height
 * @param {{ ends: number[], height: number, aside: boolean }} name `aside` where the line itself is there
 * @param {{ top: number, bottom: number, placed: Placed[], lines: Envelope[] }} chart
 */
export function heightOfName(head, { ends, height, aside }, { top, bottom, placed, lines }) {
  let best = null;
  for (const shift of SHIFTS) {
    const y = head + shift * height;
    const inside = y > top + height / 2 && y < bottom - height / 2;
    const taken = placed.some((other) =>
      ends[0] < other.ends[1] && other.ends[0] < ends[1] && Math.abs(other.y - y) < height);
    if (!inside || taken || (aside && !shift)) continue;
    const price = AWAY * Math.abs(shift) + covered(lines, { ends, y }, height);
    if (!best || price < best.price) best = { y, price };
  }
  return best?.y ?? null;
}

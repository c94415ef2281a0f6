// Where a number stands on a dial's track, and which numbers a pixel or a key leads to.

/**
 * @typedef {object} DialScale
 * @property {number} low the track's left end
 * @property {number} high the track's right end
 * @property {boolean} logarithmic whether equal ways are equal factors
 * @property {boolean} whole whether there is nothing between whole numbers
 */

// What a key moves: so many parts of the track, and ten times as many with Page Up and Down.
const PARTS = 200;
const PAGE = 10;
// Digits that a double has for certain.
const DIGITS = 15;

/** @param {number} value @param {number} low @param {number} high */
export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

// From 0 at the track's left end to 1 at its right one; what lies outside stands at an end.
/** @param {DialScale} scale @param {number} value */
export function shareOf({ low, high, logarithmic }, value) {
  const inside = clamp(value, low, high);
  return logarithmic ? Math.log(inside / low) / Math.log(high / low) : (inside - low) / (high - low);
}

/** @param {DialScale} scale @param {number} share */
function exactAt({ low, high, logarithmic }, share) {
  return logarithmic ? low * (high / low) ** share : low + (high - low) * share;
}

// What stands at a share of the track, with all its digits.
/** @param {DialScale} scale @param {number} share */
export function valueOn(scale, share) {
  if (share >= 1) return scale.high;
  const value = exactAt(scale, share);
  return scale.whole ? Math.round(value) : value;
}

// The number at a share of the track, with no more digits than `parts` places on it can tell apart.
/** @param {DialScale} scale @param {number} share @param {number} parts */
export function valueAt(scale, share, parts) {
  if (share <= 0) return scale.low;
  if (share >= 1) return scale.high;
  const [here, next] = [0, 1 / parts].map((ahead) => exactAt(scale, clamp(share, 0, 1) + ahead));
  return rounded(scale, here, next - here);
}

function rounded({ low, high, whole }, value, room) {
  const places = whole ? 0 : -Math.floor(Math.log10(room));
  const unit = 10 ** -places;
  const near = places > 0 ? Number(value.toFixed(Math.min(100, places)))
    : Number((Math.round(value / unit) * unit).toPrecision(DIGITS));
  // The ends are themselves, whatever their digits.
  return clamp(near, low, high) + 0;
}

/**
 * Where a key leads from a value, or null where the key is none of a slider's.
 *
 * @param {DialScale} scale
 * @param {number} value
 * @param {string} key
 */
export function valueByKey(scale, value, key) {
  if (key === "Home") return scale.low;
  if (key === "End") return scale.high;
  const ways = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -PAGE, PageUp: PAGE };
  const parts = ways[key];
  return parts ? movedBy(scale, value, parts / PARTS) : null;
}

// Further by a part of the track, with as many digits as it takes to get there; at last to the track's end.
function movedBy(scale, value, part) {
  const share = shareOf(scale, value) + part;
  const further = (next) => (part > 0 ? next > value : next < value);
  if (scale.whole) {
    const next = clamp(Math.round(value) + Math.sign(part), scale.low, scale.high);
    const far = valueAt(scale, share, PARTS);
    return further(far) ? far : next;
  }
  for (let parts = PARTS; parts <= 1000 * PARTS; parts *= 10) {
    const next = valueAt(scale, share, parts);
    if (further(next)) return next;
  }
  return part > 0 ? Math.max(value, scale.high) : Math.min(value, scale.low);
}

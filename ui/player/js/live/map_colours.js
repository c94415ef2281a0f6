// A map's colours and words.

import { fill } from "../base/format.js";

/** @typedef {import("../engine/background/ends.js").Ends} Ends */

// From the best end to the worst that is still no worse than the start, then what is worse: light ground, dark ground.
// Told apart by lightness too, for those who see few colours.
const RAMPS = [
  { good: [0, 94, 101], poor: [221, 236, 233], worse: [214, 120, 45] },
  { good: [94, 226, 205], poor: [30, 55, 60], worse: [176, 78, 22] },
];
// Losses are told apart over so many powers of ten beneath that of the start.
const DECADES = 8;

/** @param {Ends} ends @param {boolean} dark @param {boolean} climbs @returns {string[]} */
export function mapColours({ ends, begins }, dark, climbs) {
  const ramp = RAMPS[dark ? 1 : 0];
  const known = fillGaps(ends);
  if (!known) return [];
  const way = climbs ? -1 : 1;
  const best = Math.min(...known.filter(Number.isFinite).map((end) => way * end));
  const room = way * begins - best;
  return Array.from(known, (end) => {
    const above = way * end - best;
    if (!Number.isFinite(end) || above > room) return css(ramp.worse);
    // 1 for the best end, 0 for one as bad as the start.
    const share = room > 0 ? clamp(-Math.log10(Math.max(above / room, 1e-300)) / DECADES) : 1;
    return css(ramp.good.map((part, i) => ramp.poor[i] + (part - ramp.poor[i]) * share));
  });
}

const clamp = (share) => Math.min(1, Math.max(0, share));
const css = (parts) => `rgb(${parts.map(Math.round).join(", ")})`;

// What is not known yet is as the last value before it.
function fillGaps(ends) {
  if (ends.every(Number.isNaN)) return null;
  const filled = Float64Array.from(ends);
  let last = filled.find((end) => !Number.isNaN(end)) ?? NaN;
  for (let i = 0; i < filled.length; i += 1) {
    if (Number.isNaN(filled[i])) filled[i] = last;
    last = filled[i];
  }
  return filled;
}

/** @param {Ends} ends @param {boolean} climbs @param {Labels} labels @param {Format} format */
export function mapWords({ best, tips }, climbs, labels, format) {
  return [best === null ? "" : fill(climbs ? labels.map_highest : labels.map_best, { value: format(best, 2) }),
    tips === null ? "" : fill(labels.map_tips, { value: format(tips, 3) })].filter(Boolean).join(" ");
}

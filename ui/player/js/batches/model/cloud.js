// Where the next step could lead: the same step with many other batches of the same size.

const MOST = 200;
const FEWEST = 40;
const DRAWS = 600_000;
const SEED = 20_160_101;

// Random batches of one size, the same ones for every step, so that the cloud moves and does not flicker.
export class RandomBatches {
  constructor() { this.kept = new Map(); }

  // Places of drawn examples, batch after batch.
  of(count, size, replaced) {
    const key = `${count}/${size}/${replaced}`;
    if (!this.kept.has(key)) {
      if (this.kept.size > 8) this.kept.clear();
      this.kept.set(key, draw(count, size, replaced || size > count));
    }
    return this.kept.get(key);
  }
}

function draw(count, size, replaced) {
  const random = generator(SEED);
  const batches = Math.max(FEWEST, Math.min(MOST, Math.floor(DRAWS / size)));
  const places = new Int32Array(batches * size);
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let b = 0; b < batches; b += 1) {
    for (let k = 0; k < size; k += 1) {
      const pick = replaced ? Math.floor(random() * count) : k + Math.floor(random() * (count - k));
      places[b * size + k] = order[pick];
      if (!replaced) [order[k], order[pick]] = [order[pick], order[k]];
    }
  }
  return { places, size, batches };
}

// The points w - rate * (gradient of a batch), [x0, y0, x1, y1, ...].
export function cloudPoints([w0, w1], rate, { first, second }, { places, size, batches }) {
  const points = new Float64Array(2 * batches);
  for (let b = 0; b < batches; b += 1) {
    let [a, c] = [0, 0];
    for (let k = b * size; k < (b + 1) * size; k += 1) { a += first[places[k]]; c += second[places[k]]; }
    points[2 * b] = w0 - (rate * a) / size;
    points[2 * b + 1] = w1 - (rate * c) / size;
  }
  return points;
}

// Mulberry32 by Tommy Ettinger: small, and the same numbers in every browser.
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

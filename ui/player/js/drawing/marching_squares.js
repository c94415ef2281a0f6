// Level lines of a grid of values, joined to lines as long as they go, so that they can be dashed.

// `values` holds rows of `width`. Returns polylines [x0, y0, x1, y1, ...] in grid coordinates; closed ones end where
// they begin. Cells with a corner that is no number are left out. With `at`, the function behind the values, lines are
// exact where it is a polynomial of second degree between grid points.
export function levelLines(values, width, level, at = null) {
  const height = values.length / width;
  const links = new Map();
  for (let j = 0; j + 1 < height; j += 1) {
    for (let i = 0; i + 1 < width; i += 1) {
      if (!isCrossed(values, width, j * width + i, level)) continue;
      for (const [a, b] of cellSegments(values, width, i, j, level)) { link(links, a, b); link(links, b, a); }
    }
  }
  return chains(links).map((chain) => chain.flatMap((edge) => crossing(values, width, edge, level, at)));
}

// Most cells are not: this comes before anything is allocated.
function isCrossed(values, width, corner, level) {
  const above = values[corner] >= level;
  return values[corner + 1] >= level !== above || values[corner + width] >= level !== above
    || values[corner + width + 1] >= level !== above;
}

function link(links, from, to) {
  if (!links.has(from)) links.set(from, []);
  links.get(from).push(to);
}

// Edges have numbers: twice the index of their first corner, one more for those that go up.
function cellSegments(values, width, i, j, level) {
  const corner = j * width + i;
  const corners = [values[corner], values[corner + 1], values[corner + width + 1], values[corner + width]];
  if (corners.some(Number.isNaN)) return [];
  const above = corners.map((value) => value >= level);
  const edges = [2 * corner, 2 * (corner + 1) + 1, 2 * (corner + width), 2 * corner + 1];
  const crossed = edges.filter((_, side) => above[side] !== above[(side + 1) % 4]);
  if (crossed.length < 4) return crossed.length ? [crossed] : [];
  // Two corners opposite each other are above: the middle says whether they belong together.
  const middle = corners.reduce((sum, value) => sum + value, 0) / 4 >= level;
  const [bottom, right, top, left] = edges;
  return middle === above[0] ? [[bottom, right], [top, left]] : [[bottom, left], [top, right]];
}

function chains(links) {
  const found = [];
  const open = [...links.keys()].filter((edge) => links.get(edge).length === 1);
  for (const edge of [...open, ...links.keys()]) if (links.get(edge).length) found.push(follow(links, edge));
  return found;
}

// Takes the links it passes away, in both directions.
function follow(links, start) {
  const chain = [start];
  for (let edge = start; links.get(edge).length;) {
    const next = links.get(edge).pop();
    const back = links.get(next);
    back.splice(back.indexOf(edge), 1);
    chain.push(next);
    edge = next;
  }
  return chain;
}

function crossing(values, width, edge, level, at) {
  const corner = edge >> 1;
  const upwards = edge % 2;
  const [x, y] = [corner % width, Math.floor(corner / width)];
  const [low, high] = [values[corner] - level, values[corner + (upwards ? width : 1)] - level];
  const middle = at ? at(upwards ? x : x + 0.5, upwards ? y + 0.5 : y) - level : (low + high) / 2;
  const part = rootBetween(low, middle, high);
  return upwards ? [x, y + part] : [x + part, y];
}

// Where between 0 and 1 the parabola through three values is zero; its ends differ in sign.
function rootBetween(low, middle, high) {
  const bend = 2 * (low - 2 * middle + high);
  const slope = high - low - bend;
  const root = Math.sqrt(slope * slope - 4 * bend * low);
  const found = (2 * low) / (-slope - Math.sign(high - low) * root);
  if (found >= 0 && found <= 1) return found;
  const straight = low / (low - high);
  return Number.isFinite(straight) ? straight : 0.5;
}

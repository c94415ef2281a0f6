// A function along a line, as optim_core/differential works it out, for what is dragged: remainders, differences,
// curvature and descent without asking the server.

// Half the distance between 1 and the next number.
const UNIT = 2 ** -53;
const PER_DECADE = 8;
export const SMALLEST = -16;
export const LARGEST = 1;
const CLEAR = 100;
const DECADES = 1.5;
const FEWEST = 5;
// A slope up to this is that of a kink.
export const KINK = 1.05;

export const STEPS = Array.from({ length: (LARGEST - SMALLEST) * PER_DECADE + 1 },
  (_, i) => 10 ** (SMALLEST + i / PER_DECADE));

// `kernels` are { value, line }, compiled from what the server prints; `slopes` the partial derivatives at `point`.
export function lineOf(kernels, point, direction, slopes) {
  const leverage = point.reduce((sum, x, i) => sum + Math.abs(x * slopes[i]), 0);
  return {
    value: (t) => kernels.value(...point.map((x, i) => x + t * direction[i]))[0],
    derivatives: kernels.line(...point, ...direction), leverage,
  };
}

export function increment(line, h) {
  const delta = line.value(h) - line.derivatives[0];
  const differential = line.derivatives[1] * h;
  return { delta, differential, remainder: delta - differential };
}

export const noise = (line) => UNIT * (Math.abs(line.derivatives[0]) + line.leverage);

// The slope of the remainder over the smallest steps that rounding leaves; `measured` and `expected` may be null.
export function orderOf(line) {
  const sizes = STEPS.map((h) => Math.abs(increment(line, h).remainder));
  const seen = sizes.filter((size, i) => STEPS[i] <= 1.01e-15 && Number.isFinite(size));
  const rounding = Math.max(2 * noise(line), ...seen);
  const floors = STEPS.map((h) => Math.max(rounding, 2 * rounded(line, h)));
  const clear = sizes.map((size, i) => Number.isFinite(size) && size > CLEAR * floors[i] && STEPS[i] <= 1);
  const part = windowOf(clear);
  if (!part) return { measured: null, expected: null, low: 0, high: 0, rounding, sizes };
  const [hs, fitted] = [STEPS.slice(...part), sizes.slice(...part)];
  const [low, high] = [hs[0], hs[hs.length - 1]];
  const measured = slopeOf(hs.map(Math.log), fitted.map(Math.log));
  return { measured, expected: expected(line, high, floors[part[1] - 1]), low, high, rounding, sizes };
}

// What rounding the two numbers makes whose difference the remainder is.
const rounded = (line, h) => UNIT * (Math.abs(line.value(h)) + Math.abs(line.derivatives[1] * h));

function windowOf(clear) {
  let begin = 0;
  for (let end = 0; end <= clear.length; end += 1) {
    if (clear[end]) continue;
    if (end - begin >= FEWEST) return [begin, Math.min(end, begin + Math.round(DECADES * PER_DECADE) + 1)];
    begin = end + 1;
  }
  return null;
}

function slopeOf(xs, ys) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(xs), mean(ys)];
  const across = xs.reduce((sum, value) => sum + (value - x) ** 2, 0);
  return xs.reduce((sum, value, i) => sum + (value - x) * (ys[i] - y), 0) / across;
}

function expected({ derivatives }, h, rounding) {
  let factorial = 1;
  for (let k = 2; k < derivatives.length; k += 1) {
    factorial *= k;
    const felt = (Math.abs(derivatives[k]) * h ** k) / factorial;
    if (Number.isFinite(felt) && felt > rounding) return k;
  }
  return null;
}

// Errors of the difference quotients at every step, and the steps at which they are smallest.
export function differences(line) {
  const [value, slope] = line.derivatives;
  const forward = STEPS.map((h) => Math.abs((line.value(h) - value) / h - slope));
  const central = STEPS.map((h) => Math.abs((line.value(h) - line.value(-h)) / (2 * h) - slope));
  return { forward, central, best: { forward: lowest(forward), central: lowest(central) }, theory: bestStep(line) };
}

function lowest(errors) {
  let best = -1;
  errors.forEach((error, i) => { if (Number.isFinite(error) && !(best >= 0 && error >= errors[best])) best = i; });
  return best < 0 ? null : STEPS[best];
}

// Truncation and rounding together are smallest here; null where the derivative it takes is 0 or not known.
export function bestStep(line) {
  const error = noise(line);
  const [, , second, third] = line.derivatives;
  const usable = (derivative) => Number.isFinite(derivative) && derivative !== 0 && error > 0;
  return { forward: usable(second) ? 2 * Math.sqrt(error / Math.abs(second)) : null,
    central: usable(third) ? Math.cbrt((3 * error) / Math.abs(third)) : null };
}

// Eigenvalues in increasing order and unit eigenvectors of [[a, b], [b, c]].
export function principal(a, b, c) {
  const [middle, reach] = [(a + c) / 2, Math.hypot((a - c) / 2, b)];
  const angle = 0.5 * Math.atan2(2 * b, a - c);
  const largest = [Math.cos(angle), Math.sin(angle)];
  return { values: [middle - reach, middle + reach], vectors: [[-largest[1], largest[0]], largest] };
}

// `gradient(point)`; fewer steps where one leads to no finite point.
export function descend(gradient, start, rate, steps) {
  const points = [start];
  for (let k = 0; k < steps; k += 1) {
    const slopes = gradient(points[k]);
    const next = points[k].map((x, i) => x - rate * slopes[i]);
    if (!next.every(Number.isFinite)) break;
    points.push(next);
  }
  return points;
}

// The largest distance of descent from the flow at equal times; null if they share no step.
export function awayFrom(flow, points, rate) {
  const { times, at, rests } = flow;
  const last = rests ? Infinity : times[times.length - 1];
  let most = null;
  for (let k = 1; k < points.length && k * rate <= last; k += 1) {
    const there = at(k * rate);
    most = Math.max(most ?? 0, Math.hypot(...points[k].map((x, i) => x - there[i])));
  }
  return most;
}

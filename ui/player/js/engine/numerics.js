// The functions of the expression language that JavaScript lacks, or has with other values for odd arguments.

// In C, and so in Python, 1 to any power is 1, and so is -1 to an infinite one.
// Whole powers that Python's kernels write as products are products here too, exact and the same.
export function power(base, exponent) {
  if (exponent === 2) return base * base;
  if (exponent === 0.5 && base >= 0) return Math.sqrt(base);
  if (base === 1 || (base === -1 && Math.abs(exponent) === Infinity)) return 1;
  return Math.pow(base, exponent);
}

// Powers whose exponent is a fraction with an odd denominator are real left of 0 as well.
export const even_power = (x, exponent) => power(Math.abs(x), exponent);

export function odd_power(x, exponent) {
  const size = power(Math.abs(x), exponent);
  return x < 0 || Object.is(x, -0) ? -size : size;
}

export const sign = (x) => (x > 0 ? 1 : x < 0 ? -1 : x * 0);

export const step = (x) => (x >= 0 ? 1 : x < 0 ? 0 : x);

// NaN wins.
export const max2 = (a, b) => (a >= b || Number.isNaN(a) ? a : b);

export const min2 = (a, b) => (a <= b || Number.isNaN(a) ? a : b);

export const relu = (x) => max2(x, 0);

export function sigmoid(x) {
  const z = Math.exp(-Math.abs(x));
  return (x >= 0 ? 1 : z) / (1 + z);
}

export const softplus = (x) => max2(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

// Series of positive terms near zero, continued fraction of the complement further out.
export function erf(x) {
  const size = Math.abs(x);
  if (!(size < 6)) return Number.isNaN(x) ? x : Math.sign(x);
  return size < 2.5 ? erfSeries(x) : Math.sign(x) * (1 - erfcFraction(size));
}

function erfSeries(x) {
  let term = x;
  let sum = x;
  for (let n = 1; n < 100 && Math.abs(term) > 1e-17 * Math.abs(sum); n += 1) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

function erfcFraction(x) {
  let rest = x;
  for (let n = 60; n > 0; n -= 1) rest = x + n / 2 / rest;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * rest);
}

const BLOCK = 128;

// The sum as NumPy makes it, in pairs: of many numbers another order would round otherwise.
/** @param {ArrayLike<number>} numbers @param {number} [from] @param {number} [count] @returns {number} */
export function pairwise(numbers, from = 0, count = numbers.length) {
  if (count < 8) {
    let sum = 0;
    for (let i = from; i < from + count; i += 1) sum += numbers[i];
    return sum;
  }
  if (count > BLOCK) {
    const half = Math.floor(count / 2) - (Math.floor(count / 2) % 8);
    return pairwise(numbers, from, half) + pairwise(numbers, from + half, count - half);
  }
  const r = Array.from({ length: 8 }, (_, j) => numbers[from + j]);
  const whole = count - (count % 8);
  for (let i = 8; i < whole; i += 8) for (let j = 0; j < 8; j += 1) r[j] += numbers[from + i + j];
  let sum = r[0] + r[1] + (r[2] + r[3]) + (r[4] + r[5] + (r[6] + r[7]));
  for (let i = whole; i < count; i += 1) sum += numbers[from + i];
  return sum;
}

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

// A few round numbers along an axis.

// A step is rounded to the digit it is below the bound of.
const DIGITS = [[1, 1.5], [2, 3.5], [5, 7.5], [10, Infinity]];

// About so many.
export function linearTicks(low, high, count) {
  const rough = (high - low) / Math.max(1, count);
  if (!(rough > 0) || !Number.isFinite(rough)) return [];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = DIGITS.find(([, bound]) => rough < bound * power)[0] * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

// `low` and `high` are powers of ten. Below two decades the digits 2 and 5 have ticks too.
export function logTicks(low, high, most) {
  const digits = high - low < 2 ? [1, 2, 5] : [1];
  // The powers that a stride leaves may be outside: then more of them are taken.
  for (let stride = Math.max(1, Math.ceil((high - low) / most)); stride > 0; stride -= 1) {
    const ticks = powersOfTen(low, high, stride, digits);
    if (ticks.length > 1) return ticks;
  }
  return linearTicks(10 ** low, 10 ** high, most + 2);
}

function powersOfTen(low, high, stride, digits) {
  const ticks = [];
  for (let power = Math.floor(low); power <= high; power += 1) {
    if (power % stride) continue;
    for (const digit of digits) {
      const place = power + Math.log10(digit);
      if (place >= low && place <= high) ticks.push(Number(`${digit}e${power}`));
    }
  }
  return ticks;
}

// A title that is longer than its axis stands in two lines, broken where both are about as long.
/** @param {string} title @param {number} letters that have room in a line */
export function lines(title, letters) {
  const words = title.split(" ");
  if (title.length <= letters || words.length < 2) return [title];
  const halves = words.slice(1).map((_, i) => [words.slice(0, i + 1).join(" "), words.slice(i + 1).join(" ")]);
  const longer = (half) => Math.max(...half.map((line) => line.length));
  return halves.reduce((best, half) => (longer(half) < longer(best) ? half : best));
}

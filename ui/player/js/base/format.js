// Numbers and sentences in the scene's language.

const SUPERSCRIPTS = {
  "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹",
};

/** @param {string} language @returns {Format} */
export function formatter(language) {
  const plain = new Map();
  const digits = (count) => {
    if (!plain.has(count)) {
      plain.set(count, new Intl.NumberFormat(language, { maximumSignificantDigits: count, useGrouping: false }));
    }
    return plain.get(count);
  };
  return (value, count = 4) => number(value, count, digits);
}

// The same bounds and digits as in ui/language/numbers.py.
function number(value, count, digits) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) return scientific(value, count, digits);
  return minus(digits(count).format(value));
}

function scientific(value, count, digits) {
  const [mantissa, exponent] = value.toExponential(Math.max(0, count - 2)).split("e");
  return `${minus(digits(count).format(Number(mantissa)))}·10${superscript(Number(exponent))}`;
}

// As the cells of the table come from the page, which keeps the zeros of a power of ten: numbers that are dragged must
// not be written in another way than those they become. The twin of `short` in ui/language/numbers.py.
/** @param {string} language @returns {Format} */
export function cellFormatter(language) {
  const plain = formatter(language);
  const mark = decimalMark(language);
  return (value, count = 4) => {
    if (!Number.isFinite(value) || value === 0) return plain(value, count);
    const size = Math.abs(value);
    const tiny = size < 1e-4 || size >= 1e6;
    const text = tiny ? value.toExponential(count - 2) : value.toPrecision(count);
    // Below a million there are no powers of ten, however few digits are asked for.
    const [mantissa, exponent] = (tiny || !text.includes("e") ? text : Number(text).toFixed(0)).split("e");
    const digits = !tiny && mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
    const raised = exponent === undefined ? "" : `·10${superscript(Number(exponent))}`;
    return minus(digits.replace(".", mark)) + raised;
  };
}

/** @param {number} exponent */
const superscript = (exponent) => [...String(exponent)].map((sign) => SUPERSCRIPTS[sign]).join("");

const minus = (text) => text.replace("-", "−");

// What stands between the whole part of a number and the rest.
/** @param {string} language */
export const decimalMark = (language) =>
  new Intl.NumberFormat(language).formatToParts(0.5).find(({ type }) => type === "decimal")?.value ?? ".";

/** @param {string} template @param {Record<string, unknown>} values */
export function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

// Plotly reads a subset of HTML in its texts.
/** @param {string} text */
export const escapeHtml = (text) =>
  String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

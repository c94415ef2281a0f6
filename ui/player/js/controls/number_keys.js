// Up and down in the page's fields for numbers, which are fields of text: a number field of the browser's own knows
// neither a decimal comma nor a minus sign. A field says its range where it is empty: "0.01 … 100".

const RANGE = /^(\S+) … (\S+)$/;
const NUMBER = /^([-+]?)(\d*)(?:([.,])(\d*))?(?:e([-+]?\d{1,3}))?$/i;
// Digits that a double has for certain.
const DIGITS = 15;

/** @param {string} text */
const numberOf = (text) => Number(text.trim().replace("−", "-").replace(",", "."));

/**
 * The number one unit of its last digit up or down, in the spelling of the text; null where the text is no number.
 * It stays in the range.
 *
 * @param {string} text
 * @param {1 | -1} way
 * @param {{ low: number, high: number, units: number }} bounds how many units a step has
 */
export function steppedNumber(text, way, { low, high, units }) {
  const found = NUMBER.exec(text.trim().replace("−", "-"));
  if (!found || !(found[2] || found[4])) return null;
  const [, , , mark, digits, exponent] = found;
  const value = numberOf(text);
  let places = (digits?.length ?? 0) - Number(exponent ?? 0);
  const moved = () => Number((value + way * units * 10 ** -places).toPrecision(DIGITS));
  // From 0.01 of a range that begins above zero the way down goes on with 0.009.
  if (low > 0 && value > low && moved() < low) places += 1;
  const next = moved();
  const kept = Math.min(high, Math.max(low, next));
  if (kept === value) return null;
  return spelled(kept, places, mark ?? (text.includes(",") ? "," : ""), exponent !== undefined);
}

// With as many digits as were there, as long as the number has no more of them.
function spelled(value, places, mark, exponential) {
  const plain = exponential || places > 20 ? String(value) : value.toFixed(Math.max(0, places));
  const text = Number(plain) === value ? plain : String(value);
  return text.replace("-", "−").replace(".", mark || ".");
}

let listening = false;

export function stepNumbersByKeys() {
  if (listening) return;
  listening = true;
  document.addEventListener("keydown", (event) => {
    const way = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
    const field = event.target;
    if (!way || event.altKey || event.ctrlKey || event.metaKey || !(field instanceof HTMLInputElement)) return;
    const range = RANGE.exec(field.placeholder);
    if (!range || field.type !== "text") return;
    event.preventDefault();
    const [low, high] = [numberOf(range[1]), numberOf(range[2])];
    const next = steppedNumber(field.value, way, { low, high, units: event.shiftKey ? 10 : 1 });
    if (next === null) return;
    // The page's own fields hear of a change only through the property that they have not replaced.
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, next);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    commit(field);
  }, true);
}

// A run of steps is one change: the page is asked when the keys rest.
const REST_MS = 250;
let waiting = 0;

/** @param {HTMLInputElement} field */
function commit(field) {
  clearTimeout(waiting);
  waiting = window.setTimeout(() => {
    const enter = { key: "Enter", code: "Enter", bubbles: true, cancelable: true };
    if (field.isConnected) field.dispatchEvent(new KeyboardEvent("keydown", enter));
  }, REST_MS);
}

// A number as people type it into a field of the page.

/**
 * The number that was typed, or null: with a point or a comma, and nothing that may mean two numbers.
 *
 * @param {string} text
 * @param {string} language
 */
export function typedNumber(text, language) {
  const plain = text.trim().replace("−", "-");
  // Where a point is the decimal mark, a comma before three digits may part thousands as well.
  if (language === "en" && /^[-+]?[1-9]\d{0,2},\d{3}$/.test(plain)) return null;
  if (!/^[-+]?(\d+[.,]?\d*|[.,]\d+)(e[-+]?\d{1,3})?$/i.test(plain)) return null;
  return Number(plain.replace(",", ".")) + 0;
}

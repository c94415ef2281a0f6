// Matrices as tables of numbers, between brackets; of large ones the first rows and columns.

import { element } from "../base/dom.js";

export const MOST_SHOWN = 6;

/** @param {number[][]} rows @param {Format} format @param {{ label: string, digits?: number }} about */
export function matrixTable(rows, format, { label, digits = 3 }) {
  const cut = (list) => list.slice(0, MOST_SHOWN);
  const dots = (list, sign) => (list.length > MOST_SHOWN ? [element("td", { "aria-hidden": "true" }, sign)] : []);
  const body = cut(rows).map((row) =>
    element("tr", {}, ...cut(row).map((x) => element("td", {}, format(x, digits))), ...dots(row, "…")));
  if (rows.length > MOST_SHOWN) {
    body.push(element("tr", { "aria-hidden": "true" }, ...cut(rows[0]).map(() => element("td", {}, "⋮"))));
  }
  return element("table", { class: "opt-matrix", "aria-label": label }, element("tbody", {}, ...body));
}

// Rows of an array that travels as numbers one after another.
/** @param {{ data: ArrayLike<number>, shape: number[] }} array @param {number} [at] of a stack of matrices which one */
export function rowsOf({ data, shape }, at = 0) {
  const [rows, columns] = shape.slice(-2);
  const begin = at * rows * columns;
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (__, j) => data[begin + i * columns + j]));
}

/** @param {number[][]} rows */
export const sizeOf = (rows) => Math.hypot(...rows.flat());

// What is said of the numbers: rows and the notes under the pictures.

import { fill } from "../base/format.js";
import { KINK } from "../engine/differential.js";

const DEGREES = 180 / Math.PI;

/** @returns {[string, string, string, number | number[] | null][]} */
export function rowsOf(now, scene, format) {
  const { labels } = scene;
  const listed = (parts) => parts.map((x) => format(x, 5)).join("; ");
  const vector = (parts) => (parts.length === 1 ? listed(parts) : `(${listed(parts)})`);
  const { delta, differential, remainder } = now.step;
  const flat = now.point.length === 1;
  const dx = now.direction.map((part) => part * now.h);
  const product = now.gradient.map((g, i) => `${bracketed(format(g, 4))}·${bracketed(format(dx[i], 4))}`).join(" + ");
  /** @type {[string, string, string, number | number[] | null][]} */
  const rows = [
    ["point", flat ? scene.variables[0] : "x", vector(now.point), now.point],
    ["value", "f(x)", format(now.value, 6), now.value],
    ["gradient", flat ? "f′(x)" : "∇f", vector(now.gradient), now.gradient],
  ];
  if (!flat) {
    rows.push(["norm", "|∇f|", format(Math.hypot(...now.gradient), 5), Math.hypot(...now.gradient)],
      ["slope", "∂f/∂u = ⟨∇f, u⟩", format(now.slope, 5), now.slope]);
  }
  rows.push(
    ["dx", flat ? "dx = h" : "dx = h·u", vector(dx), dx],
    ["delta", "Δf = f(x + dx) − f(x)", format(delta, 7), delta],
    ["differential", flat ? "df = f′(x)·dx" : "df = ⟨∇f, dx⟩", `${product} = ${format(differential, 7)}`,
      differential],
    ["remainder", "o(h) = Δf − df", format(remainder, 5), remainder],
    ["ratio", "o(h)/h", format(remainder / now.h, 5), remainder / now.h],
  );
  if (flat) rows.push(["second", "f″(x)", format(now.second[0], 5), now.second[0]]);
  else rows.push(["curvatures", labels.curvatures, vector(now.curvature.values), now.curvature.values]);
  return rows;
}

const bracketed = (text) => (text.startsWith("−") || text.includes("·") ? `(${text})` : text);

export const degreesOf = (angle) => ((angle * DEGREES) % 360 + 360) % 360;

export function remainderNote({ order, slope }, labels, format) {
  const { measured, expected } = order;
  if (!Number.isFinite(slope)) return labels.no_derivative;
  if (measured === null) return labels.remainder_none;
  if (measured <= KINK) return fill(labels.remainder_kink, { slope: format(measured, 4) });
  if (expected === null) return fill(labels.remainder_free, { slope: format(measured, 4) });
  return fill(labels.remainder_slope, { slope: format(measured, 4), theory: expected });
}

export function differencesNote({ errors, slope }, labels, format) {
  if (!Number.isFinite(slope)) return labels.no_derivative;
  const said = (h) => (h === null ? labels.best_none : format(h, 2));
  const { best, theory } = errors;
  return fill(labels.best, { forward: said(best.forward), forward_theory: said(theory.forward),
    central: said(best.central), central_theory: said(theory.central) });
}

export function roseNote(now, labels, format) {
  const size = Math.hypot(...now.gradient);
  if (!Number.isFinite(size)) return labels.no_derivative;
  if (size === 0) return labels.rose_zero;
  const between = Math.acos(Math.max(-1, Math.min(1, now.slope / size))) * DEGREES;
  return fill(labels.rose_note, { slope: format(now.slope, 4), norm: format(size, 4), angle: format(between, 4) });
}

export function flowNote(now, labels, format) {
  if (!now.flow) return labels.flow_later;
  const end = fill(labels[`flow_${now.flow.end}`], { time: format(now.flow.times.at(-1), 3) });
  if (now.away === null) return end;
  return `${fill(labels.flow_away, { away: format(now.away, 3), nodes: now.flow.nodes })} ${end}`;
}

// All numbers of a state, worked out at once: what the pictures draw and the rows say.

import { awayFrom, descend, differences, increment, lineOf, orderOf, principal } from "../engine/differential.js";
import { compile } from "../engine/kernel.js";

export function kernelsOf(scene) {
  const count = scene.dimension;
  return { value: compile(scene.value, count), taylor: compile(scene.taylor, count),
    line: compile(scene.line, 2 * count) };
}

// In one variable a direction is one of two.
export const directionOf = (angle, dimension) =>
  (dimension === 1 ? [Math.cos(angle) < 0 ? -1 : 1] : [Math.cos(angle), Math.sin(angle)]);

export const slopesAt = (kernels) => (point) => kernels.taylor(...point).slice(1, 1 + point.length);

/** @param {any} kernels @param {any} state @param {any} flow the server's, if it began where the point is */
export function work(kernels, state, flow) {
  const { point, angle, h } = state;
  const dimension = point.length;
  const [value, ...rest] = kernels.taylor(...point);
  const gradient = rest.slice(0, dimension);
  const direction = directionOf(angle, dimension);
  const line = lineOf(kernels, point, direction, gradient);
  const now = { ...state, value, gradient, direction, line, slope: line.derivatives[1], step: increment(line, h),
    order: orderOf(line), errors: differences(line), second: rest.slice(dimension),
    curvature: null, flow: null, descent: null, away: null };
  if (dimension === 2) now.curvature = principal(rest[2], rest[3], rest[4]);
  if (state.layers.has("flow") && dimension === 2) {
    now.descent = descend(slopesAt(kernels), point, state.rate, state.steps);
    if (flow && same(flow.start, point)) {
      now.flow = flow;
      now.away = awayFrom(flow, now.descent, state.rate);
    }
  }
  return now;
}

const same = (a, b) => a.length === b.length && a.every((x, i) => x === b[i]);

// The server's curve, with a function that says where it is at a time.
export function flowOf({ header, arrays }) {
  if (!header.flow) return null;
  const times = arrays.times.data;
  const points = Array.from(times, (_, i) => [arrays.points.data[2 * i], arrays.points.data[2 * i + 1]]);
  const at = (time) => {
    const past = times.findIndex((t) => t >= time);
    if (past <= 0) return points[past < 0 ? points.length - 1 : 0];
    const share = (time - times[past - 1]) / (times[past] - times[past - 1]);
    return points[past].map((x, i) => points[past - 1][i] * (1 - share) + x * share);
  };
  return { times, points, at, start: points[0], rests: header.flow.end === "rest", end: header.flow.end,
    nodes: header.flow.nodes };
}

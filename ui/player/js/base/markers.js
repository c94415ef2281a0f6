// The shapes that tell runs apart where colours do not, by Plotly's names.

const HALF = Math.SQRT1_2;
const [NARROW, WIDE] = [0.36, 1.1];

// Points on a circle of that radius, the first straight up; y goes down, as on a screen.
const turned = (count, radii, from = 0) => Array.from({ length: count }, (_, i) => {
  const [angle, radius] = [from + (2 * Math.PI * i) / count, radii[i % radii.length]];
  return [radius * Math.sin(angle), -radius * Math.cos(angle)];
});

const CROSS = [[-NARROW, -WIDE], [NARROW, -WIDE], [NARROW, -NARROW], [WIDE, -NARROW], [WIDE, NARROW], [NARROW, NARROW],
  [NARROW, WIDE], [-NARROW, WIDE], [-NARROW, NARROW], [-WIDE, NARROW], [-WIDE, -NARROW], [-NARROW, -NARROW]];

// Corners about the middle; as large to the eye as a circle of radius 1.
/** @type {Record<string, number[][]>} */
const CORNERS = {
  square: turned(4, [1.25], Math.PI / 4),
  diamond: turned(4, [1.35]),
  "triangle-up": turned(3, [1.45]),
  "triangle-down": turned(3, [1.45], Math.PI),
  cross: CROSS,
  x: CROSS.map(([x, y]) => [HALF * (x - y), HALF * (x + y)]),
  star: turned(10, [1.6, 0.68]),
};

// Nothing for a circle, which has no corners.
/** @param {string} name */
export const cornersOf = (name) => CORNERS[name] ?? null;

// Begins a path with the outline of a marker.
/** @param {CanvasRenderingContext2D} context @param {string} name */
export function traceMarker(context, name, x, y, radius) {
  context.beginPath();
  const corners = cornersOf(name);
  if (!corners) { context.arc(x, y, radius, 0, 2 * Math.PI); return; }
  corners.forEach(([dx, dy], i) => {
    if (i) context.lineTo(x + radius * dx, y + radius * dy);
    else context.moveTo(x + radius * dx, y + radius * dy);
  });
  context.closePath();
}

// Colours and strokes that mean the same in all pictures of the page.

import { drawArrow } from "../drawing/arrows.js";
import { clipSegment } from "../drawing/projection.js";

// Okabe and Ito's, on light and on dark ground.
/** @param {Theme} theme */
export const paints = ({ dark, text }) => (dark
  ? { up: "#ff8a57", down: "#56b4e9", step: "#2fc79b", rest: "#e79ac6", curve: text, other: "#f0e442" }
  : { up: "#b84a00", down: "#0072b2", step: "#00795a", rest: "#a8467f", curve: text, other: "#7a6a00" });

// A line through points in pixels, with breaks where there is no number.
export function stroke(context, points, { color, width = 2, dash = [], rim = null }) {
  for (const [paint, wide] of rim ? [[rim, width + 3], [color, width]] : [[color, width]]) {
    Object.assign(context, { strokeStyle: paint, lineWidth: wide, lineCap: "butt" });
    context.setLineDash(paint === color ? dash : []);
    context.beginPath();
    let last = null;
    // Where the pen is: a line that goes on is one line, or its dashes would begin anew with every piece.
    let pen = [NaN, NaN];
    for (const point of points) {
      const part = last && clipSegment(last[0], last[1], point[0], point[1]);
      if (part) {
        if (part[0] !== pen[0] || part[1] !== pen[1]) context.moveTo(part[0], part[1]);
        context.lineTo(part[2], part[3]);
        pen = [part[2], part[3]];
      }
      last = Number.isFinite(point[0] + point[1]) ? point : null;
    }
    context.stroke();
  }
  context.setLineDash([]);
}

export function dot(context, x, y, radius, color, rim) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  Object.assign(context, { fillStyle: color, strokeStyle: rim, lineWidth: 1.5 });
  context.setLineDash([]);
  context.fill();
  context.stroke();
}

export const arrow = (context, theme, from, vector, color, width = 3.5, dash = []) =>
  drawArrow(context, theme, from, vector, { color, width, dash });

// Canvases above a plot: sharp on every screen, and clipped to the plot's frame.

import { element } from "../base/dom.js";

const SHARPEST = 2;
const EVERYWHERE = 1e5;

// A canvas as large as what it is put into.
export const layer = () => element("canvas", { class: "opt-layer" });

// Resizing empties a canvas and forgets its settings. `margin` lets marks stand on the frame's edge.
/**
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLElement} container
 * @param {Pick<Frame, "left" | "top" | "width" | "height">} frame
 */
export function fitCanvas(canvas, container, frame, margin = 0) {
  const ratio = Math.min(SHARPEST, window.devicePixelRatio || 1);
  canvas.width = Math.round(container.clientWidth * ratio);
  canvas.height = Math.round(container.clientHeight * ratio);
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.beginPath();
  const { left, top, width, height } = frame;
  context.rect(left - margin, top - margin, width + 2 * margin, height + 2 * margin);
  context.clip();
  context.lineJoin = "round";
  return context;
}

// Asking for the size would make the browser lay out the page in the middle of a frame.
/** @param {HTMLCanvasElement} canvas */
export function clearCanvas(canvas) {
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, EVERYWHERE, EVERYWHERE);
  return context;
}

/** @param {Theme} theme */
export const labelFont = (theme) => `600 ${13 * theme.scale}px ${theme.font}`;

// Text that can be read on any ground.
/**
 * @param {CanvasRenderingContext2D} context
 * @param {Theme} theme
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {{ align?: CanvasTextAlign, color?: string }} style
 */
export function writeWithHalo(context, theme, text, x, y, { align = "left", color = theme.text } = {}) {
  Object.assign(context, { font: labelFont(theme), textAlign: align, textBaseline: "middle",
    lineWidth: 4, strokeStyle: theme.halo, fillStyle: color });
  context.setLineDash([]);
  context.strokeText(text, x, y);
  context.fillText(text, x, y);
}

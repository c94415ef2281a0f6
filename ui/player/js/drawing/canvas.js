// Canvases above a plot: sharp on every screen, and clipped to the plot's frame.

import { element } from "../base/dom.js";

const SHARPEST = 2;
const EVERYWHERE = 1e5;

// A canvas as large as what it is put into.
export const layer = () => element("canvas", { class: "opt-layer" });

// Resizing empties a canvas and forgets its settings. `margin` lets marks stand on the frame's edge. Its pixels are
// those of the screen, though the container may begin and end between two: else a browser smooths the canvas anew
// with every frame, which takes longer than to draw it, and blurs it.
/**
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLElement} container
 * @param {Pick<Frame, "left" | "top" | "width" | "height">} frame
 */
export function fitCanvas(canvas, container, frame, margin = 0) {
  const ratio = Math.min(SHARPEST, window.devicePixelRatio || 1);
  const box = container.getBoundingClientRect();
  const [across, down] = [box.left + container.clientLeft, box.top + container.clientTop].map((place) =>
    place - Math.floor(place * ratio) / ratio);
  canvas.width = Math.ceil((container.clientWidth + across) * ratio);
  canvas.height = Math.ceil((container.clientHeight + down) * ratio);
  Object.assign(canvas.style, { left: `${-across}px`, top: `${-down}px`,
    width: `${canvas.width / ratio}px`, height: `${canvas.height / ratio}px` });
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, across * ratio, down * ratio);
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

// Such a text on a canvas of its own, to be stamped with every frame: its outline takes a browser longer than all the
// rest of a small picture.
const SHEET = 6;
/** @type {Map<string, HTMLCanvasElement>} */
const written = new Map();
const MOST_WRITTEN = 200;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Theme} theme
 * @param {string} text
 * @param {number} width what it takes
 * @param {number} x
 * @param {number} y
 * @param {{ align?: CanvasTextAlign, color?: string }} style
 */
export function stampWithHalo(context, theme, text, width, x, y, { align = "left", color = theme.text } = {}) {
  const { a: ratio, e, f } = context.getTransform();
  const key = JSON.stringify([text, color, theme.halo, labelFont(theme), ratio]);
  let sheet = written.get(key);
  const [wide, high] = [width + 2 * SHEET, 2 * SHEET + 20 * theme.scale];
  if (!sheet) {
    sheet = element("canvas", { width: Math.ceil(wide * ratio), height: Math.ceil(high * ratio) });
    const pen = /** @type {CanvasRenderingContext2D} */ (sheet.getContext("2d"));
    pen.lineJoin = "round";
    pen.scale(ratio, ratio);
    writeWithHalo(pen, theme, text, SHEET, high / 2, { color });
    if (written.size >= MOST_WRITTEN) written.clear();
    written.set(key, sheet);
  }
  // From pixel to pixel, as it was written.
  const left = Math.round((x - (align === "right" ? width : 0) - SHEET) * ratio + e) - e;
  const top = Math.round((y - high / 2) * ratio + f) - f;
  context.drawImage(sheet, left / ratio, top / ratio, sheet.width / ratio, sheet.height / ratio);
}

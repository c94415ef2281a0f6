// Axes on a canvas: where data are in pixels, ticks, titles.

import { fitCanvas } from "./canvas.js";
import { setData } from "../base/dom.js";
import { lines, linearTicks, logTicks } from "./ticks.js";

const TOP = 10;
const RIGHT = 14;
// Of type as large as usual.
const BELOW = 44;
const TITLE = 22;
const PER_X_TICK = 74;
const PER_Y_TICK = 50;
const MOST_TICKS = 8;
const TICK_FONT = 13;
const TITLE_FONT = 14;
const PER_LETTER = 7.6;
const LINE = 16;
// A title may be this much longer than its axis.
const SPILL = 1.3;
// So many ticks in the place of one.
const CROWDED = 2;
// What is lower, or narrower, keeps its room for the data: titles stand among the ticks there.
const [LOW, NARROW] = [165, 190];
const [BELOW_LOW, RIGHT_NARROW] = [24, 8];
// Between a title and the number before it, and the most of its axis that a title takes of the row of numbers.
const [APART, SHARE] = [4, 0.25];

// An axis is { low, high, log, title, ticks }: on a logarithmic one low and high are powers of ten; `ticks` are given
// where they are not the usual ones. With `bare` there are ticks but no lines across.
export function drawPlane(canvas, stage, { x, y, bare = false }, theme, format) {
  const [width, height] = [stage.clientWidth, stage.clientHeight];
  const context = fitCanvas(canvas, stage, { left: 0, top: 0, width, height });
  context.clearRect(0, 0, width, height);
  const { scale } = theme;
  const [low, narrow] = [height < LOW * scale, width < NARROW * scale];
  const bottom = (low ? BELOW_LOW : BELOW) * scale;
  context.font = `${TICK_FONT * scale}px ${theme.font}`;
  const across = { ...y, texts: texts(y, (height - TOP - bottom) / (PER_Y_TICK * scale), format) };
  const widest = Math.max(20, ...across.texts.map(({ text }) => context.measureText(text).width));
  const beside = narrow ? [] : titleBeside(y.title, (height - TOP - bottom) / (PER_LETTER * scale));
  const left = Math.ceil(widest + 8 + (beside.length && TITLE + (beside.length - 1) * LINE) * scale);
  const along = { ...x, texts: texts(x, (width - left - RIGHT) / (PER_X_TICK * scale), format) };
  // The last number may stand at the very end.
  const end = context.measureText(along.texts.at(-1)?.text ?? "").width / 2 + 2;
  const right = Math.max(narrow ? RIGHT_NARROW : RIGHT, end);
  const frame = frameOf(left, TOP, Math.max(10, width - left - right), Math.max(10, height - TOP - bottom), x, y);
  // The last number, which says where the axis ends, stays where there is room for both.
  const last = narrow ? undefined : along.texts.at(-1);
  const until = last ? frame.x.toPixel(last.value) - end - 2 * APART : frame.left + frame.width;
  const row = low ? titleAlong(context, { ...frame, width: until - frame.left }, x.title) : null;
  const column = narrow ? titleAbove(context, frame, y.title) : null;
  if (row) along.texts = along.texts.filter(({ text, value }) => value === last?.value
    || frame.x.toPixel(value) + context.measureText(text).width / 2 < row.from - APART);
  if (column) across.texts = across.texts.filter(({ value }) =>
    frame.y.toPixel(value) - (TICK_FONT * scale) / 2 > column.until);
  drawTicks(context, frame, along, across, theme, bare);
  for (const title of [row, column]) if (title) writeAtEnd(context, frame, title);
  drawTitles(context, frame, low ? "" : x.title, beside, theme, height);
  setData(stage, "frame", [frame.left, frame.top, frame.width, frame.height, x.low, x.high, y.low, y.high].join(" "));
  return frame;
}

// The title of the lower axis in the row of its numbers, below its end; null where it would take most of that.
function titleAlong(context, { left, width }, text) {
  const wide = context.measureText(text).width;
  return text && wide < SHARE * width ? { text, from: left + width - wide, end: left + width, across: false } : null;
}

// The title of the axis beside above its numbers; null where it is wider than their column, as a word mostly is: then
// the heading says what is shown.
function titleAbove(context, { left, top }, text) {
  const size = parseFloat(context.font);
  if (!text || context.measureText(text).width >= left - 6) return null;
  return { text, until: top + size / 2 + 2, end: left - 7, across: true };
}

function writeAtEnd(context, { top, height }, { text, across, end }) {
  Object.assign(context, { textAlign: "right", textBaseline: across ? "middle" : "top" });
  if (across) context.fillText(text, end, top + 2);
  else context.fillText(text, end, top + height + 7);
}

// None on an axis that is much too short for it, as of a low chart in large type, whose heading says what it shows.
/** @param {string} title @param {number} letters that have room in a line */
function titleBeside(title, letters) {
  const both = lines(title, letters);
  return Math.max(...both.map((line) => line.length)) > SPILL * letters ? [] : both;
}

function texts(axis, room, format) {
  const count = Math.max(2, Math.min(MOST_TICKS, Math.floor(room)));
  let ticks = axis.ticks ?? (axis.log ? logTicks : linearTicks)(axis.low, axis.high, count);
  // A few round numbers are sometimes more than asked for; where they would touch, the first and the last are left.
  if (!axis.ticks && ticks.length > Math.max(2, CROWDED * room)) ticks = [ticks[0], ticks[ticks.length - 1]];
  return ticks.map((value) => ({ value, text: format(value, 4) }));
}

function frameOf(left, top, width, height, x, y) {
  return { left, top, width, height, x: scaleOf(x, left, width), y: scaleOf(y, top + height, -height) };
}

function scaleOf({ low, high, log }, origin, length) {
  const factor = length / (high - low);
  return {
    toPixel: (value) => origin + ((log ? Math.log10(value) : value) - low) * factor,
    toData: (pixel) => {
      const value = low + (pixel - origin) / factor;
      return log ? 10 ** value : value;
    },
  };
}

function drawTicks(context, frame, along, across, theme, bare) {
  const { left, top, width, height } = frame;
  const bottom = top + height;
  Object.assign(context, { strokeStyle: theme.grid, lineWidth: 1, fillStyle: theme.text });
  context.setLineDash([]);
  context.beginPath();
  Object.assign(context, { textAlign: "center", textBaseline: "top" });
  for (const { value, text } of along.texts) {
    const x = Math.round(frame.x.toPixel(value)) + 0.5;
    context.moveTo(x, bare ? bottom : top); context.lineTo(x, bottom + 4);
    context.fillText(text, x, bottom + 7);
  }
  Object.assign(context, { textAlign: "right", textBaseline: "middle" });
  for (const { value, text } of across.texts) {
    const y = Math.round(frame.y.toPixel(value)) + 0.5;
    context.moveTo(left - 4, y); context.lineTo(bare ? left : left + width, y);
    context.fillText(text, left - 7, y);
  }
  context.stroke();
}

function drawTitles(context, frame, below, beside, theme, height) {
  const { left, top, width } = frame;
  const font = `${TITLE_FONT * theme.scale}px ${theme.font}`;
  Object.assign(context, { font, textAlign: "center", textBaseline: "alphabetic" });
  // An index goes deeper than a letter.
  context.fillText(below, left + width / 2, height - 6 - 3 * theme.scale);
  context.save();
  context.translate(15 * theme.scale, top + frame.height / 2);
  context.rotate(-Math.PI / 2);
  beside.forEach((line, i) => context.fillText(line, 0, i * LINE * theme.scale));
  context.restore();
}

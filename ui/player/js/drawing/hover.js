// What is under the pointer: a point of a path, else the loss at that place.

import { element } from "../base/dom.js";
import { fill } from "../base/format.js";
import { inside } from "./projection.js";
import { interpolate } from "../base/scenes.js";

const REACH = 10;

export class Hover {
  // The animation frame that is asked for.
  frame = 0;

  /** @param {HTMLElement} container @param {(x: number, y: number) => string[] | null | false} describe */
  constructor(container, describe) {
    this.node = element("div", { class: "opt-tip", hidden: "" });
    this.container = container;
    this.describe = describe;
    container.append(this.node);
    container.addEventListener("pointermove", (event) => this.#moved(event));
    container.addEventListener("pointerleave", () => this.hide());
    container.addEventListener("pointerdown", () => this.hide());
  }

  hide() {
    cancelAnimationFrame(this.frame);
    // What is written again, be it the same, has the browser look up styles in the middle of a drag's frame.
    if (!this.node.hidden) this.node.hidden = true;
  }

  #moved(event) {
    if (event.buttons || event.pointerType === "touch") { this.hide(); return; }
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.#show(event));
  }

  #show(event) {
    const box = this.container.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const lines = this.describe(x, y);
    this.node.hidden = !lines;
    if (!lines) return;
    this.node.replaceChildren(...lines.map((line) => element("div", {}, line)));
    const left = x + 16 + this.node.offsetWidth > box.width ? x - 16 - this.node.offsetWidth : x + 16;
    const top = Math.max(0, Math.min(box.height - this.node.offsetHeight, y + 12));
    this.node.style.transform = `translate(${Math.max(0, left)}px, ${top}px)`;
  }
}

/** @param {Scene} scene @param {import("./overlay.js").Overlay} overlay @param {Format} format */
export function describeLandscape(scene, overlay, format, x, y) {
  const { frame } = overlay;
  if (!frame || !inside(frame, x, y)) return null;
  const near = overlay.nearest(x, y, REACH);
  if (near) return describePoint(scene, near, format);
  const point = [frame.x.toData(x), frame.y.toData(y)].slice(0, scene.dimension);
  const loss = interpolate(scene, point);
  return [coordinates(scene, point, format),
    `${scene.labels.loss}: ${Number.isFinite(loss) ? format(loss) : scene.labels.undefined}`];
}

// On the lower chart, with the numbers it is drawn from.
export function describeLine(scene, overlay, format, { curve, xAxis }, x, y) {
  const { frame } = overlay;
  if (!frame || !inside(frame, x, y)) return null;
  const near = overlay.nearest(x, y, 2 * REACH);
  if (!near) return null;
  const { labels, variables } = scene;
  const { shown, xs, coordinate } = near.track;
  const name = labels[`curve_${curve}`] + (coordinate === null ? "" : `, ${variables[coordinate]}`);
  return [...describePoint(scene, near, format),
    ...(curve === "loss" ? [] : [`${name}: ${format(shown[near.step])}`]),
    ...(xAxis === "evaluations" ? [`${labels.x_evaluations}: ${format(xs[near.step], 7)}`] : [])];
}

function describePoint(scene, { track, step }, format) {
  const point = track.point(step);
  return [track.label, fill(scene.labels.step_of, { step, steps: track.values.length - 1 }),
    coordinates(scene, point, format), `${scene.labels.loss}: ${format(track.values[step])}`];
}

const coordinates = (scene, point, format) =>
  scene.variables.map((name, i) => `${name} = ${format(point[i])}`).join(",  ");

// The player's elements and their places.

import { choice } from "./controls.js";
import { element } from "./dom.js";

export function buildLayout(actions, controls, table, steps) {
  const view = choice([{ value: "2d", text: "2-D" }, { value: "3d", text: "3-D" }], actions.view);
  const axis = choice([{ value: "linear" }, { value: "log" }], actions.lossAxis);
  const reset = element("button", { type: "button", class: "opt-choice opt-reset", onclick: actions.resetView, hidden: "" });
  const landscape = panel("opt-landscape", reset, view.node);
  const loss = panel("opt-loss", axis.node);
  const surface = element("div", { class: "opt-plot opt-surface", hidden: "" });
  landscape.stage.after(surface);
  const notice = element("div", { class: "opt-notice", role: "alert", hidden: "" });
  const root = element("div", { class: "opt-player", tabindex: "0", role: "group", "data-ready": "false",
    "data-revision": "0", "data-frames": "0" }, notice, element("div", { class: "opt-grid" },
    landscape.node, loss.node, controls.node, table.node, steps.node));
  return { root, notice, view, axis, reset, landscape, loss, surface };
}

function panel(name, ...tools) {
  const title = element("span", { class: "opt-title" });
  const hint = element("span", { class: "opt-hint" });
  const plot = element("div", { class: "opt-plot" });
  const layers = element("div", { class: "opt-layers" });
  const hatch = element("div", { class: "opt-hatch", hidden: "" });
  const stage = element("div", { class: "opt-stage" }, hatch, plot, layers);
  const node = element("section", { class: `opt-panel ${name}` },
    element("div", { class: "opt-head" }, title, hint, element("span", { class: "opt-tools" }, ...tools)), stage);
  return { node, title, hint, stage, plot, layers, hatch };
}

export function translateLayout(parts, scene) {
  const { labels } = scene;
  parts.root.setAttribute("aria-label", labels.player);
  parts.landscape.title.textContent = labels.landscape;
  parts.landscape.hint.textContent = labels.click_hint;
  parts.loss.title.textContent = labels.loss;
  parts.reset.textContent = labels.reset_view;
  parts.view.node.setAttribute("aria-label", labels.view);
  parts.axis.node.setAttribute("aria-label", labels.loss_axis);
  const [linear, log] = parts.axis.buttons;
  linear.textContent = labels.linear;
  log.textContent = labels.log;
  parts.view.node.hidden = scene.dimension === 1;
}

export function placeHatch(hatch, frame, shown) {
  hatch.hidden = !shown;
  Object.assign(hatch.style, { left: `${frame.left}px`, top: `${frame.top}px`,
    width: `${frame.width}px`, height: `${frame.height}px` });
}

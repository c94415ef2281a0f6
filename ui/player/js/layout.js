// The player's elements and their places.

import { choice } from "./controls/controls.js";
import { CURVES, X_AXES } from "./curves/curves.js";
import { element } from "./base/dom.js";
import { Menu } from "./controls/menu.js";

const MODELS = ["none", "linear", "quadratic"];
// What the right half shows. Either can be put away, not both.
export const SIDES = ["curve", "numbers", "both"];

export function buildLayout(actions, controls, table, steps, turned) {
  const view = choice([{ value: "2d", text: "2-D" }, { value: "3d", text: "3-D" }], actions.view);
  const axis = choice([{ value: "linear" }, { value: "log" }], actions.lossAxis);
  const reset = element("button", { type: "button", class: "opt-choice opt-reset", hidden: "",
    onclick: actions.resetView });
  const shape = element("button", { type: "button", class: "opt-choice opt-reset", hidden: "",
    onclick: actions.shape });
  const fit = element("button", { type: "button", class: "opt-choice opt-reset", hidden: "",
    onclick: actions.fit });
  const model = new Menu(MODELS, "model", actions.model);
  const curve = new Menu(CURVES, "curve", actions.curve);
  const over = new Menu(X_AXES, "x", actions.xAxis);
  const side = new SideChoice(actions.side);
  controls.more.prepend(side.node);
  const landscape = panel("opt-landscape", reset, fit, shape, model.node, view.node);
  const loss = panel("opt-loss", axis.node);
  loss.title.after(curve.node, over.node);
  const surface = element("div", { class: "opt-plot opt-surface", hidden: "" });
  landscape.stage.after(surface, landscape.legend, turned.node);
  const notice = element("div", { class: "opt-notice", role: "alert", hidden: "" });
  const root = element("div", { class: "opt-player", tabindex: "0", role: "group", "data-ready": "false",
    "data-revision": "0", "data-frames": "0" }, notice, element("div", { class: "opt-grid" },
    landscape.node, element("div", { class: "opt-side" }, loss.node, steps.node), controls.node, table.node));
  return { root, notice, view, axis, model, curve, over, reset, shape, fit, side, landscape, loss, surface,
    hinted: "" };
}

// Two buttons, of which at least one is pressed.
class SideChoice {
  /** @param {(side: string) => void} onChoose */
  constructor(onChoose) {
    const button = (name) => element("button", { type: "button", class: "opt-choice", "data-value": name,
      onclick: () => onChoose(this.#without(name)) });
    this.curve = button("curve");
    this.numbers = button("numbers");
    this.node = element("div", { class: "opt-choices", role: "group" }, this.curve, this.numbers);
    this.shown = "curve";
  }

  // What is left or there once a button has been pressed.
  #without(name) {
    const other = name === "curve" ? "numbers" : "curve";
    return this.shown === name ? other : this.shown === "both" ? other : "both";
  }

  /** @param {string} side */
  show(side) {
    this.shown = side;
    for (const button of [this.curve, this.numbers]) {
      button.setAttribute("aria-pressed", String(side === "both" || side === button.dataset.value));
    }
  }

  /** @param {Labels} labels */
  translate(labels) {
    this.node.setAttribute("aria-label", labels.side);
    this.curve.textContent = labels.side_curve;
    this.numbers.textContent = labels.side_numbers;
    this.numbers.title = labels.step_numbers;
  }
}

function panel(name, ...tools) {
  const title = element("span", { class: "opt-title" });
  const hint = element("span", { class: "opt-hint" });
  /** @type {PlotElement} */
  const plot = element("div", { class: "opt-plot" });
  const under = element("div", { class: "opt-layers" });
  const layers = element("div", { class: "opt-layers" });
  const note = element("p", { class: "opt-note", hidden: "" });
  const hatch = element("div", { class: "opt-hatch", hidden: "" });
  const legend = element("div", { class: "opt-crowd-legend", role: "group", hidden: "" });
  const stage = element("div", { class: "opt-stage" }, hatch, plot, under, layers);
  const node = element("section", { class: `opt-panel ${name}` },
    element("div", { class: "opt-head" }, title, hint, element("span", { class: "opt-tools" }, ...tools)), stage, note);
  return { node, title, hint, stage, plot, under, layers, hatch, legend, note };
}

// What stands beneath the plots and stays there from step to step.
export const heightBeneath = ({ landscape, loss }) => landscape.legend.offsetHeight + loss.note.offsetHeight;

export function translateLayout(parts, scene) {
  const { labels } = scene;
  parts.root.setAttribute("aria-label", labels.player);
  parts.landscape.title.textContent = labels.landscape;
  parts.reset.textContent = labels.reset_view;
  parts.view.node.setAttribute("aria-label", labels.view);
  parts.axis.node.setAttribute("aria-label", labels.loss_axis);
  const [linear, log] = parts.axis.buttons;
  linear.textContent = labels.linear;
  log.textContent = labels.log;
  parts.view.node.hidden = scene.dimension === 1;
  parts.model.node.hidden = !scene.kernel;
  parts.side.translate(labels);
  parts.model.translate(labels, "model");
  parts.curve.translate(labels, "curve");
  parts.over.translate(labels, "x_axis", labels.evaluations_hint);
  parts.curve.forbid("distance", scene.minima.length ? "" : labels.no_minimum);
}

// Shows what is chosen. Curves come from the page: without a page that listens there is no choice of them.
export function showSettings(parts, settings, { labels, dimension }, reports) {
  const solid = settings.view === "3d";
  parts.view.show(settings.view);
  parts.axis.show(settings.lossAxis);
  parts.model.show(settings.model);
  parts.curve.show(settings.curve);
  parts.over.show(settings.xAxis);
  parts.model.disable(solid && dimension > 1 ? labels.model_flat_only : "");
  parts.landscape.stage.hidden = solid;
  parts.landscape.hint.hidden = !reports.includes("start");
  // Another hint may have taken its place meanwhile.
  const hint = solid ? labels.click_hint_solid : labels.click_hint;
  if (parts.hinted !== hint) parts.hinted = parts.landscape.hint.textContent = parts.landscape.hint.title = hint;
  parts.surface.hidden = !solid;
  for (const button of [parts.shape, parts.fit]) button.classList.toggle("opt-flat-only", solid);
  parts.side.node.hidden = !reports.includes("explain");
  parts.side.show(settings.side);
  parts.root.dataset.side = settings.side;
  parts.loss.node.hidden = settings.side === "numbers";
  parts.loss.title.textContent = labels[`curve_${settings.curve}`];
  parts.loss.title.hidden = reports.includes("settings");
  for (const menu of [parts.curve, parts.over]) menu.node.hidden = !reports.includes("settings");
}

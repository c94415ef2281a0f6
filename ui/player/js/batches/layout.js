// The batch player's elements and their places.

import { choice } from "../controls/controls.js";
import { element, setData } from "../base/dom.js";
import { Menu } from "../controls/menu.js";
import { X_AXES } from "./losses/loss_chart.js";

export function buildLayout(actions, controls, table) {
  const tools = choice(["move", "add", "add1", "remove"].map((value) => ({ value })), actions.tool);
  const cloud = element("input", { type: "checkbox", onchange: () => actions.cloud(cloud.checked) });
  const cloudText = element("span");
  const cloudLabel = element("label", { class: "opt-check" }, cloud, cloudText);
  const back = element("button", { type: "button", class: "opt-choice opt-reset", hidden: "",
    onclick: actions.backToBatch });
  const whose = element("select", { class: "opt-select opt-menu", onchange: () => actions.lead(whose.value) });
  const axis = choice([{ value: "linear" }, { value: "log" }], actions.lossAxis);
  const over = new Menu(X_AXES, "over", actions.xAxis);
  const data = panel("opt-data", tools.node);
  data.stage.setAttribute("tabindex", "0");
  data.stage.setAttribute("role", "group");
  const full = panel("opt-full", cloudLabel);
  const batch = panel("opt-own", back, whose);
  const loss = panel("opt-loss", over.node, axis.node);
  loss.title.after(loss.note);
  const root = element("div", { class: "opt-player opt-batches", tabindex: "0", role: "group", "data-ready": "false",
    "data-revision": "0", "data-frames": "0" },
    element("div", { class: "opt-batch-grid" }, data.node, full.node, batch.node, controls.node, loss.node,
      table.node));
  return { root, data, full, batch, loss, tools, cloud, cloudText, cloudLabel, back, whose, axis, over };
}

function panel(name, ...tools) {
  const title = element("span", { class: "opt-title" });
  const under = element("div", { class: "opt-layers" });
  const layers = element("div", { class: "opt-layers" });
  const stage = element("div", { class: "opt-stage" }, under, layers);
  const note = element("p", { class: "opt-note" });
  const node = element("section", { class: `opt-panel ${name}` },
    element("div", { class: "opt-head" }, title, element("span", { class: "opt-tools" }, ...tools)), stage, note);
  return { node, title, stage, under, layers, note };
}

export function translateLayout(parts, scene) {
  const { labels } = scene;
  parts.root.setAttribute("aria-label", labels.batch_player);
  parts.data.title.textContent = labels.data;
  parts.data.stage.setAttribute("aria-label", `${labels.data}. ${labels.data_hint}`);
  parts.full.title.textContent = labels.full_loss;
  parts.loss.title.textContent = labels.loss_curves;
  parts.cloudText.textContent = labels.next_steps;
  parts.back.textContent = labels.back_to_batch;
  parts.whose.setAttribute("aria-label", labels.whose);
  parts.whose.title = labels.whose;
  parts.axis.node.setAttribute("aria-label", labels.loss_axis);
  parts.over.translate(labels, "x_axis");
  ["linear", "log"].forEach((name, i) => { parts.axis.buttons[i].textContent = labels[name]; });
  parts.tools.node.setAttribute("aria-label", labels.tool);
}

// The tools that make sense: with two classes in a plane one adds one or the other.
export function showTools(parts, scene, kind, tool, editable) {
  const { labels } = scene;
  const [move, add, other, remove] = parts.tools.buttons;
  const two = kind === "boundary" && scene.classes;
  const named = (mark) => labels.tool_add_class.replace("{class}", mark);
  move.textContent = labels.tool_move;
  add.textContent = two ? named("●") : labels.tool_add;
  other.textContent = named("◆");
  other.hidden = !two;
  // A place in the plane of two features says nothing about a target that is a number.
  add.hidden = kind === "boundary" && !scene.classes;
  remove.textContent = labels.tool_remove;
  // Where words have no room signs stand in their place.
  [[move, "✥"], [add, two ? "+●" : "+"], [other, "+◆"], [remove, "−"]].forEach(([button, sign]) => {
    setData(button, "sign", sign);
    button.title = button.textContent;
  });
  parts.tools.node.hidden = !editable;
  parts.tools.show(tool);
}

export function showLeaders(parts, runs, leader) {
  parts.whose.hidden = runs.length < 2;
  parts.whose.replaceChildren(...runs.map((run) => element("option", { value: run.key }, run.label)));
  if (leader) parts.whose.value = leader.key;
}

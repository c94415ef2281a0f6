// What the page's component calls: once for every mount and again with every change of data or theme.

import { element } from "../base/dom.js";
import { loadStyles } from "../base/plotly.js";
import { unpack } from "../base/wire.js";
import { GraphPlayer } from "./player.js";

/** @type {WeakMap<HTMLElement, GraphPlayer>} */
const players = new WeakMap();

/** @param {Component} component */
export async function mountGraph(component) {
  const { parentElement: parent, data } = component;
  await Promise.all([loadStyles(), loadStyles("graph/graph.css")]);
  if (data) show(parent, component, unpack(data).header);
  // Streamlit may call this for a call it has already superseded, while the element lives on.
  return () => setTimeout(() => { if (!parent.isConnected) forget(parent); });
}

function forget(parent) {
  players.get(parent)?.dispose();
  players.delete(parent);
}

// Requests are numbered, so that none is taken for the one before it.
let requests = Date.now();

function show(parent, component, header) {
  parent.querySelector(".opt-failure")?.remove();
  try {
    if (!players.has(parent)) players.set(parent, new GraphPlayer(parent));
    const player = players.get(parent);
    player.send = (name, value) => {
      requests += 1;
      component.setTriggerValue(name, { ...value, request: requests });
    };
    player.receive(header);
  } catch (error) {
    console.error(error);
    forget(parent);
    const { retry, failed } = header.labels;
    const again = element("button", { type: "button", onclick: () => show(parent, component, header) }, retry);
    parent.append(element("div", { class: "opt-failure", role: "alert" }, element("p", {}, failed), again));
  }
}

// What the components of the page of the gradient call: one takes scenes, the other shows the function over them.

import { mergeHistory } from "../base/history.js";
import { mounting } from "../base/mount.js";
import { loadStyles } from "../base/plotly.js";
import { storeScene } from "../base/scenes.js";
import { GradientPlayer } from "./player.js";

const loadSheets = () => Promise.all([loadStyles(), loadStyles("gradient/gradient.css")]);

export function mountGradientScene({ data, parentElement }) {
  loadSheets();
  mergeHistory();
  parentElement.classList.add("opt-scene-feed");
  if (data) storeScene(data);
}

export const mountGradientPlayer = mounting(async () => {
  await loadSheets();
  return (parent) => new GradientPlayer(parent);
});

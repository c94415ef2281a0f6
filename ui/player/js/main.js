// What the page's components call: one takes scenes, the other shows runs over them.

import { mounting } from "./mount.js";
import { Player } from "./player.js";
import { loadPlotly, loadStyles } from "./plotly.js";
import { storeScene } from "./scenes.js";

export function mountScene({ data, parentElement }) {
  loadStyles();
  parentElement.classList.add("opt-scene-feed");
  if (data) storeScene(data);
}

export const mountPlayer = mounting(async () => {
  const [Plotly] = await Promise.all([loadPlotly(), loadStyles()]);
  return (parent) => new Player(parent, Plotly);
});

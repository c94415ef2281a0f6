// What the page's components call: one takes scenes, the other shows runs over them.

import { mergeHistory } from "./base/history.js";
import { mounting } from "./base/mount.js";
import { holdPages } from "./players/page_turn.js";
import { Player } from "./player.js";
import { loadPlotly, loadStyles } from "./base/plotly.js";
import { storeScene } from "./base/scenes.js";

export function mountScene({ data, parentElement }) {
  loadStyles();
  mergeHistory();
  holdPages();
  parentElement.classList.add("opt-scene-feed");
  if (data) storeScene(data);
}

export const mountPlayer = mounting(async () => {
  const [Plotly] = await Promise.all([loadPlotly(), loadStyles()]);
  return (parent) => new Player(parent, Plotly);
});

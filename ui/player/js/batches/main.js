// What the page's components call: one takes scenes, the other shows runs over them.

import { mergeHistory } from "../base/history.js";
import { mounting } from "../base/mount.js";
import { holdPages } from "../players/page_turn.js";
import { loadStyles } from "../base/plotly.js";
import { storeScene } from "../base/scenes.js";
import { BatchPlayer } from "./player.js";

const loadSheets = () => Promise.all([loadStyles(), loadStyles("batches/batches.css")]);

export function mountBatchScene({ data, parentElement }) {
  loadSheets();
  mergeHistory();
  holdPages();
  parentElement.classList.add("opt-scene-feed");
  if (data) storeScene(data);
}

export const mountBatchPlayer = mounting(async () => {
  await loadSheets();
  return (parent) => new BatchPlayer(parent);
});

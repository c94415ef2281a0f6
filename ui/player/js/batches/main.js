// What the page's components call: one takes scenes, the other shows runs over them.

import { feeding } from "../players/feed.js";
import { mounting } from "../base/mount.js";
import { loadStyles } from "../base/plotly.js";
import { BatchPlayer } from "./player.js";
import { noting } from "../players/connection.js";

const loadSheets = () => Promise.all([loadStyles(), loadStyles("batches/batches.css")]);

export const mountBatchScene = feeding(loadSheets);

export const mountBatchPlayer = noting(mounting(async () => {
  await loadSheets();
  return (parent) => new BatchPlayer(parent);
}));

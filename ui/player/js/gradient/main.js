// What the components of the page of the gradient call: one takes scenes, the other shows the function over them.

import { feeding } from "../players/feed.js";
import { mounting } from "../base/mount.js";
import { loadStyles } from "../base/plotly.js";
import { GradientPlayer } from "./player.js";
import { noting } from "../players/connection.js";

const loadSheets = () => Promise.all([loadStyles(), loadStyles("gradient/gradient.css")]);

export const mountGradientScene = feeding(loadSheets);

export const mountGradientPlayer = noting(mounting(async () => {
  await loadSheets();
  return (parent) => new GradientPlayer(parent);
}));

// What the page's components call: one takes scenes, the other shows runs over them.

import { feeding } from "./players/feed.js";
import { mounting } from "./base/mount.js";
import { Player } from "./player.js";
import { keepSolidPlotly, loadPlotly, loadStyles } from "./base/plotly.js";
import { noting } from "./players/connection.js";

const whenIdle = window.requestIdleCallback ?? setTimeout;

export const mountScene = feeding(loadStyles);

export const mountPlayer = noting(mounting(async () => {
  const [Plotly] = await Promise.all([loadPlotly(), loadStyles()]);
  whenIdle(keepSolidPlotly);
  return (parent) => new Player(parent, Plotly);
}));

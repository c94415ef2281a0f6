// What the page's component calls: once for every mount and again with every change of data or theme.

import { mountingAlone } from "../base/mount.js";
import { loadStyles } from "../base/plotly.js";
import { GraphPlayer } from "./player.js";
import { noting } from "../players/connection.js";

export const mountGraph = noting(mountingAlone(async () => {
  await Promise.all([loadStyles(), loadStyles("graph/graph.css")]);
  return (parent) => new GraphPlayer(parent);
}));

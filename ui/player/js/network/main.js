// What the page's component calls: once for every mount and again with every change of data or theme.

import { mountingAlone } from "../base/mount.js";
import { loadStyles } from "../base/plotly.js";
import { NetworkPlayer } from "./player.js";
import { noting } from "../players/connection.js";

export const mountNetwork = noting(mountingAlone(async () => {
  await Promise.all([loadStyles(), loadStyles("network/network.css")]);
  return (parent) => new NetworkPlayer(parent);
}));

// What the components of the page of matrix calculus call.

import { mountingAlone } from "../base/mount.js";
import { loadStyles } from "../base/plotly.js";
import { Regression } from "./regression.js";
import { RuleCheck } from "./rule.js";
import { noting } from "../players/connection.js";

const loadSheets = () => Promise.all([loadStyles(), loadStyles("matrix/matrix.css")]);

export const mountRegression = noting(mountingAlone(async () => {
  await loadSheets();
  return (parent) => new Regression(parent);
}));

export const mountRule = noting(mountingAlone(async () => {
  await loadSheets();
  return (parent) => new RuleCheck(parent);
}));

// What Streamlit calls for the component that brings scenes to a page: the page's own set-up, and the scene.

import { mergeHistory } from "../base/history.js";
import { storeScene } from "../base/scenes.js";
import { stepNumbersByKeys } from "../controls/number_keys.js";
import { holdPages } from "./page_turn.js";

/** @param {() => unknown} loadSheets */
export const feeding = (loadSheets) => ({ data }) => {
  loadSheets();
  mergeHistory();
  holdPages();
  stepNumbersByKeys();
  if (data) storeScene(data);
};

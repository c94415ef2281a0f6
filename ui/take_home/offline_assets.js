// Stands in for the loading of plotly.js: what that would fetch is already in the page.

/** @type {Map<string, any>} */
const loaded = new Map();

export const loadPlotly = async () => load("plotly");

export const loadSolidPlotly = async () => load("plotly-solid");

export const keepSolidPlotly = () => {};

export const loadStyles = async () => {};

function load(id) {
  if (!loaded.has(id)) {
    const script = document.createElement("script");
    script.textContent = document.getElementById(id).textContent;
    document.head.append(script);
    loaded.set(id, window.Plotly);
  }
  return loaded.get(id);
}

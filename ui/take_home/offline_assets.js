// Stands in for plotly.js: what that would fetch is already in the page.

export const loadPlotly = () => Promise.resolve(window.Plotly);

export const loadStyles = () => Promise.resolve();

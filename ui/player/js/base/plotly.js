// Plotly comes as a classic script that sets window.Plotly; it is loaded once per page.

/** @type {Promise<any> | null} */
let loading = null;

export function loadPlotly() {
  if (window.Plotly) return Promise.resolve(window.Plotly);
  loading ??= inject(new URL("../plotly.min.js", import.meta.url).href).catch((error) => {
    loading = null;
    throw error;
  });
  return loading;
}

function inject(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => reject(new Error(`could not load ${address}`));
    document.head.append(script);
  });
}

/** @type {Map<string, Promise<unknown>>} */
const styled = new Map();

export function loadStyles(name = "player.css") {
  if (!styled.has(name)) styled.set(name, new Promise((resolve) => {
    const link = document.createElement("link");
    Object.assign(link, { rel: "stylesheet", href: new URL(`../${name}`, import.meta.url).href });
    link.onload = link.onerror = resolve;
    document.head.append(link);
  }));
  return styled.get(name);
}

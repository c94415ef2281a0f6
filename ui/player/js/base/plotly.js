// Parts of Plotly come as classic scripts that set window.Plotly; each is loaded once per page.

const FLAT = "../plotly-cartesian.min.js";
const SOLID = "../plotly-gl3d.min.js";

/** @type {Map<string, Promise<any>>} */
const loading = new Map();

/** The part that draws landscapes and axes. */
export const loadPlotly = () => load(FLAT);

/** The part that draws the third dimension. */
export const loadSolidPlotly = () => load(SOLID);

/** Have the browser keep the third dimension's part at hand, for the time when the server may be gone. */
export function keepSolidPlotly() {
  const href = new URL(SOLID, import.meta.url).href;
  const link = Object.assign(document.createElement("link"), { rel: "prefetch", href });
  if (!loading.has(SOLID)) document.head.append(link);
}

function load(part) {
  // The page has it run as early as it can (`ui/player/preload.py`).
  if (part === FLAT && !loading.has(part) && window.Plotly) loading.set(part, Promise.resolve(window.Plotly));
  if (!loading.has(part)) {
    loading.set(part, inject(new URL(part, import.meta.url).href).catch((error) => {
      loading.delete(part);
      throw error;
    }));
  }
  return loading.get(part);
}

function inject(address) {
  return new Promise((resolve, reject) => {
    // One that is still on its way, because the page asked for it, is waited for and not run twice.
    const asked = [...document.scripts].find((each) => each.src === address);
    const script = asked ?? document.createElement("script");
    // Told at once after the script has run, before another one can have set it.
    script.addEventListener("load", () => resolve(window.Plotly));
    script.addEventListener("error", () => {
      script.remove();
      reject(new Error(`could not load ${address}`));
    });
    if (!asked) document.head.append(Object.assign(script, { src: address }));
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

// The picture as a file: as it is drawn now, with its colours written into it.

const KEPT = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-family", "font-size",
  "font-weight", "text-anchor"];
// Pixels of a picture in dots per unit of the drawing.
const SHARP = 2;

/** @param {SVGElement} root @param {string} background */
export function standalone(root, background) {
  const copy = /** @type {SVGElement} */ (root.cloneNode(true));
  const originals = [root, ...root.querySelectorAll("*")];
  [copy, ...copy.querySelectorAll("*")].forEach((node, i) => {
    const style = getComputedStyle(originals[i]);
    for (const name of KEPT) node.setAttribute(name, style.getPropertyValue(name));
    for (const name of ["class", "style", "tabindex", "role"]) node.removeAttribute(name);
  });
  const [x, y, width, height] = (root.getAttribute("viewBox") ?? "0 0 1 1").split(" ");
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  copy.removeAttribute("fill");
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  const place = { x, y, width, height, fill: background };
  for (const [name, value] of Object.entries(place)) ground.setAttribute(name, value);
  copy.prepend(ground);
  return new XMLSerializer().serializeToString(copy);
}

/** @param {string} source */
async function png(source) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width * SHARP, image.height * SHARP];
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return /** @type {Promise<Blob | null>} */ (new Promise((done) => { canvas.toBlob(done); }));
}

/** @param {SVGElement} root @param {string} background @param {"svg" | "png"} kind @param {string} name of the file */
export async function save(root, background, kind, name) {
  const source = standalone(root, background);
  hand(kind === "png" ? await png(source) : new Blob([source], { type: "image/svg+xml" }), `${name}.${kind}`);
}

// What lies on the canvases of a stage, one above the other.
/** @param {HTMLElement} stage @param {string} background @param {string} name of the file */
export function saveCanvases(stage, background, name) {
  const layers = [...stage.querySelectorAll("canvas")];
  const whole = document.createElement("canvas");
  [whole.width, whole.height] = [layers[0].width, layers[0].height];
  const pen = whole.getContext("2d");
  if (!pen) return;
  pen.fillStyle = background;
  pen.fillRect(0, 0, whole.width, whole.height);
  for (const layer of layers) pen.drawImage(layer, 0, 0);
  whole.toBlob((blob) => hand(blob, `${name}.png`));
}

/** @param {Blob | null} blob @param {string} name */
function hand(blob, name) {
  if (!blob) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

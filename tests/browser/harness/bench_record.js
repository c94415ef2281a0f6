// Remembers what is painted on every canvas since it was last emptied, in CSS pixels, as `canvas.painted`.
(() => {
  const context = CanvasRenderingContext2D.prototype;
  const wrap = (owner, name, before) => {
    const original = owner[name];
    owner[name] = function wrapped(...given) { before.call(this, ...given); return original.apply(this, given); };
  };
  for (const [owner, pathOf] of [[context, (it) => (it.path ??= [])], [Path2D.prototype, (it) => (it.path ??= [])]]) {
    for (const name of ["moveTo", "lineTo", "arc", "rect", "closePath"]) {
      wrap(owner, name, function record(...given) { pathOf(this).push([name, ...given]); });
    }
  }
  wrap(context, "beginPath", function record() { this.path = []; });
  wrap(context, "clearRect", function record() { this.canvas.painted = []; });
  const keep = (it, kind, more) => (it.canvas.painted ??= []).push({ kind, alpha: it.globalAlpha,
    operation: it.globalCompositeOperation, ...more });
  const given = (it, path) => [...(path instanceof Path2D ? path.path ?? [] : it.path ?? [])];
  wrap(context, "stroke", function record(path) {
    keep(this, "stroke", { color: this.strokeStyle, width: this.lineWidth, dash: this.getLineDash(),
      offset: this.lineDashOffset, path: given(this, path) });
  });
  wrap(context, "fill", function record(path) {
    keep(this, "fill", { color: this.fillStyle, width: 0, dash: [], offset: 0, path: given(this, path) });
  });
  wrap(context, "fillText", function record(text, x, y) {
    keep(this, "text", { color: this.fillStyle, text, align: this.textAlign, x, y, path: [] });
  });
  wrap(context, "drawImage", function record(...place) {
    keep(this, "image", { color: "", place: place.slice(1), path: [] });
  });
  const { set, get } = Object.getOwnPropertyDescriptor(HTMLCanvasElement.prototype, "width");
  Object.defineProperty(HTMLCanvasElement.prototype, "width", { get, configurable: true,
    set(value) { this.painted = []; set.call(this, value); } });
})();

// Mounts the product's components as Streamlit does, and keeps what they report.
window.bench = {
  sent: [],
  parent: null,
  load: (name) => import(`/js/${name}.js`),
  bytes: (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)),
  clear() {
    bench.parent?.remove();
    bench.stop?.();
    bench.parent = bench.stop = null;
    bench.sent.length = 0;
  },
  async show(kind, scene, message, anew) {
    const [module, name] = { batches: ["batches/main", "Batch"], gradient: ["gradient/main", "Gradient"] }[kind]
      ?? ["main", ""];
    const modules = await bench.load(module);
    const [mountScene, mountPlayer] = [modules[`mount${name}Scene`], modules[`mount${name}Player`]];
    if (anew || !bench.parent) {
      bench.clear();
      bench.parent = document.createElement("div");
      document.querySelector("main").prepend(bench.parent);
    }
    if (scene) mountScene({ data: bench.bytes(scene), parentElement: document.querySelector("aside") });
    if (message) bench.stop = mountPlayer({ data: bench.bytes(message), parentElement: bench.parent,
      setTriggerValue: (name, value) => { bench.sent.push([name, value]); } });
  },
};

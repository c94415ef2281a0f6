// How the examples are laid out: what is along which axis.

const MARGIN = 0.07;

// "line": target over the feature. "probability": the same for classes. "boundary": one feature over the other, the
// target is the mark. "fit": prediction over target.
export function dataKind(scene, examples) {
  if (examples.width === 1) return scene.classes ? "probability" : "line";
  return scene.classes || !examples.prediction ? "boundary" : "fit";
}

export function dataAxes(kind, scene, examples, { labels, names }) {
  const seen = { x: [], y: [] };
  const { arrays: { heldFeatures, heldTarget } } = scene;
  const held = (axis) => (heldFeatures ? heldFeatures.data.filter((_, i) => i % examples.width === axis) : []);
  const targets = () => [...examples.target, ...(heldTarget?.data ?? [])];
  seen.x = kind === "fit" ? targets() : [...examples.columns[0], ...held(0)];
  seen.y = kind === "boundary" ? [...examples.columns[1], ...held(1)] : targets();
  const x = { ...span(seen.x), title: names[0] };
  if (kind === "line") return { x, y: { ...span(seen.y), title: names[1] } };
  if (kind === "boundary") return { x, y: { ...span(seen.y), title: names[1] } };
  if (kind === "fit") {
    const titled = (label) => label.replace("{target}", names[2]);
    const predicted = { ...span(seen.x, 0.2), title: titled(labels.predicted_target) };
    return { x: { ...x, title: titled(labels.true_target) }, y: predicted };
  }
  return { x, y: { low: -0.12, high: 1.12, ticks: [0, 0.5, 1], title: labels.probability } };
}

function span(values, margin = MARGIN) {
  const [low, high] = values.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
  const room = margin * (high - low) || Math.max(1, 0.5 * Math.abs(high));
  return { low: low - room, high: high + room };
}

// Round numbers, as fine as a pixel or so: what was dragged is sent and shown, and may stand in a link.
export function rounded(value, { low, high }) {
  const digits = Math.max(0, Math.min(12, 3 - Math.floor(Math.log10(high - low))));
  return Number(value.toFixed(digits));
}

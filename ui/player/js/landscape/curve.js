// A loss of one variable: its curve, and the tangent where each method stands.

const HALF_LENGTH = 46;

export function curveTrace(scene, theme) {
  return {
    type: "scatter", mode: "lines", x: scene.axes[0], y: scene.values, connectgaps: false, hoverinfo: "skip",
    line: { color: theme.muted, width: 2.4 },
  };
}

export function curveRange(scene) {
  const finite = Float64Array.from(scene.values.filter(Number.isFinite)).sort();
  if (!finite.length) return [0, 1];
  const low = finite[0];
  // A pole must not flatten the rest of the curve.
  const usual = finite[Math.floor(0.9 * (finite.length - 1))];
  const high = Math.min(finite[finite.length - 1], low + 6 * (usual - low || 1));
  const margin = 0.08 * (high - low || 1);
  return [low - margin, high + margin];
}

// Tangents are drawn on the picture: of equal length on screen, whatever the scales of the axes.
export function drawTangents(context, tracks, position, frame) {
  for (const track of tracks) {
    const step = Math.min(Math.floor(position + 1e-9), track.xs.length - 1);
    const slope = track.gradients?.[step];
    if (track.visible && Number.isFinite(slope)) drawTangent(context, track, step, slope, frame);
  }
}

function drawTangent(context, track, step, slope, frame) {
  const [value, loss] = [track.xs[step], track.ys[step]];
  const [x, y] = [frame.x.toPixel(value), frame.y.toPixel(loss)];
  const dx = frame.x.toPixel(value + 1) - x;
  const dy = frame.y.toPixel(loss + slope) - y;
  const length = Math.hypot(dx, dy);
  if (!Number.isFinite(x + y + length) || length === 0) return;
  const [sideX, sideY] = [(dx / length) * HALF_LENGTH, (dy / length) * HALF_LENGTH];
  context.beginPath();
  context.moveTo(x - sideX, y - sideY);
  context.lineTo(x + sideX, y + sideY);
  Object.assign(context, { strokeStyle: track.color, lineWidth: 2 });
  context.setLineDash([]);
  context.stroke();
}

// Shapes and colours that mean the same in all pictures that are drawn on canvas alone.

// What belongs to the batch is lit. Okabe and Ito's yellow, which no method has, always with a dark rim.
export const LIT = "#F0E442";
export const RIM = "#1b1b1b";
// Okabe and Ito again: the classes also differ in shape.
export const CLASSES = ["#56B4E9", "#D55E00"];

// Adds a circle, for class 1 a diamond, to the context's path.
export function traceMark(context, x, y, radius, diamond) {
  if (!diamond) {
    context.moveTo(x + radius, y);
    context.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  const reach = 1.25 * radius;
  context.moveTo(x, y - reach);
  for (const [dx, dy] of [[reach, 0], [0, reach], [-reach, 0]]) context.lineTo(x + dx, y + dy);
  context.closePath();
}

export function drawStar(context, x, y, radius, theme) {
  context.beginPath();
  for (let i = 0; i < 10; i += 1) {
    const reach = i % 2 ? 0.42 * radius : radius;
    const angle = -Math.PI / 2 + (i * Math.PI) / 5;
    context.lineTo(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
  }
  context.closePath();
  context.setLineDash([]);
  Object.assign(context, { fillStyle: theme.background, strokeStyle: theme.text, lineWidth: 1.6 });
  context.fill();
  context.stroke();
}

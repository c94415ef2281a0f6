// What is under the pointer, in words.

import { fill } from "../../base/format.js";
import { inside } from "../../drawing/projection.js";
import { interpolate } from "../../base/scenes.js";

const REACH = 10;
const REACH_EXAMPLE = 14;

export function describeExample({ data, model, scene, format }, x, y) {
  const place = data.nearest(x, y, REACH_EXAMPLE);
  if (place === null) return null;
  const { labels, names } = scene;
  const { examples } = model;
  const lines = [fill(labels.example, { number: model.numberOf(place) })];
  for (let axis = 0; axis < examples.width; axis += 1) {
    lines.push(`${names[axis]} = ${format(examples.feature(place, axis))}`);
  }
  lines.push(`${names.at(-1)} = ${format(examples.targetOf(place))}`);
  if (examples.prediction) {
    const name = scene.classes ? labels.probability : labels.prediction;
    lines.push(`${name}: ${format(examples.predict(place, ...data.weights))}`);
  }
  return [...lines, `${labels.example_loss}: ${format(examples.one(examples.drawn[place], ...data.weights)[0])}`];
}

// A point of a path, else the loss at the place.
export function describeField({ scene, format }, landscape, field, x, y) {
  const { frame } = landscape;
  if (!frame || !field || !inside(frame, x, y)) return null;
  const { labels } = scene;
  const near = landscape.paths.nearest(x, y, REACH);
  if (near) {
    const { track, step } = near;
    return [track.label, fill(labels.step_of, { step, steps: track.values.length - 1 }),
      coordinates(scene, track.point(step), format), `${labels.loss_all}: ${format(track.values[step])}`];
  }
  const point = [frame.x.toData(x), frame.y.toData(y)];
  const loss = interpolate({ axes: field.axes, values: field.values, dimension: 2 }, point);
  return [coordinates(scene, point, format),
    `${labels.loss}: ${Number.isFinite(loss) ? format(loss) : labels.undefined}`];
}

const coordinates = (scene, point, format) =>
  scene.variables.map((name, i) => `${name} = ${format(point[i])}`).join(",  ");

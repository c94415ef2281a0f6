// What the server hears of what was dragged.

/**
 * One message; several where the server was away for several things.
 *
 * @param {import("../base/requests.js").Requests} requests
 * @param {import("./live_runs.js").Changes} changes
 * @param {Set<string>} kinds
 * @param {Record<string, number>} turned the numbers of the surface
 */
export function tellChanges(requests, { start, numbers, steps }, kinds, turned) {
  if (start && kinds.has("start")) requests.start(start);
  if (kinds.has("surface")) requests.surface(turned);
  if (steps !== undefined && kinds.has("steps")) requests.steps(steps);
  if (!kinds.has("numbers")) return;
  const values = (own) => Object.fromEntries(Object.entries(own).map(([key, { value }]) => [key, value]));
  requests.numbers(Object.fromEntries(Object.entries(numbers).map(([run, own]) => [run, values(own)])));
}

// Whose starts are shown, and how many of them ended where: the legend of a map.

import { element, setData, swatch } from "../base/dom.js";
import { fill } from "../base/format.js";

// The run whose crowd is shown: the one that leads, or else the first with a crowd; one at a time, not a tangle of all.
/** @param {Run[]} runs @param {Run | null | undefined} leader */
export function crowded(runs, leader) {
  const shown = runs.filter((run) => run.crowd && run.visible);
  return shown.find((run) => run.key === leader?.key) ?? shown[0] ?? null;
}

// The runs with that crowd alone.
/** @param {Run[]} runs @param {Run | null | undefined} leader */
export function withOneCrowd(runs, leader) {
  const shown = crowded(runs, leader);
  return runs.map((run) => (run === shown ? run : { ...run, crowd: undefined }));
}

export const letterOf = (index) => String.fromCharCode(65 + index);

// The paths of a crowd by where they ended, each group with its colour; what ended nowhere is muted, and first, beneath
// the others. Without homes all are one group in the run's colour.
/** @param {Run} run @param {Theme} theme @returns {{ home: number, color: string, paths: number[] }[]} */
export function groupsOf(run, theme) {
  const { shape: [, count], homes } = run.crowd;
  const all = Array.from({ length: count }, (_, i) => i);
  if (!homes) return [{ home: -1, color: run.color, paths: all }];
  const color = (home) => run.homes[home]?.color ?? (home < 0 ? theme.muted : theme.text);
  return [-1, run.homes.length, ...run.homes.keys()]
    .map((home) => ({ home, color: color(home), paths: all.filter((i) => homes[i] === home) }))
    .filter(({ paths }) => paths.length);
}

export class CrowdLegend {
  drawn = "";

  // `lead(key)` makes a run the one whose crowd is shown.
  /** @param {HTMLElement} node @param {(key: string) => void} lead */
  constructor(node, lead) {
    this.node = node;
    this.lead = lead;
  }

  /** @param {Scene} scene @param {Theme} theme @param {Format} format @param {Run[]} runs @param {Run | null} run */
  show(scene, theme, format, runs, run) {
    const others = runs.filter(({ crowd, visible }) => crowd && visible);
    const wanted = JSON.stringify([scene.id, theme.dark, run?.key, others.map((each) => [each.key, each.color]),
      run?.crowd?.homes && [...run.crowd.homes], run?.homes]);
    if (wanted === this.drawn) return;
    this.drawn = wanted;
    this.node.hidden = !run;
    setData(this.node, "run", run?.key ?? "");
    this.node.setAttribute("aria-label", scene.labels.crowd);
    this.node.replaceChildren(...(run && others.length > 1 ? others.map((each) => this.#chip(each, run)) : []),
      ...(run?.crowd.homes ? this.#places(scene, theme, format, run) : []));
  }

  #chip(run, shown) {
    return element("button", { type: "button", class: "opt-choice opt-chip", "data-value": run.key,
      "aria-pressed": String(run === shown), onclick: () => this.lead(run.key) }, swatch(run), run.label);
  }

  // The homes in their order, then what ended elsewhere and what nowhere.
  #places({ labels }, theme, format, run) {
    const total = run.crowd.shape[1];
    const groups = groupsOf(run, theme).sort((a, b) => (a.home < 0 ? 1 : b.home < 0 ? -1 : a.home - b.home));
    return groups.map(({ home, color, paths }) => {
      const place = run.homes[home]?.point.map((value) => format(value, 3)).join("; ");
      const text = home < 0 ? labels.crowd_nowhere : place === undefined ? labels.crowd_elsewhere : labels.crowd_home;
      const said = fill(text, { letter: letterOf(home), point: `(${place})`, count: paths.length, total });
      const dot = element("span", { class: "opt-dot" });
      dot.style.background = color;
      return element("span", { class: "opt-home" }, dot, said);
    });
  }
}

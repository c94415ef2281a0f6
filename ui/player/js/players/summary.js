// What the pictures show, in a sentence, for those who hear the page: who is where at a step, and whose loss is lowest.

import { element, setText } from "../base/dom.js";
import { fill } from "../base/format.js";

let players = 0;

/**
 * @param {AnyRun[]} runs
 * @param {number} step
 * @param {Format} format
 * @param {Labels} labels
 */
export function summaryOf(runs, step, format, labels) {
  const all = runs.filter((run) => run.visible);
  if (!all.length) return labels.no_runs;
  const shown = all.filter((run) => !run.held || run.live);
  const waiting = all.filter((run) => !shown.includes(run)).map((run) => `${run.label}: ${run.cells.verdict}.`);
  if (!shown.length) return waiting.join(" ");
  const stands = shown.map((run) => {
    const at = Math.min(step, run.values.length - 1);
    const point = run.point(at).map((value) => format(value, 3)).join("; ");
    return { name: run.label, loss: run.values[at], text: format(run.values[at]), point };
  });
  const finite = stands.filter(({ loss }) => Number.isFinite(loss));
  const lowest = Math.min(...finite.map(({ loss }) => loss));
  // Losses that read alike are told as equal.
  const best = finite.filter(({ text }) => text === format(lowest));
  const places = stands.map(({ name, text, point }) => fill(labels.summary_place, { method: name, point, loss: text }));
  const won = best.length && shown.length > 1
    ? [fill(labels.summary_lowest, { methods: best.map(({ name }) => name).join(", "), loss: format(lowest) })] : [];
  return [fill(labels.summary_step, { step }), ...won, ...places, ...waiting].join(" ");
}

export class Summary {
  constructor() {
    players += 1;
    this.node = element("p", { class: "opt-hidden", id: `opt-summary-${players}` });
    this.names = 0;
  }

  /**
   * Names pictures by their titles and describes them by the summary.
   *
   * @param {{ stage: HTMLElement, title: HTMLElement }[]} pictures
   */
  attach(pictures) {
    for (const { stage, title } of pictures) {
      this.names += 1;
      title.id ||= `${this.node.id}-title-${this.names}`;
      // A group, as what can be moved by keys stands in it.
      if (!stage.hasAttribute("role")) stage.setAttribute("role", "group");
      if (!stage.hasAttribute("aria-label")) stage.setAttribute("aria-labelledby", title.id);
      stage.setAttribute("aria-describedby", this.node.id);
    }
  }

  /** @param {AnyRun[]} runs @param {number} step @param {Format} format @param {Labels} labels */
  tell(runs, step, format, labels) { setText(this.node, summaryOf(runs, step, format, labels)); }
}

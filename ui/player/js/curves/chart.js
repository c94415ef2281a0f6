// The lower chart: the loss, or another number, of every run against steps or evaluations.

import { writeWithHalo } from "../drawing/canvas.js";
import { chartScale, chartTracks, drawAxes, drawPlayhead } from "./chart_axes.js";
import { chartLines, chartNotes } from "./curves.js";
import { element, setData } from "../base/dom.js";
import { describeLine, Hover } from "../drawing/hover.js";
import { Overlay } from "../drawing/overlay.js";
import { plotFrame } from "../drawing/projection.js";

const NAME_GAP = 11;
const NAME_WIDTH = 30;
const NAME_HEIGHT = 16;
const NAME_SHIFTS = [0, -16, 16];

export class Chart {
  /** @type {Scene | null} */
  scene = null;
  /** @type {Theme} */
  theme;
  /** @type {Format} */
  format;
  /** @type {{ curve: string, xAxis: string }} */
  sent;
  drawn = "";

  // `leader()` is the run that the pointer follows where runs are at different places at the same step.
  /** @param {any} Plotly @param {PlotPanel} panel @param {() => Run | undefined} leader */
  constructor(Plotly, panel, leader) {
    this.Plotly = Plotly;
    this.panel = panel;
    this.leader = leader;
    this.overlay = new Overlay(panel.layers);
    this.overlay.decorate = (context, position, frame) => this.#decorate(context, position, frame);
    new Hover(panel.stage, (x, y) =>
      this.scene && describeLine(this.scene, this.overlay, this.format, this.sent, x, y));
  }

  // `sent` names the curve and the horizontal axis that the runs were sent for.
  /**
   * @param {{ scene: Scene, theme: Theme, format: Format, runs: Run[], sent: { curve: string, xAxis: string },
   *   lossAxis: string }} what
   * @param {number} position
   */
  async draw({ scene, theme, format, runs, sent, lossAxis }, position) {
    Object.assign(this, { scene, theme, format, sent });
    const lines = chartLines(runs, sent);
    const steps = Math.max(0, ...runs.map((run) => run.values.length - 1));
    const scale = chartScale(lines, steps, { ...sent, lossAxis });
    const { plot } = this.panel;
    const wanted = JSON.stringify([scale, theme, scene.labels, plot.clientWidth, plot.clientHeight]);
    if (wanted !== this.drawn) await drawAxes(this.Plotly, plot, scene, theme, scale);
    this.drawn = wanted;
    this.#note(chartNotes(runs, sent, scene));
    this.overlay.setTracks(chartTracks(lines, scale), []);
    this.overlay.redraw(plotFrame(plot), theme, position);
    setData(plot, "curve", sent.curve);
    setData(plot, "xAxis", sent.xAxis);
  }

  moveTo(position, anew = false) {
    if (anew) this.overlay.restart(position);
    else this.overlay.moveTo(position);
  }

  // The step at a place of the horizontal axis.
  stepAt(place) {
    if (this.sent?.xAxis !== "evaluations") return Math.round(place);
    const { tracks } = this.overlay;
    const followed = tracks.find(({ key }) => key === this.leader()?.key) ?? tracks[0];
    if (!followed) return 0;
    const past = followed.xs.findIndex((x) => x > place);
    if (past < 0) return followed.xs.length - 1;
    return past > 0 && place - followed.xs[past - 1] < followed.xs[past] - place ? past - 1 : past;
  }

  #note(sentences) {
    this.panel.note.hidden = !sentences.length;
    this.panel.note.replaceChildren(...sentences.map((sentence) => element("span", {}, `${sentence} `)));
  }

  #decorate(context, position, frame) {
    // By evaluations every run is at a place of its own.
    if (this.sent.xAxis === "steps") drawPlayhead(context, position, frame, this.theme);
    const placed = [];
    for (const track of this.overlay.tracks) {
      if (track.visible && track.coordinate !== null) this.#name(context, track, frame, placed);
    }
  }

  // The name of the weight beside the line's head, where no other name is.
  #name(context, track, { left, top, width, height }, placed) {
    const at = this.overlay.headOf(track);
    if (!at || at[1] < top || at[1] > top + height) return;
    const fits = at[0] + NAME_WIDTH < left + width;
    const x = at[0] + (fits ? NAME_GAP : -NAME_GAP);
    const free = (y) => y > top + 8 && y < top + height - 8
      && !placed.some((other) => Math.abs(other.x - x) < NAME_WIDTH && Math.abs(other.y - y) < NAME_HEIGHT);
    const y = NAME_SHIFTS.map((shift) => at[1] + shift).find(free);
    if (y === undefined) return;
    placed.push({ x, y });
    const align = fits ? "left" : "right";
    writeWithHalo(context, this.theme, this.scene.variables[track.coordinate], x, y, { align, color: track.color });
  }
}

// The lower chart: the loss, or another number, of every run against steps or evaluations.

import { labelFont, stampWithHalo, writeWithHalo } from "../drawing/canvas.js";
import { chartEnd, chartScale, chartTracks, drawAxes, drawPlayhead } from "./chart_axes.js";
import { chartLines, chartNotes } from "./curves.js";
import { envelopeOf, heightOfName } from "./names.js";
import { element, setData } from "../base/dom.js";
import { describeLine, Hover } from "../drawing/hover.js";
import { Overlay } from "../drawing/overlay.js";
import { plotFrame } from "../drawing/projection.js";

const NAME_GAP = 11;
const NAME_HEIGHT = 16;
// How far the mark of rounding reaches to both sides of its curve.
const MARK_END = 16;

/** @param {Run[]} runs */
const stepsOf = (runs) => Math.max(0, ...runs.map((run) => run.values.length - 1));

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
  /** @type {Map<string, number>} */
  widths = new Map();
  /** @type {ReturnType<typeof chartScale> | null} */
  scale = null;

  // `leader()` is the run that the pointer follows where runs are at different places at the same step.
  /** @param {any} Plotly @param {PlotPanel} panel @param {() => Run | undefined} leader */
  constructor(Plotly, panel, leader) {
    this.Plotly = Plotly;
    this.panel = panel;
    this.leader = leader;
    // Dashes on a jagged curve would read as dust: colours and names tell the curves apart.
    this.overlay = new Overlay(panel.layers, { whole: true });
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
    const scale = chartScale(lines, stepsOf(runs), { ...sent, lossAxis });
    const { plot } = this.panel;
    this.scale = scale;
    const wanted = JSON.stringify([scale, theme, scene.labels, plot.clientWidth, plot.clientHeight]);
    if (wanted !== this.drawn) await drawAxes(this.Plotly, plot, scene, theme, scale);
    this.drawn = wanted;
    this.#note(chartNotes(runs, sent, scene));
    this.overlay.setTracks(chartTracks(lines, scale), []);
    this.overlay.redraw(plotFrame(plot), theme, position);
    setData(plot, "curve", sent.curve);
    setData(plot, "xAxis", sent.xAxis);
  }

  // Other runs while something is dragged: the axes hold still; `moveTo` then draws what has been travelled. Where the
  // number of steps is what is dragged, theirs reaches as far as it takes: what is added is what one wants to see.
  /** @param {Run[]} runs @param {number} position @param {boolean} longer */
  retrack(runs, position, longer) {
    if (!this.scale) return;
    if (longer) this.#reach(chartEnd(chartLines(runs, this.sent), stepsOf(runs), this.sent.xAxis));
    this.overlay.retrack(chartTracks(chartLines(runs, this.sent), this.scale), [], position);
  }

  // The horizontal axis to a further end; the other one holds still.
  /** @param {number} end */
  #reach(end) {
    if (end <= this.scale.end) return;
    this.scale = { ...this.scale, end };
    // The next drawing makes the axes anew.
    this.drawn = "";
    this.Plotly.relayout(this.panel.plot, { "xaxis.range": [0, end] });
    this.overlay.frame = plotFrame(this.panel.plot);
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
    const shown = this.overlay.tracks.filter((track) => track.visible && !track.faded);
    for (const track of shown) this.#markEnd(context, track, frame);
    if (shown.length < 2) return;
    const placed = [];
    // From the highest head to the lowest: names that make room for each other keep that order.
    const heights = new Map(shown.map((track) => [track, this.overlay.headOf(track)?.[1] ?? 0]));
    const inOrder = [...shown].sort((a, b) => heights.get(a) - heights.get(b));
    for (const track of inOrder) this.#name(context, track, frame, placed);
  }

  // Measured once: asking makes the browser lay out the page in the middle of a frame.
  #widthOf(context, text) {
    const font = labelFont(this.theme);
    const key = `${font}\n${text}`;
    if (!this.widths.has(key)) {
      context.font = font;
      this.widths.set(key, context.measureText(text).width);
    }
    return this.widths.get(key);
  }

  // A thin line across the curve where its path's digits cease to mean anything.
  #markEnd(context, track, { left, top, width, height }) {
    if (typeof track.digitsEnd !== "number") return;
    const [x, y] = this.overlay.pixelAt(track, track.digitsEnd);
    if (!(x >= left && x <= left + width && y >= top && y <= top + height)) return;
    const ends = [Math.max(top, y - MARK_END), Math.min(top + height, y + MARK_END)];
    context.setLineDash([]);
    for (const [strokeStyle, lineWidth] of [[this.theme.halo, 3.5], [this.theme.text, 1.5]]) {
      Object.assign(context, { strokeStyle, lineWidth });
      context.beginPath();
      context.moveTo(x, ends[0]);
      context.lineTo(x, ends[1]);
      context.stroke();
    }
  }

  // The run's name, or that of the weight, beside the line's head, where no other name is.
  #name(context, track, { left, top, width, height }, placed) {
    const at = this.overlay.headOf(track);
    if (!at || at[1] < top || at[1] > top + height) return;
    const text = track.coordinate === null ? track.label : this.scene.variables[track.coordinate];
    const own = this.#widthOf(context, text);
    const wide = own + NAME_GAP;
    const high = NAME_HEIGHT * this.theme.scale;
    const fits = at[0] + wide + NAME_GAP < left + width;
    const x = at[0] + (fits ? NAME_GAP : -NAME_GAP);
    const ends = fits ? [x, x + wide] : [x - wide, x];
    const lines = this.overlay.tracks.filter(({ visible }) => visible)
      .map(({ pixels }) => envelopeOf(pixels));
    const y = heightOfName(at[1], { ends, height: high, aside: !fits },
      { top, bottom: top + height, placed, lines });
    if (y === null) return;
    placed.push({ ends, y });
    /** @type {{ align: CanvasTextAlign, color: string }} */
    const style = { align: fits ? "left" : "right", color: track.color };
    if (this.overlay.live) stampWithHalo(context, this.theme, text, own, x, y, style);
    else writeWithHalo(context, this.theme, text, x, y, style);
  }
}

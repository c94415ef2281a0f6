// What is dragged in the batch player, be it an example, the start or a number of a run: all pictures follow with every
// frame, and the server hears of it once it is let go.

import { setData } from "../base/dom.js";
import { startWords } from "../drawing/start_handle.js";
import { DialMaps } from "../live/dial_maps.js";
import { Dragging } from "../live/dragging.js";
import { LiveWords } from "../live/live_words.js";
import { tellChanges } from "../live/telling.js";
import { LiveBatchRuns, overExamples } from "./model/live_runs.js";

export class LivePart {
  // What was there before a drag began stays faint.
  /** @type {BatchRun[]} */
  ghosts = [];
  // The step at which a drag began, Infinity for the last one.
  stood = Infinity;

  /** @param {any} player the batch player: its scene, runs, model and pictures */
  constructor(player) {
    this.player = player;
    this.drag = new Dragging({ current: () => player, begins: () => this.#begins(), speaks: () => this.words.due,
      show: (/** @type {any} */ runs, changes, _live, spoken) => this.#show(runs, changes, spoken),
      engine: () => this.#engine(), tell: (changes, kinds) => this.#tell(changes, kinds) });
    this.words = new LiveWords(() => this.#say(), () => this.drag.draw(true));
    this.maps = new DialMaps(() => ({ labels: player.scene?.labels, over: (run) => overExamples(player.model, run),
      runs: player.runs, theme: player.theme, format: player.format, changes: this.drag.changes,
      dials: player.table.dials.shown, held: this.drag.held }));
  }

  get ahead() { return this.drag.ahead; }

  #engine() {
    const { model, header, runs } = this.player;
    return new LiveBatchRuns(model, header, runs);
  }

  /** @param {BatchRun | null} leader */
  ghostsOf(leader) { return this.ghosts.filter(({ key }) => key === leader?.key); }

  // An example on its way.
  /** @param {number} place @param {number[]} features @param {number} target */
  example(place, features, target) {
    const { player } = this;
    player.model.moving = true;
    this.drag.move(player.model.put(place, features, target));
    if (this.#follows()) return;
    // What a few examples are enough for goes along even so.
    player.dataChanged();
  }

  /** @param {number[]} point */
  start(point) {
    this.drag.to(point);
    this.#follows();
  }

  /** @param {string} run @param {DialControl} number @param {number} value */
  turn(run, number, value) {
    this.drag.turn(run, number, value);
    this.#follows();
  }

  release() {
    this.player.model.moving = false;
    this.player.noteLosses();
    this.drag.release();
  }

  // Whether runs follow the hand; if they cannot, that is said.
  #follows() {
    const { offered } = this.drag.live ?? this.#engine();
    if (!offered) this.player.noteLosses(true);
    return offered;
  }

  // A model was made of the server's examples: what is still held, or was let go of and is not among them, is put
  // again.
  dressed() {
    const { player: { model, requests, header }, drag } = this;
    if (!drag.held && (!drag.pending || requests.settledBy(header))) return;
    const { data = {} } = drag.changes;
    for (const example of Object.values(data)) {
      if (example.place >= model.examples.count) continue;
      data[example.place] = model.putAgain(example);
      if (drag.last?.place === example.place) drag.last = data[example.place];
    }
    model.moving = drag.held;
    model.forget();
  }

  // A message of the server's is drawn.
  answered() {
    this.#settle();
    this.maps.refresh();
  }

  #settle() {
    const { player, drag } = this;
    if (!drag.ahead) return;
    const asked = player.requests.settledBy(player.header);
    if (drag.answered(asked, player.header, player.arrays)) { drag.draw(); return; }
    player.noteLosses();
    player.tell(player.timeline.step);
  }

  #begins() {
    const { runs, timeline } = this.player;
    this.ghosts = runs.filter((run) => run.visible && !run.faded);
    this.stood = timeline.atEnd ? Infinity : timeline.position;
  }

  // What the engine made of what is dragged: everything that is drawn or said of the runs.
  /** @param {BatchRun[]} runs @param {import("../live/live_runs.js").Changes} changes @param {boolean} spoken */
  #show(runs, changes, spoken) {
    const { player } = this;
    const { timeline } = player;
    player.runs = runs;
    // What has faded is of something else and decides nothing.
    const counting = runs.some(({ faded }) => !faded) ? runs.filter(({ faded }) => !faded) : runs;
    timeline.setSteps(Math.max(0, ...counting.map((run) => run.values.length - 1)));
    if (!timeline.playing) timeline.seek(this.stood);
    if (changes.data) { player.data.drawnFor = null; player.model.forget(); player.showLosses(); }
    else player.model.forgetRuns();
    const { leader } = player;
    const { position } = timeline;
    player.full.retrack(runs, this.ghosts, position);
    player.batch.retrack(leader ? [leader] : [], this.ghostsOf(leader), position);
    player.chart.retrack(runs, leader, position);
    player.shown = null;
    player.moved();
    setData(player.root, "live", this.drag.frames);
    this.maps.soon();
    this.words.drawn(spoken);
  }

  // In words and numbers, of what is shown by now.
  #say() {
    const { player, drag: { live, changes, ahead, frames } } = this;
    if (!live || !ahead) return;
    if (changes.start) player.handle.describe(startWords(player.scene, changes.start, player.format));
    player.table.retell(player.runs, (key) => live.distanceOf(key));
    player.tell(player.timeline.step);
    setData(player.root, "told", frames);
  }

  #tell(changes, kinds) {
    const { player: { requests, model }, drag: { last } } = this;
    tellChanges(requests, changes, kinds, {});
    if (!kinds.has("data") || !last) return;
    // All that are not answered yet: of two messages close to each other the first may be lost. Standardized features
    // are sent as they were before, since the server's picture may have other units by then.
    const sent = ({ place, features, target, raw }) =>
      ({ index: place, features, target, ...(model.examples.raw ? { raw } : {}) });
    const others = Object.values(changes.data ?? {}).filter(({ place }) => place !== last.place);
    requests.data({ kind: "move", ...sent(last), others: others.map(sent) });
  }

  stop() {
    this.drag.stop();
    this.words.stop();
    this.maps.stop();
  }
}

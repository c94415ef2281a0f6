// What every player is: a clock, settings, runs in a table and pictures of them, and the order in which they are drawn.

import { Animation } from "../base/animation.js";
import { setData, setPageLanguage } from "../base/dom.js";
import { formatter } from "../base/format.js";
import { listenToKeys } from "../base/keyboard.js";
import { Requests } from "../base/requests.js";
import { Settings } from "../base/settings.js";
import { readTheme, sameTheme } from "../base/theme.js";
import { Timeline } from "../base/timeline.js";
import { DemoBar } from "../controls/demo_bar.js";
import { KeyHelp } from "../controls/key_help.js";
import { Presentation } from "./presentation.js";
import { makeRoom, topOf } from "./room.js";
import { Summary } from "./summary.js";
import { listenToScrubbing } from "../drawing/pointer.js";

const TABLE_INTERVAL = 100;
// A step that is shown as long as this is one that people look at, and belongs to the link.
const REST_MS = 800;
/** @type {(keyof Theme & ("background" | "text" | "grid" | "muted" | "halo" | "primary"))[]} */
const COLORS = ["background", "text", "grid", "muted", "halo", "primary"];

/** @typedef {{ root: HTMLElement, loss: Panel }} AnyParts */

/**
 * A player's constructor makes `controls`, `table` and `parts`, calls `mount`, makes its pictures and calls `listen`.
 *
 * @template {Scene} S
 * @template {AnyRun} R
 * @template {AnyParts} P
 */
export class AnyPlayer {
  /** @type {S | null} */
  scene = null;
  /** @type {Theme | null} */
  theme = null;
  /** @type {Format} */
  format;
  /** @type {Header} */
  header;
  /** @type {Arrays} */
  arrays;
  /** @type {R[]} */
  runs = [];
  // Keys of the runs that are not shown.
  /** @type {Set<string>} */
  hidden = new Set();
  /** @type {P} */
  parts;
  /** @type {import("../controls/controls.js").Controls} */
  controls;
  /** @type {import("../controls/table.js").Table} */
  table;
  /** @type {Animation} */
  animation;
  /** @type {Presentation} */
  presentation;
  help = new KeyHelp();
  summary = new Summary();
  demos = new DemoBar((to) => this.#tour(to));
  /** @type {Promise<void>} */
  queue = Promise.resolve();
  // What waits to be drawn.
  drawings = 0;
  revision = 0;
  moving = false;
  tableShown = 0;
  // What the size of the plots was worked out from.
  given = "";
  // The size of the player and of its plots that they are drawn for.
  fitted = "";
  resizing = 0;
  resting = 0;
  disposed = false;

  /**
   * @param {HTMLElement} parent
   * @param {{ longest?: number, names?: Record<string, string>, sent?: string[] }} given the seconds that a long run
   *   takes, and the settings
   */
  constructor(parent, { longest, names, sent } = {}) {
    this.parent = parent;
    this.timeline = new Timeline(longest);
    this.requests = new Requests();
    this.settings = new Settings(this.requests, names, sent);
  }

  get root() { return this.parts.root; }

  // The run that the pictures of one run show: the one that was chosen, unless it is hidden.
  get leader() {
    const shown = this.runs.filter((run) => run.visible);
    return shown.find((run) => run.key === this.chosenRun()) ?? shown[0] ?? null;
  }

  /** @returns {Actions} */
  clockActions() {
    return {
      toggle: () => { this.timeline.toggle(); this.moved(); this.animation.start(); },
      stepBy: (count) => { this.timeline.stepBy(count); this.moved(); },
      seek: (step) => { this.timeline.playing = false; this.timeline.seek(step); this.moved(); },
      loop: () => { this.timeline.loop = !this.timeline.loop; this.moved(); },
      speed: (speed) => { this.timeline.speed = speed; this.settings.choose("speed", speed); this.moved(); },
      present: () => this.#present(!this.presentation.on),
      leave: () => { if (this.help.open) this.help.show(false); else this.#present(false); },
      help: () => this.help.show(!this.help.open),
      run: (place) => { this.table.toggle(place); },
      // On the page a letter must not take away what somebody has set up, unless a scene is what is shown.
      scene: (to) => { if (this.touring && (this.presentation.on || this.header.demo)) this.#tour(to); },
    };
  }

  mount() {
    this.animation = new Animation(this.timeline, this.root, () => this.moved());
    this.presentation = new Presentation(this.root, () => this.#present(false));
    this.root.prepend(this.demos.node);
    this.root.append(this.help.node, this.summary.node, this.table.dials.sheet);
    this.summary.attach(this.pictures);
    this.parent.append(this.root);
  }

  /**
   * Keys, the lower chart and the size of the page.
   *
   * @param {Actions} actions
   * @param {{ stepAt(place: number): number }} chart the lower one
   * @param {() => Frame | null | undefined} frameOf its frame
   * @param {...(() => void)} stops end what else the player listens to
   */
  listen(actions, chart, frameOf, ...stops) {
    const stopKeys = listenToKeys(this.root, actions);
    listenToScrubbing(this.parts.loss.stage, frameOf, (place) => actions.seek(chart.stepAt(place)));
    const resized = () => this.#resized();
    const sizes = new ResizeObserver(resized);
    sizes.observe(this.root);
    // What stands above the player moves it without a change of its own size.
    const page = this.root.closest("[data-testid=stMainBlockContainer]");
    if (page) sizes.observe(page);
    window.addEventListener("resize", resized);
    this.stop = () => {
      for (const stop of [stopKeys, ...stops]) stop();
      sizes.disconnect();
      window.removeEventListener("resize", resized);
    };
  }

  dispose() {
    this.disposed = true;
    this.timeline.playing = false;
    this.presentation.stop();
    this.stop();
    cancelAnimationFrame(this.resizing);
    clearTimeout(this.resting);
    this.root.remove();
  }

  // Takes new data. Draws follow one another, so that a slow first one cannot finish after a later one.
  /** @param {S} scene @param {Message} message */
  receive(scene, message) {
    return this.enqueue(() => this.#apply(scene, message));
  }

  /** @param {() => unknown} draw */
  enqueue(draw) {
    this.drawings += 1;
    setData(this.root, "drawing", true);
    // A player that has been taken away draws nothing of what is still to come.
    const drawn = this.queue.then(async () => { if (!this.disposed) await draw(); });
    const done = () => {
      this.drawings -= 1;
      if (this.drawings === 0) setData(this.root, "drawing", false);
    };
    // A drawing that failed is said where it was asked for; the next one is drawn all the same.
    this.queue = drawn.then(done, done);
    return drawn;
  }

  /** @param {S} scene @param {Message} message */
  async #apply(scene, { header, arrays }) {
    const { step: told } = this.settings;
    this.settings.adopt(header);
    this.presentation.show(this.settings.present);
    const theme = this.#theme();
    const before = this.scene;
    const changed = scene !== before || !sameTheme(theme, this.theme) || this.outdated(header);
    this.format = formatter(scene.labels.language);
    Object.assign(this, { scene, theme, header, arrays });
    if (changed) this.dress();
    this.adoptSettings();
    this.adoptRuns(before);
    if (this.settings.step !== told) this.#goTo(this.settings.step);
    // More or fewer rows leave another height to the plots.
    await this.draw(this.#sized() || changed, before);
    this.finish();
    this.requests.answered(header.answered);
  }

  dress() {
    const { labels } = this.scene;
    this.controls.translate(labels);
    this.help.translate(labels, [...this.missingKeys, ...(this.touring ? [] : ["key_scene"])]);
    this.demos.translate(labels);
    setPageLanguage(labels.language);
    for (const name of COLORS) this.root.style.setProperty(`--opt-${name}`, this.theme[name]);
    this.root.classList.toggle("opt-dark", this.theme.dark);
  }

  adoptSettings() {
    this.timeline.speed = this.settings.speed;
    this.#showPresenting();
    this.showSettings();
  }

  // Where the page says: its link, or the way back.
  /** @param {number | null | undefined} step */
  #goTo(step) {
    this.timeline.playing = false;
    this.timeline.seek(step ?? this.timeline.steps);
  }

  #tellRest() {
    clearTimeout(this.resting);
    const { timeline } = this;
    if (timeline.playing || this.ahead) return;
    this.resting = setTimeout(() => this.settings.choose("step", timeline.atEnd ? null : timeline.step), REST_MS);
  }

  // Whether the page has other scenes to lead to.
  get touring() { return Boolean(this.header?.reports.includes("demo")); }

  /** @param {string} to */
  #tour(to) { this.requests.demo(to, this.presentation.on); }

  #showPresenting() {
    this.controls.showPresenting(this.presentation.on);
    this.demos.show(this.header.demo ?? null, this.touring && this.presentation.on);
  }

  #theme() { return readTheme(this.parent, this.presentation.scale); }

  // Without a word to the server the player takes the whole window, or gives it back.
  /** @param {boolean} wanted */
  #present(wanted) {
    if (!this.scene || wanted === this.presentation.on) return;
    if (wanted) this.presentation.askForFullScreen();
    this.presentation.show(wanted);
    this.#showPresenting();
    this.settings.choose("present", wanted);
    this.enqueue(() => this.#fit());
    this.root.focus({ preventScroll: true });
  }

  /** @param {S | null} _before the scene until now */
  adoptRuns(_before) {
    this.runs = this.readRuns();
    this.timeline.setSteps(Math.max(0, ...this.runs.map((run) => run.values.length - 1)));
    this.table.build(this.runs, this.scene, this.format, this.header);
  }

  finish() {
    this.revision += 1;
    setData(this.root, "revision", this.revision);
    setData(this.root, "ready", true);
  }

  moved() {
    if (!this.scene || this.disposed) return;
    const { position, step, steps, playing } = this.timeline;
    // Lines drawn piece by piece show joints; at rest they are drawn anew.
    const rested = this.moving && !playing;
    this.moving = playing;
    this.movePictures(position, rested);
    this.controls.show(this.timeline, this.format);
    const now = performance.now();
    if (!playing && !this.ahead || now - this.tableShown > TABLE_INTERVAL) {
      this.tell(step);
      this.tableShown = now;
    }
    for (const [name, value] of Object.entries({ step, steps, playing })) setData(this.root, name, value);
    this.#tellRest();
  }

  // The numbers of a step; while playing not at every frame.
  /** @param {number} step */
  tell(step) {
    this.table.show(step, this.format);
    // Not while it plays or is dragged: nobody could listen so fast.
    if (!this.timeline.playing && !this.ahead) this.summary.tell(this.runs, step, this.format, this.scene.labels);
  }

  /** @param {string} name @param {unknown} value @param {() => unknown} draw */
  choose(name, value, draw = () => {}) {
    if (!this.settings.choose(name, value)) return;
    this.showSettings();
    this.enqueue(draw);
  }

  /** @param {string} key @param {boolean} shown */
  toggleRun(key, shown) {
    if (shown) this.hidden.delete(key);
    else this.hidden.add(key);
    for (const run of this.runs) run.visible = !this.hidden.has(run.key);
    for (const row of this.table.rows()) row.classList.toggle("opt-off", this.hidden.has(row.dataset.run));
    this.enqueue(() => this.redrawRuns());
  }

  #resized() {
    cancelAnimationFrame(this.resizing);
    setData(this.root, "fitting", true);
    this.resizing = requestAnimationFrame(() => {
      this.enqueue(() => this.#fit()).finally(() => setData(this.root, "fitting", false));
    });
  }

  async #fit() {
    if (!this.scene || !this.root.clientWidth) return;
    if (this.presentation.on) this.presentation.show(true);
    const theme = this.#theme();
    const dressed = !sameTheme(theme, this.theme);
    if (dressed) { this.theme = theme; this.dress(); this.adoptSettings(); this.adoptRuns(this.scene); }
    if (!this.#sized() && !dressed) return;
    if (dressed) await this.draw(true, this.scene);
    else await this.fit();
    this.moved();
  }

  // Whether the plots have another size than they are drawn for.
  #sized() {
    const { root, table } = this;
    // What changes from step to step, as the notes beneath the pictures, must not move them.
    const rows = table.node.firstElementChild?.clientHeight;
    const given = [root.clientWidth, window.innerWidth, window.innerHeight, topOf(root), rows, this.beneath,
      this.presentation.on, this.scene.id, this.demos.node.offsetHeight];
    if (given.join() === this.given) return false;
    this.given = given.join();
    makeRoom(root, this.shelves, table.node);
    const heights = this.shelves.map(({ property }) => root.style.getPropertyValue(property));
    const size = [root.clientWidth, ...heights].join();
    const other = size !== this.fitted;
    this.fitted = size;
    return other;
  }

  // What each player does in its own way.

  // The labels of keys that mean nothing here.
  /** @returns {string[]} */
  get missingKeys() { return []; }

  // The pictures with their titles.
  /** @returns {{ stage: HTMLElement, title: HTMLElement }[]} */
  get pictures() { return []; }

  // The plots that share the height of the window.
  /** @returns {import("./room.js").Shelf[]} */
  get shelves() { return []; }

  // The height of what stands beneath the plots besides notes that change from step to step.
  get beneath() { return 0; }

  // Whether what is shown is not yet what the server knows: steps of it belong to no link.
  get ahead() { return false; }

  // The key of the run that was chosen to lead.
  chosenRun() { return ""; }

  // Whether a scene must be drawn anew though it is the one that is there.
  /** @param {Header} _header */
  outdated(_header) { return false; }

  /** @returns {R[]} */
  readRuns() { return []; }

  showSettings() {}

  // Everything; `changed` if the scene or the theme is another one.
  /** @param {boolean} _changed @param {S | null} _before @returns {void | Promise<void>} */
  draw(_changed, _before) {}

  /** @returns {void | Promise<void>} */
  redrawRuns() {}

  /** @returns {void | Promise<void>} */
  fit() {}

  /** @param {number} _position @param {boolean} _rested */
  movePictures(_position, _rested) {}
}

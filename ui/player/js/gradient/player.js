// The page of the gradient: a point, a direction and a step on a surface, dragged, with everything that follows.

import { setData, setPageLanguage, setText } from "../base/dom.js";
import { formatter } from "../base/format.js";
import { listenToSceneKeys } from "../base/keyboard.js";
import { Requests } from "../base/requests.js";
import { pagePresented, readTheme, sameTheme } from "../base/theme.js";
import { DemoBar } from "../controls/demo_bar.js";
import { KeyHelp } from "../controls/key_help.js";
import { KINK, LARGEST, SMALLEST } from "../engine/differential.js";
import { Handle } from "../drawing/handle.js";
import { arrange, buildLayout, LAYERS, placeNumbers, translateLayout } from "./layout.js";
import { LevelMap } from "./level_map.js";
import { LineView } from "./line_view.js";
import { LogChart } from "./log_chart.js";
import { Numbers } from "./numbers.js";
import { paints } from "./paints.js";
import { Rose } from "./rose.js";
import { Solid } from "./solid.js";
import { degreesOf, differencesNote, flowNote, remainderNote, roseNote, rowsOf } from "./words.js";
import { flowOf, kernelsOf, slopesAt, work } from "./work.js";

const NUDGE = 0.01;
const FAR = 10;
const TURN = 15;
const DEGREE = Math.PI / 180;
const SEPARATE = 15;
const REACH = 0.5;
/** @type {(keyof Theme & ("background" | "text" | "grid" | "muted" | "halo" | "primary"))[]} */
const COLORS = ["background", "text", "grid", "muted", "halo", "primary"];

export class GradientPlayer {
  requests = new Requests();
  /** @type {any} */
  header = null;
  scene = null;
  theme = null;
  format = null;
  // Where point, direction (radians), step, layers, rate and count of steps are: here, and told on release.
  state = null;
  flow = null;
  near = false;
  frameAsked = 0;
  revision = 0;

  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.parent = parent;
    this.demos = new DemoBar((to) => this.requests.demo(to, false));
    const released = () => this.#release();
    this.parts = buildLayout({
      layer: (name, on) => {
        this.state.layers = new Set(this.state.layers);
        this.state.layers[on ? "add" : "delete"](name);
        this.#change({});
        released();
      },
      h: (power) => this.#change({ h: readable(10 ** power) }),
      rate: (power) => this.#change({ rate: readable(10 ** power) }),
      steps: (count) => this.#change({ steps: count }),
      near: (on) => { this.near = on; this.#change({}); },
      released,
    });
    const { parts } = this;
    this.help = new KeyHelp();
    this.numbers = new Numbers();
    parts.root.prepend(this.demos.node);
    this.map = new LevelMap(parts.map);
    this.line = new LineView(parts.line);
    this.rose = new Rose(parts.rose);
    this.solid = new Solid(parts.solid, () => this.#ask());
    this.remainder = new LogChart(parts.remainder);
    this.differences = new LogChart(parts.differences);
    this.#makeHandles(released);
    parts.root.append(this.help.node);
    parent.append(parts.root);
    this.stopKeys = listenToSceneKeys(parts.root,
      { list: this.help, scene: (to) => { if (this.header?.demo) this.requests.demo(to, false); } });
    this.sizes = new ResizeObserver(() => this.#layOut());
    this.sizes.observe(parts.root);
  }

  get root() { return this.parts.root; }

  #makeHandles(released) {
    const { parts } = this;
    const make = (stage, name, drag, nudge) =>
      new Handle(stage, `opt-start opt-handle opt-handle-${name}`, { drag, nudge, released });
    const onMap = (x, y) => {
      const { frame } = this.map;
      return [frame.x.toData(clamp(x, frame.left, frame.width)), frame.y.toData(clamp(y, frame.top, frame.height))];
    };
    const span = () => this.map.window[0][1] - this.map.window[0][0];
    const moved = (place, dx, dy, far, whole) =>
      [dx, dy].map((part, i) => place[i] + part * NUDGE * whole * (far ? FAR : 1));
    const putPoint = (place) => this.#change({ point: place.map((at) => rounded(at, span())) });
    const putStep = (vector) => {
      const h = readable(Math.hypot(...vector));
      if (h > 0) this.#change({ h: bounded(h), angle: tidy(Math.atan2(vector[1], vector[0])) });
    };
    const turn = (dx, dy, far) =>
      this.#change({ angle: tidy(this.state.angle + (dy || -dx) * DEGREE * (far ? TURN : 1)) });
    const point = (center, x, y) => this.#change({ angle: tidy(Math.atan2(center[1] - y, x - center[0])) });
    const scale = (dx, dy, far) =>
      this.#change({ h: bounded(readable(this.state.h * 10 ** ((dx || dy) * (far ? 1 : 0.125)))) });
    const toH = (chart) => (x) => this.#change({ h: bounded(readable(chart.frame.x.toData(x))) });
    const step = () => this.now.direction.map((part) => part * this.now.h);
    this.handles = {
      step: make(parts.map.stage, "step", (x, y) => putStep(onMap(x, y).map((at, i) => at - this.state.point[i])),
        (dx, dy, far) => putStep(moved(step(), dx, dy, far, span()))),
      direction: make(parts.map.stage, "direction", (x, y) => point(this.map.pixel(this.state.point), x, y), turn),
      point: make(parts.map.stage, "point", (x, y) => putPoint(onMap(x, y)),
        (dx, dy, far) => putPoint(moved(this.state.point, dx, dy, far, span()))),
      rose: make(parts.rose.stage, "direction", (x, y) => point(this.rose.center, x, y), turn),
      place: make(parts.line.stage, "point", (x) => this.#placeAt(this.line.frame.x.toData(this.#onLine(x))),
        (dx, _dy, far) => this.#placeAt(moved(this.state.point, dx, 0, far, this.#width())[0])),
      end: make(parts.line.stage, "step", (x) => this.#stepAlong(this.line.toLine(this.#onLine(x))), scale),
      remainder: make(parts.remainder.stage, "step", toH(this.remainder), scale),
      differences: make(parts.differences.stage, "step", toH(this.differences), scale),
    };
  }

  // The length of the domain's first side.
  #width() { return this.scene.domain[0][1] - this.scene.domain[0][0]; }

  #onLine(x) { return clamp(x, this.line.frame.left, this.line.frame.width); }

  #placeAt(x) { this.#change({ point: [rounded(x, this.#width())] }); }

  // A step along the line; to its other side the direction turns round.
  #stepAlong(t) {
    if (!(Math.abs(t) > 0)) return;
    const { angle } = this.state;
    this.#change({ h: bounded(readable(Math.abs(t))), angle: t < 0 ? tidy(angle + Math.PI) : angle });
  }

  #change(changes) {
    if (!this.state) return;
    Object.assign(this.state, changes);
    this.#ask();
  }

  #ask() {
    cancelAnimationFrame(this.frameAsked);
    this.frameAsked = requestAnimationFrame(() => this.#draw());
  }

  get held() { return Object.values(this.handles).some((handle) => handle.held); }

  #release() {
    const { point, angle, h, layers, rate, steps } = this.state;
    const chosen = LAYERS.filter((name) => layers.has(name));
    const told = { point, angle: Number(degreesOf(angle).toFixed(6)), h, layers: chosen, rate, steps };
    const text = JSON.stringify(told);
    if (text === this.toldText) return;
    this.toldText = text;
    this.requests.view(told);
  }

  /** @param {any} scene @param {any} message */
  receive(scene, message) {
    const theme = readTheme(this.parent);
    const changed = scene !== this.scene || !sameTheme(theme, this.theme);
    const { header } = message;
    if (scene !== this.scene) this.kernels = kernelsOf(scene);
    Object.assign(this, { scene, theme, header, format: formatter(scene.labels.language), flow: flowOf(message) });
    // What is held, or was let go of after this answer was asked for, is where people have put it.
    if (!this.state || (!this.held && header.answered >= this.requests.told)
      || this.state.point.length !== scene.dimension) {
      const { point, angle, h, layers, rate, steps } = header;
      this.state = { point, angle: angle * DEGREE, h, layers: new Set(layers), rate, steps };
      this.toldText = "";
    }
    if (changed) this.#dress();
    this.demos.show(header.demo ?? null, false);
    if (changed) this.#layOut();
    this.#draw();
    this.revision += 1;
    setData(this.root, "revision", this.revision);
    setData(this.root, "ready", true);
    this.requests.answered(header.answered);
  }

  #dress() {
    const { labels } = this.scene;
    translateLayout(this.parts, labels);
    arrange(this.parts, this.scene.dimension === 1);
    this.demos.translate(labels);
    this.help.translate(labels, []);
    setPageLanguage(labels.language);
    for (const name of COLORS) this.root.style.setProperty(`--opt-${name}`, this.theme[name]);
    this.root.classList.toggle("opt-dark", this.theme.dark);
  }

  #layOut() {
    if (!this.scene || !this.root.clientWidth) return;
    // Type grows where the page is presented, and with it everything has another size.
    this.theme = readTheme(this.parent);
    const { scene, theme, format, parts } = this;
    this.root.classList.toggle("opt-whole", pagePresented());
    placeNumbers(parts, this.numbers.node, scene.dimension === 1);
    if (scene.dimension === 2) {
      this.map.layOut(scene, theme, format, this.kernels.value);
      this.rose.layOut(theme);
      this.solid.layOut(theme);
    }
    this.#draw();
  }

  #draw() {
    if (!this.scene || !this.root.clientWidth) return;
    const { scene, theme, format, parts } = this;
    const { labels } = scene;
    const now = work(this.kernels, this.state, this.flow);
    this.now = now;
    if (scene.dimension === 2) {
      this.map.draw(now, this.state.layers, slopesAt(this.kernels));
      this.rose.draw(now);
      const half = this.solid.draw(now, this.kernels.value, this.map.window[0][1] - this.map.window[0][0]);
      setText(parts.solid.note, labels.solid_note.replace("{side}", format(2 * half, 2)));
      setText(parts.rose.note, roseNote(now, labels, format));
      setText(parts.map.note, this.state.layers.has("flow") ? flowNote(now, labels, format) : labels.map_note);
    }
    this.line.draw(now, { theme, format, scene, labels, near: this.near, reach: this.#reach(now) });
    setText(parts.line.note, labels[this.near ? "near_note" : "line_note"]);
    this.#drawCharts(now, paints(theme));
    setText(parts.remainder.note, remainderNote(now, labels, format));
    setText(parts.differences.note, differencesNote(now, labels, format));
    this.numbers.show(rowsOf(now, scene, format));
    this.#showControls();
    this.#placeHandles();
    this.#publish();
  }

  #drawCharts({ h, order, errors }, colors) {
    const { theme, format } = this;
    const { labels } = this.scene;
    const given = { theme, format, h, color: colors.step, texts: { rounding: labels.rounding } };
    const { low, high, measured: slope, sizes } = order;
    const fitted = slope !== null;
    this.remainder.draw({ ...given, title: "|o(h)|", curves: [{ sizes, color: colors.rest, dash: [] }],
      // At a kink nothing of the remainder is rounding: it never becomes small enough.
      rounding: fitted && slope > KINK ? low : null,
      fit: fitted ? { low, high, slope, size: sizeAt(order), color: colors.up } : null });
    const curves = [{ sizes: errors.forward, color: colors.down, dash: [] },
      { sizes: errors.central, color: colors.up, dash: [6, 3] }];
    const bests = [{ h: errors.best.forward, color: colors.down }, { h: errors.best.central, color: colors.up }];
    this.differences.draw({ ...given, title: labels.error, curves, bests: bests.filter((best) => best.h !== null),
      rounding: errors.theory.forward });
  }

  // Ends of the picture along the line, from the point on.
  #reach(now) {
    if (this.scene.dimension === 2) {
      const half = REACH * (this.map.window[0][1] - this.map.window[0][0]);
      return [-half, half];
    }
    const [low, high] = this.scene.domain[0];
    const ends = [low, high].map((end) => (end - now.point[0]) * now.direction[0]);
    return ends[0] < ends[1] ? ends : [ends[1], ends[0]];
  }

  #showControls() {
    const { parts, state, format } = this;
    for (const name of LAYERS) parts.checks[name].box.checked = state.layers.has(name);
    parts.near.box.checked = this.near;
    parts.flow.hidden = !state.layers.has("flow") || this.scene.dimension === 1;
    parts.h.show(Math.log10(state.h), format(state.h, 3));
    parts.rate.show(Math.log10(state.rate), format(state.rate, 3));
    parts.steps.show(state.steps, String(state.steps));
  }

  #placeHandles() {
    const { handles, now, format, scene } = this;
    const { labels } = scene;
    const flat = scene.dimension === 1;
    if (!flat) {
      const at = this.map.pixel(now.point);
      const ring = this.map.ringOf(now);
      const tip = now.h * this.map.unit;
      /** @returns {[number, number]} */
      const along = (length) => [at[0] + length * now.direction[0], at[1] - length * now.direction[1]];
      handles.point.show(at[0], at[1]);
      handles.direction.show(...along(ring));
      handles.step.show(...along(tip), tip > SEPARATE);
      handles.rose.show(...this.rose.place(now.angle, 1));
    }
    handles.place.show(this.line.start[0], this.line.start[1], flat && !this.near);
    handles.end.show(this.line.end[0], clamp(this.line.end[1], this.line.frame.top, this.line.frame.height),
      !this.near && Math.abs(this.line.end[0] - this.line.start[0]) > SEPARATE);
    for (const name of ["remainder", "differences"]) {
      const [x, y] = this[name].handleAt;
      handles[name].show(x, y);
    }
    const degrees = degreesOf(now.angle);
    const point = now.point.map((x) => format(x, 5)).join("; ");
    const [low, high] = scene.domain[0];
    for (const name of ["point", "place"]) handles[name].describe(labels.handle_point, point, now.point[0], low, high);
    for (const name of ["direction", "rose"]) {
      handles[name].describe(labels.handle_direction, `${format(degrees, 4)}°`, degrees, 0, 360);
    }
    for (const name of ["step", "end", "remainder", "differences"]) {
      handles[name].describe(labels.handle_step, `h = ${format(now.h, 3)}`, Math.log10(now.h), SMALLEST, LARGEST);
    }
  }

  // For tests and for those who look into the page: the frame of the map, and numbers with all digits.
  #publish() {
    const { order, errors } = this.now;
    setData(this.root, "angle", degreesOf(this.now.angle));
    setData(this.root, "h", this.now.h);
    setData(this.root, "order", order.measured ?? "");
    setData(this.root, "expected", order.expected ?? "");
    setData(this.root, "best", [errors.best.forward, errors.best.central].map((h) => h ?? "").join(" "));
    setData(this.root, "away", this.now.away ?? "");
  }

  dispose() {
    this.stopKeys();
    this.sizes.disconnect();
    cancelAnimationFrame(this.frameAsked);
    this.root.remove();
  }
}

const clamp = (x, from, length) => Math.min(from + length, Math.max(from, x));

// As many digits as a pixel is worth.
const rounded = (x, span) => Number(x.toFixed(Math.min(12, Math.max(0, 3 - Math.floor(Math.log10(span))))));
const readable = (x) => Number(x.toPrecision(3));
const bounded = (h) => Math.min(10 ** LARGEST, Math.max(10 ** SMALLEST, h));
// Tenths of a degree.
const tidy = (angle) => (Math.round(degreesOf(angle) * 10) / 10) * DEGREE;

// The remainder at the low end of what the slope was fitted over.
function sizeAt({ sizes, low }) {
  const place = Math.round((Math.log10(low) - SMALLEST) / (LARGEST - SMALLEST) * (sizes.length - 1));
  return sizes[place];
}

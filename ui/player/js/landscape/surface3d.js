// The landscape in three dimensions, drawn by Plotly's WebGL traces.

import { escapeHtml } from "../base/format.js";
import { interpolate, levelIndices, rows } from "../base/scenes.js";
import { baseLayout, colorscale } from "../base/theme.js";

const LARGEST_SPREAD = 1e3;
const MOST_ROWS = 64;
const MOST_POINTS = 1500;
const LIFT = 0.012;
const MOST_CROWD_POINTS = 6000;
const HOME = [-1.02, -1.35, 1.6];
const DASHES = { dashdot: "dashdot", longdash: "longdash", dot: "dot", dash: "dash", longdashdot: "longdashdot" };

// Height is the loss, unless a few peaks would leave everything else flat; then its logarithm, as titled.
/** @param {Scene} scene */
export function heightScale(scene) {
  const finite = Float64Array.from(scene.values.filter(Number.isFinite)).sort();
  const at = (share) => finite[Math.floor(share * (finite.length - 1))];
  const low = finite[0] ?? 0;
  const log = finite.length > 0 && at(1) - low > LARGEST_SPREAD * (at(0.75) - at(0.25));
  const height = (value) => (log ? Math.log10(1 + Math.max(0, value - low)) : value);
  return { log, height, low: height(low), high: height(at(1) ?? 1) };
}

/** @param {number[] | null | undefined} eye */
const eyeAt = (eye) => { const [x, y, z] = eye ?? HOME; return { x, y, z }; };
const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export class Surface3d {
  // From where it is looked at, if not from the usual place.
  /** @type {number[] | null | undefined} */
  eye = null;
  busy = false;
  /** @type {number | null} */
  wanted = null;
  /** @type {Scene | null} */
  scene = null;
  /** @type {(Run & { points: (number | null)[][] })[]} */
  tracks = [];
  /** @type {ReturnType<typeof heightScale>} */
  scale;

  constructor(Plotly, node) {
    this.Plotly = Plotly;
    this.node = node;
  }

  /** @param {Scene} scene @param {Theme} theme @param {Run[]} tracks @param {number} position */
  async draw(scene, theme, tracks, position) {
    this.scale = heightScale(scene);
    this.scene = scene;
    this.tracks = tracks.map((track) => this.#thin(track));
    const traces = [this.#surface(scene, theme), ...this.tracks.map((track) => this.#line(track, Infinity, 2, 0.45)),
      ...this.tracks.map((track) => this.#line(track, position, 7, 1)), this.#heads(position, theme),
      ...this.tracks.filter(({ crowd }) => crowd).map((track) => this.#crowd(track, position))];
    await this.Plotly.react(this.node, traces, this.#layout(scene, theme), { displayModeBar: false });
  }

  // Redraws travelled lines and heads; a request while one is under way replaces the one waiting.
  async moveTo(position) {
    this.wanted = position;
    if (this.busy || !this.scene) return;
    this.busy = true;
    try {
      while (this.wanted !== null) {
        const next = this.wanted;
        this.wanted = null;
        const began = performance.now();
        await this.#restyle(next);
        await nextFrame();
        // Without a graphics card a frame takes long: leave as much time again for everything else.
        await pause(performance.now() - began);
      }
    } finally {
      this.busy = false;
    }
  }

  #restyle(position) {
    const count = this.tracks.length;
    const lines = this.tracks.map((track) => this.#line(track, position, 7, 1));
    const crowds = this.tracks.filter(({ crowd }) => crowd).map((track) => this.#crowd(track, position));
    const moving = [...lines, this.#heads(position), ...crowds];
    const update = { x: moving.map((t) => t.x), y: moving.map((t) => t.y), z: moving.map((t) => t.z) };
    return this.Plotly.restyle(this.node, update, moving.map((_, i) => 1 + count + i));
  }

  // Points off the grid are left out (the box ends there); long runs are thinned for the graphics card.
  #thin(track) {
    const [[x0, x1], [y0, y1]] = this.scene.domain;
    const every = Math.max(1, Math.ceil(track.xs.length / MOST_POINTS));
    const points = [];
    const lift = LIFT * (this.scale.high - this.scale.low);
    track.xs.forEach((x, step) => {
      if (step % every && step !== track.xs.length - 1) return;
      const y = track.ys[step];
      const within = x >= x0 && x <= x1 && y >= y0 && y <= y1 && Number.isFinite(track.values[step]);
      points.push(within ? [step, x, y, this.scale.height(track.values[step]) + lift] : [step, null, null, null]);
    });
    return { ...track, points };
  }

  #line(track, position, width, opacity) {
    const points = track.visible ? track.points.filter(([step]) => step <= position) : [];
    const column = (i) => (points.length ? points.map((point) => point[i]) : [null]);
    return {
      type: "scatter3d", mode: "lines", x: column(1), y: column(2), z: column(3), opacity, hoverinfo: "skip",
      line: { color: track.color, width, dash: DASHES[track.dash] ?? "solid" }, connectgaps: false,
    };
  }

  // All paths of a crowd as one line with gaps; heights are those of the picture.
  #crowd(track, position) {
    const { data, shape: [count, paths], stride } = track.crowd;
    const every = Math.max(1, Math.ceil((count * paths) / MOST_CROWD_POINTS));
    const columns = [[], [], []];
    const put = (...point) => point.forEach((value, i) => columns[i].push(value));
    for (let i = 0; i < paths && track.visible; i += 1) {
      for (let row = 0; row < count && row * stride <= position; row += every) {
        const at = [data[2 * (row * paths + i)], data[2 * (row * paths + i) + 1]];
        const loss = interpolate(this.scene, at);
        if (Number.isFinite(loss)) put(...at, this.scale.height(loss) + LIFT * (this.scale.high - this.scale.low));
        else put(null, null, null);
      }
      put(null, null, null);
    }
    const [x, y, z] = columns;
    const orNothing = (list) => (list.length ? list : [null]);
    return { type: "scatter3d", mode: "lines", x: orNothing(x), y: orNothing(y), z: orNothing(z),
      opacity: 0.3, hoverinfo: "skip", connectgaps: false, line: { color: track.color, width: 2 } };
  }

  /** @param {number} position @param {Theme} [theme] */
  #heads(position, theme) {
    const heads = this.tracks.map((track) => {
      const passed = track.points.filter(([step, x]) => step <= position && x !== null);
      return track.visible && passed.length ? passed[passed.length - 1] : [0, null, null, null];
    });
    return {
      type: "scatter3d", mode: "markers", hoverinfo: "skip",
      x: heads.map((head) => head[1]), y: heads.map((head) => head[2]), z: heads.map((head) => head[3]),
      ...(theme ? { marker: { size: 6 * theme.scale, color: this.tracks.map((track) => track.color),
        line: { width: 1.5, color: theme.background } } } : {}),
    };
  }

  #surface(scene, theme) {
    const every = Math.max(1, Math.ceil(Math.max(scene.axes[0].length, scene.axes[1].length) / MOST_ROWS));
    const pick = (list) => Array.from(list).filter((_, i) => i % every === 0 || i === list.length - 1);
    const grid = (values) => pick(rows(scene, values)).map(pick);
    const height = Float64Array.from(scene.values, (value) =>
      (Number.isFinite(value) ? this.scale.height(value) : NaN));
    return {
      type: "surface", x: pick(scene.axes[0]), y: pick(scene.axes[1]), z: grid(height),
      surfacecolor: grid(levelIndices(scene)), cmin: 0, cmax: Math.max(1, scene.levels.length - 1),
      colorscale: colorscale(theme), showscale: false, hoverinfo: "skip", opacity: 1,
      contours: { x: { highlight: false }, y: { highlight: false }, z: { highlight: false } },
      lighting: { ambient: 0.85, diffuse: 0.35, specular: 0.02, roughness: 1 },
    };
  }

  #layout(scene, theme) {
    const axis = (title, range) => ({
      title: { text: escapeHtml(title), font: { size: 14 * theme.scale, color: theme.text } }, range: [...range],
      tickfont: { size: 12 * theme.scale, color: theme.text }, gridcolor: theme.grid, zerolinecolor: theme.grid,
      showbackground: false, nticks: 6, showspikes: false, exponentformat: "power",
    });
    const margin = 0.05 * (this.scale.high - this.scale.low || 1);
    return {
      ...baseLayout(theme, scene.labels.language), margin: { l: 0, r: 0, t: 0, b: 0 },
      scene: {
        xaxis: axis(scene.variables[0], scene.domain[0]), yaxis: axis(scene.variables[1], scene.domain[1]),
        zaxis: axis(this.scale.log ? scene.labels.height_log : scene.labels.loss,
          [this.scale.low - margin, this.scale.high + margin]),
        hovermode: false, aspectmode: "manual", aspectratio: { x: 1.1, y: 1.1, z: 0.75 }, dragmode: "turntable",
        camera: { eye: eyeAt(this.eye), center: { x: 0, y: 0, z: -0.12 } }, uirevision: scene.id,
      },
      uirevision: scene.id,
    };
  }
}

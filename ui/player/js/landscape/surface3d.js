// The landscape in three dimensions, drawn by Plotly's WebGL traces.

import { escapeHtml, formatter } from "../base/format.js";
import { interpolate, levelIndices, rows } from "../base/scenes.js";
import { loadSolidPlotly } from "../base/plotly.js";
import { baseLayout, colorscale } from "../base/theme.js";
import { linearTicks } from "../drawing/ticks.js";
import { groupsOf } from "./crowd_legend.js";
import { above, drape } from "./draping.js";
import { pick, product, projected } from "./picking.js";

const LARGEST_SPREAD = 1e3;
const MOST_ROWS = 64;
const MOST_CROWD_POINTS = 6000;
// Pixels of a line that has been travelled, of its casing on both sides, and of the whole path.
const [TRAVELLED, CASING, WHOLE] = [8, 4, 2];
// Where paths lie on each other, a later one is above an earlier one and narrower, so that both are seen.
const [NARROWER, NEXT_ABOVE] = [0.5, 0.2];
// Of the lift of a line its casing has less and a head more.
const [LOWER, HIGHER] = [-0.5, 2];
// What Plotly's third dimension has of the runs' markers; elsewhere there are all of them.
const SYMBOLS = { circle: "circle", square: "square", diamond: "diamond", cross: "cross", x: "x",
  "triangle-up": "diamond-open", "triangle-down": "square-open", star: "circle-open" };
const HOME = { eye: { x: -1.02, y: -1.35, z: 1.6 }, center: { x: 0, y: 0, z: -0.12 }, up: { x: 0, y: 0, z: 1 } };
// Of equal size on the screen.
const SIZES = { x: 0.6, cross: 0.7 };
const HEAD = 14;
// Numbers along an axis are drawn larger by Plotly than they are asked for, the more the larger they are.
const SMALLER = 0.7;
const MOVED = 1e-3;
// The part of the axis of heights, from below, that has no numbers, and the size of a picture as high as wide.
const [FOOT, SQUARE] = [0.12, 0.88];

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

// Where the axis of heights has numbers: none near its foot, which stands in a corner where the other axes have theirs.
/** @param {{ low: number, high: number }} scale @param {number} count */
export const heightTicks = ({ low, high }, count) =>
  linearTicks(low, high, count).filter((value) => value >= low + FOOT * (high - low));

// The triangles of a grid with so many columns whose corners all have a height, as numbers of its points row by row.
/** @param {number[]} heights @param {number} columns */
export function trianglesOf(heights, columns) {
  const faces = [];
  for (let at = 0; at + columns + 1 < heights.length; at++) {
    if ((at + 1) % columns === 0) continue;
    const [right, below] = [at + 1, at + columns];
    faces.push([at, right, below], [right, below + 1, below]);
  }
  return faces.filter((face) => face.every((corner) => Number.isFinite(heights[corner])));
}

/** @param {number[] | null | undefined} eye */
const eyeAt = (eye) => (eye ? { x: eye[0], y: eye[1], z: eye[2] } : { ...HOME.eye });

// As near to the vertical an eye may be told, as a part of its distance.
const ASIDE = 0.01;

// An eye in few digits that is led back to the same view. Exactly above or below, where an eye alone would not say how
// the picture is turned around the vertical, it is moved aside a little, towards where it came from: away from what is
// up in the picture. `view` is the matrix from the scene to the eye's own axes, column by column.
/** @param {number[]} eye @param {ArrayLike<number>} view */
export function seenFrom(eye, view) {
  const least = ASIDE * Math.hypot(...eye);
  let [x, y, z] = eye;
  if (Math.hypot(x, y) < least) {
    // Of the picture's own axes the one to the right is always level.
    const level = Math.hypot(view[0], view[4]) || 1;
    [x, y] = [(least * view[4]) / level, (-least * view[0]) / level];
  }
  return [x, y, z].map((part) => Math.round(1000 * part) / 1000);
}
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
  /** @type {Theme} */
  theme;
  /** @type {(Run & { points: import("./draping.js").Point[] })[]} */
  tracks = [];
  /** @type {ReturnType<typeof heightScale>} */
  scale;
  // The surface as it is drawn.
  /** @type {import("./draping.js").Mesh} */
  mesh;
  // How many traces stay where they are while playing.
  still = 0;
  // Whether the surface is another one than is drawn.
  fresh = false;
  // The start of paths that were made since the last drawing.
  /** @type {number[] | null} */
  moved = null;

  // What draws it, once it has been asked for.
  /** @type {any} */
  Plotly = null;

  // `turned()` hears when the view may be another one, `settled(eye)` from where it is looked at once that rests.
  /**
   * @param {PlotElement} node
   * @param {{ turned: () => void, settled: (eye: number[]) => void }} told
   */
  constructor(node, told) {
    this.node = node;
    this.told = told;
  }

  /**
   * @param {Scene} scene
   * @param {Theme} theme
   * @param {Run[]} tracks
   * @param {number[]} start
   * @param {number} position
   */
  async draw(scene, theme, tracks, start, position) {
    this.Plotly ??= await loadSolidPlotly();
    this.scale = heightScale(scene);
    Object.assign(this, { scene, theme, mesh: this.#meshOf(scene) });
    this.tracks = tracks.map((track) => ({ ...track, points: drape(this.mesh, track, this.scale.height) }));
    const still = [this.#surface(scene, theme), this.#minima(), this.#ring(start),
      ...this.tracks.map((track) => this.#line(track, Infinity, WHOLE, 0.45))];
    this.still = still.length;
    await this.Plotly.react(this.node, [...still, ...this.#moving(position)], this.#layout(scene, theme),
      { displayModeBar: false });
    if (this.node.dataset.listening || !this.scene) return;
    this.node.dataset.listening = "yes";
    for (const name of ["plotly_relayouting", "plotly_relayout"]) this.node.on(name, this.told.turned);
    this.node.on("plotly_relayout", () => {
      const { camera, _scene } = this.node._fullLayout?.scene ?? {};
      const view = _scene?.glplot?.cameraParams.view;
      if (camera && view) this.told.settled(seenFrom([camera.eye.x, camera.eye.y, camera.eye.z], view));
    });
  }

  // Whether it is seen from where it is seen at first.
  get atHome() {
    const camera = this.node._fullLayout?.scene?._scene?.getCamera?.();
    return !camera || ["eye", "center", "up"].every((name) => ["x", "y", "z"].every((part) =>
      Math.abs(camera[name][part] - HOME[name][part]) < MOVED));
  }

  /** @returns {Promise<unknown>} */
  resize() { return this.Plotly?.Plots.resize(this.node); }

  // Nothing is drawn any more, by what is under way neither.
  dispose() {
    this.scene = null;
    this.Plotly?.purge(this.node);
  }

  goHome() { return this.Plotly.relayout(this.node, { "scene.camera": structuredClone(HOME) }); }

  // The place of the surface at a pixel of the picture; null beside the surface.
  pointAt(x, y) {
    const view = this.node._fullLayout?.scene?._scene;
    if (!view?.glplot || !this.scene) return null;
    const { projection, view: eye, model } = view.glplot.cameraParams;
    const place = [(2 * x) / this.node.clientWidth - 1, 1 - (2 * y) / this.node.clientHeight];
    return pick(product(projection, eye, model), view.dataScale, place, this.mesh.domain, (point) =>
      interpolate(this.mesh, point));
  }

  // Where a mark above a place of the surface, or that itself, is seen, as a pixel of the picture; null for a place
  // beside the surface or behind the eye.
  /** @param {number[]} point @param {boolean} [itself] @returns {[number, number] | null} */
  pixelOf(point, itself = false) {
    const view = this.node._fullLayout?.scene?._scene;
    if (!view?.glplot || !this.scene) return null;
    const [height, lift] = above(this.mesh, point);
    if (!Number.isFinite(height)) return null;
    const { projection, view: eye, model } = view.glplot.cameraParams;
    const place = [...point, height + (itself ? -1 : HIGHER) * lift];
    const seen = projected(product(projection, eye, model), view.dataScale, place);
    return seen && [((1 + seen[0]) * this.node.clientWidth) / 2, ((1 - seen[1]) * this.node.clientHeight) / 2];
  }

  // The ring goes where it was put, before the paths follow.
  showStart(start) {
    if (!this.still || !this.scene) return;
    const { x, y, z } = this.#ring(start);
    this.Plotly.restyle(this.node, { x: [x], y: [y], z: [z] }, [2]);
  }

  // Other paths and another start over the same surface; `moveTo` then draws them.
  /** @param {Run[]} runs @param {number[]} start */
  retrack(runs, start) {
    if (!this.scene) return;
    this.tracks = runs.map((track) => ({ ...track, visible: track.visible && !track.faded,
      points: drape(this.mesh, track, this.scale.height) }));
    this.moved = start;
  }

  // Another surface while its numbers are turned, over the same axes; `moveTo` then draws it.
  /** @param {Scene} scene */
  reshape(scene) {
    if (!this.scene) return;
    Object.assign(this, { scene, mesh: this.#meshOf(scene), fresh: true });
  }

  // Redraws travelled lines and heads; a request while one is under way replaces the one waiting.
  async moveTo(position) {
    this.wanted = position;
    if (this.busy || !this.scene) return;
    this.busy = true;
    try {
      while (this.wanted !== null && this.scene) {
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

  async #restyle(position) {
    if (this.fresh) {
      this.fresh = false;
      const { x, y, z, i, j, k, intensity } = this.#surface(this.scene, this.theme);
      await this.Plotly.restyle(this.node,
        { x: [x], y: [y], z: [z], i: [i], j: [j], k: [k], intensity: [intensity] }, [0]);
      if (!this.scene) return;
      const minima = this.#minima();
      await this.Plotly.restyle(this.node, { x: [minima.x], y: [minima.y], z: [minima.z] }, [1]);
      if (!this.scene) return;
    }
    const moving = this.#moving(position);
    const still = this.moved ? [this.#ring(this.moved), ...this.tracks.map((track) =>
      this.#line(track, Infinity, WHOLE, 0.45))] : [];
    this.moved = null;
    const all = [...still, ...moving];
    const update = { x: all.map((t) => t.x), y: all.map((t) => t.y), z: all.map((t) => t.z) };
    await this.Plotly.restyle(this.node, update, all.map((_, i) => this.still - still.length + i));
  }

  #moving(position) {
    const widths = this.tracks.map((_, i) => TRAVELLED - NARROWER * i);
    return [...this.tracks.map((track, i) =>
      this.#line({ ...track, color: this.theme.halo }, position, widths[i] + CASING, 1, LOWER)),
    ...this.tracks.map((track, i) => this.#line(track, position, widths[i], 1, NEXT_ABOVE * i)), this.#heads(position),
    ...this.tracks.filter(({ crowd }) => crowd).flatMap((track) =>
      groupsOf(track, this.theme).map((group) => this.#crowd(track, group, position)))];
  }

  // Whole lines: dashes on a surface would drown in it.
  #line(track, position, width, opacity, lifted = 0) {
    const points = track.visible ? track.points.filter(([step]) => step <= position) : [];
    const column = (i) => (points.length ? points.map((point) => point[i]) : [null]);
    const heights = points.length ? points.map(([, , , z, lift]) => (z === null ? null : z + lifted * lift)) : [null];
    return {
      type: "scatter3d", mode: "lines", x: column(1), y: column(2), z: heights, opacity, hoverinfo: "skip",
      line: { color: track.color, width }, connectgaps: false,
    };
  }

  // Marks above places of the surface; those that are not on it are left out.
  #marks(places, look) {
    const there = places.map((place) => [...place, above(this.mesh, place)]).filter(([, , [z]]) => Number.isFinite(z));
    const column = (list) => (list.length ? list : [null]);
    return { type: "scatter3d", mode: "markers", hoverinfo: "skip", x: column(there.map(([x]) => x)),
      y: column(there.map(([, y]) => y)), z: column(there.map(([, , [z, lift]]) => z + HIGHER * lift)), marker: look };
  }

  #minima() {
    const { text, halo, scale } = this.theme;
    // Larger it would sink into the surface, higher it would hide the heads of runs.
    return this.#marks(this.scene.minima, { symbol: "diamond", size: 5 * scale, color: text,
      line: { width: 2, color: halo } });
  }

  #ring(start) {
    return this.#marks([start], { symbol: "circle-open", size: 11 * this.theme.scale, color: this.theme.text,
      line: { width: 3, color: this.theme.text } });
  }

  // All paths of a crowd that ended at one place, as one line with gaps; heights are those of the picture.
  #crowd(track, { color, paths: members }, position) {
    const { data, shape: [count, paths], stride } = track.crowd;
    const every = Math.max(1, Math.ceil((count * paths) / MOST_CROWD_POINTS));
    const columns = [[], [], []];
    const put = (...point) => point.forEach((value, i) => columns[i].push(value));
    for (const i of track.visible ? members : []) {
      for (let row = 0; row < count && row * stride <= position; row += every) {
        const at = [data[2 * (row * paths + i)], data[2 * (row * paths + i) + 1]];
        const [height] = above(this.mesh, at);
        if (Number.isFinite(height)) put(...at, height);
        else put(null, null, null);
      }
      put(null, null, null);
    }
    const [x, y, z] = columns;
    const orNothing = (list) => (list.length ? list : [null]);
    return { type: "scatter3d", mode: "lines", x: orNothing(x), y: orNothing(y), z: orNothing(z),
      opacity: 0.3, hoverinfo: "skip", connectgaps: false, line: { color, width: 2 } };
  }

  #heads(position) {
    const { theme: { background, scale } } = this;
    const heads = this.tracks.map((track) => {
      const passed = track.points.filter(([step, x]) => step <= position && x !== null);
      return track.visible && passed.length ? passed[passed.length - 1] : [0, null, null, null, 0];
    });
    return {
      type: "scatter3d", mode: "markers", hoverinfo: "skip", x: heads.map((head) => head[1]),
      y: heads.map((head) => head[2]), z: heads.map(([, , , z, lift]) => (z === null ? null : z + HIGHER * lift)),
      marker: { size: this.tracks.map(({ marker }) => HEAD * scale * (SIZES[marker] ?? 1)), opacity: 1,
        color: this.tracks.map((track) => track.color),
        symbol: this.tracks.map((track) => SYMBOLS[track.marker] ?? "circle"),
        line: { width: 1.5, color: background } },
    };
  }

  // Every second row, every third ... of a fine grid, for the graphics card.
  #meshOf(scene) {
    const every = Math.max(1, Math.ceil(Math.max(scene.axes[0].length, scene.axes[1].length) / MOST_ROWS));
    const pick = (list) => Array.from(list).filter((_, i) => i % every === 0 || i === list.length - 1);
    const grid = (values) => pick(rows(scene, values)).map(pick);
    const heights = grid(Float64Array.from(scene.values, (value) =>
      (Number.isFinite(value) ? this.scale.height(value) : NaN)));
    return { axes: scene.axes.map((axis) => Float64Array.from(pick(axis))), values: Float64Array.from(heights.flat()),
      dimension: 2, domain: scene.domain, span: this.scale.high - this.scale.low || 1, heights,
      colors: grid(levelIndices(scene)) };
  }

  // Two triangles a cell. Plotly's own kind of trace for surfaces refines every grid to at least 128 rows, and draws a
  // frame in seconds where there is no graphics card.
  #surface(scene, theme) {
    const { axes: [x, y], heights, colors } = this.mesh;
    const z = heights.flat();
    const faces = trianglesOf(z, x.length);
    const corner = (which) => faces.map((face) => face[which]);
    return {
      type: "mesh3d", x: heights.flatMap(() => [...x]), y: heights.flatMap((row, at) => row.map(() => y[at])),
      // Where there is no height no triangle is; the corner must stand somewhere.
      z: z.map((height) => (Number.isFinite(height) ? height : this.scale.low)),
      i: corner(0), j: corner(1), k: corner(2),
      intensity: colors.flat(), cmin: 0, cmax: Math.max(1, scene.levels.length - 1),
      colorscale: colorscale(theme), showscale: false, hoverinfo: "skip", opacity: 1,
      lighting: { ambient: 0.85, diffuse: 0.35, specular: 0.02, roughness: 1 },
    };
  }

  #layout(scene, theme) {
    const axis = (title, range) => ({
      title: { text: escapeHtml(title), font: { size: 14 * theme.scale, color: theme.text } }, range: [...range],
      tickfont: { size: 12 * theme.scale ** SMALLER, color: theme.text },
      gridcolor: theme.grid, zerolinecolor: theme.grid, showbackground: false, showspikes: false,
      nticks: theme.scale > 1.3 ? 4 : 6, exponentformat: "power",
    });
    const margin = 0.05 * (this.scale.high - this.scale.low || 1);
    const heights = heightTicks(this.scale, theme.scale > 1.3 ? 3 : 4);
    const format = formatter(scene.labels.language);
    // In a picture as high as wide the numbers at its sides have room only if all is a little smaller.
    const fit = Math.min(1, (SQUARE * this.node.clientWidth) / (this.node.clientHeight || 1)) || 1;
    const loss = this.scale.log ? scene.labels.height_log : scene.labels.loss;
    return {
      ...baseLayout(theme, scene.labels.language), margin: { l: 0, r: 0, t: 0, b: 0 },
      // Beside its axis the longest title would stand on the numbers: what height means is said in the corner.
      annotations: [{ text: `↑ ${escapeHtml(loss)}`, xref: "paper", yref: "paper", x: 0, y: 1, xanchor: "left",
        yanchor: "top", showarrow: false, font: { size: 14 * theme.scale, color: theme.text } }],
      scene: {
        xaxis: axis(scene.variables[0], scene.domain[0]), yaxis: axis(scene.variables[1], scene.domain[1]),
        zaxis: { ...axis("", [this.scale.low - margin, this.scale.high + margin]),
          tickvals: heights, ticktext: heights.map((value) => format(value)) },
        hovermode: false, aspectmode: "manual", aspectratio: { x: 1.1 * fit, y: 1.1 * fit, z: 0.75 * fit },
        dragmode: "turntable",
        camera: { ...structuredClone(HOME), eye: eyeAt(this.eye) }, uirevision: scene.id,
      },
      uirevision: scene.id,
    };
  }
}

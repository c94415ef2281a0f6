// The types of what passes from module to module. The type checker reads them (`make lint`), a browser never does.

/** An array of a message; f4 or f8 on the wire. */
interface WireArray {
  data: Float64Array;
  shape: number[];
}

type Arrays = Record<string, WireArray>;

type Labels = Record<string, string>;

/** A column of the table of runs, as `ui/player/columns.py` names it. */
interface Column {
  key: string;
  label: string;
  number: boolean;
}

/** `ui/player/views.py` and `ui/batch_player/views.py` write it; `base/scenes.js` adds what is worked out. */
interface Scene {
  id: string;
  variables: string[];
  domain: [number, number][];
  levels: number[];
  minima: number[][];
  minimumValue?: number | null;
  labels: Labels;
  columns: Column[];
  kernel: string;
  loss?: LossProgram | null;
  /** In the place of the kernel, while numbers of the loss are turned. */
  at?: Kernel;
  arrays: Arrays;
  axes: Float64Array[];
  values: Float64Array;
  bytes: Uint8Array;
  dimension: number;
  hasHoles: boolean;
}

/** A scene of the batch player: a loss of many examples. */
interface BatchScene extends Scene {
  valley: [[number, number], [number, number]] | null;
  prediction: string;
  numbers: { delta: number; lambda: number };
  total: number;
  classes: boolean;
  names: string[];
  /** The loss of one example, for runs in the browser; nothing where there are too many examples. */
  example?: LossProgram | null;
}

/** What every message about runs says besides its arrays. */
interface Header {
  scene: string;
  start: number[];
  answered: number;
  /** What the runs that are held wait for: workers are at them ("working"), or nobody is ("stopped"). */
  waits?: string;
  /** The events that the page listens to. */
  reports: string[];
  runs: RunHeader[];
  explained?: Explained | null;
  surfaceDials?: DialControl[];
  /** The scene that is shown. */
  demo?: DemoNote | null;
  /** How many steps the runs have at most. */
  stepDial?: DialControl | null;
  view: string;
  side?: string;
  present?: boolean;
  step?: number | null;
  eye?: number[] | null;
  lossAxis: string;
  speed: number;
  curve: string;
  xAxis: string;
  model: string;
}

/** What is said of a scene, in the page's language. */
interface DemoNote {
  key: string;
  title: string;
  look: string;
  change: string;
  place: string;
}

interface Message {
  header: Header;
  arrays: Arrays;
}

interface RunHeader {
  key: string;
  label: string;
  /** On light ground as it comes; once read, that of the theme. */
  color: string;
  /** The colour on dark ground. */
  dark: string;
  /** Plotly's names of a dash pattern and of a marker. */
  dash: string;
  marker: string;
  kind: string;
  /** Whether it is still to come: the path is an older one, or the start alone. */
  held?: boolean;
  cells: Record<string, string>;
  rate?: DialControl | null;
  numbers?: DialControl[];
  /** What the engine makes its runs from; nothing if the server alone does. */
  program?: RunProgram | null;
  /** The step from which on rounding decides. */
  digitsEnd?: number | null;
  crowdStride?: number;
  homes?: Home[];
  /** The number of the batches it saw, in the batch player. */
  batches?: number | null;
  stop?: number | null;
}

/** A run as the engine makes it; `ui/player/programs.py`. */
interface RunProgram {
  method: StepProgram;
  steps: number;
  stops: Record<string, number>;
  /** Whether a higher loss is the better one. */
  climbs?: boolean;
  /** The steps that a number takes on the other side of zero, by symbol; null where nobody knows them. */
  beyondZero?: Record<string, StepProgram | null>;
  /** Over batches: the learning rate of every step; nothing where none is known before the run. */
  pace?: { eta: number; body: string; numbers: Record<string, number> } | null;
  /** Over batches: after so many steps without a better held-out loss early stopping gives up. */
  patience?: number;
}

/** A number of a run, as `ui/player/dials.py` names it. */
interface DialControl {
  key: string;
  symbol: string;
  name: string;
  label: string;
  value: number;
  low: number;
  high: number;
  scale: "log" | "linear" | "whole";
  minimum: number;
  maximum: number;
  range: string;
  help: string;
  note: string;
  mark: { at: number; text: string; meaning: string } | null;
}

/** What tables, legends and clocks ask of a run of either player. */
interface AnyRun extends Omit<RunHeader, "batches"> {
  visible: boolean;
  values: Float64Array;
  xs: Float64Array;
  ys: Float64Array;
  point(step: number): number[];
  /** Not of what is being dragged. */
  faded?: boolean;
  /** Of what is being dragged, or waiting for it: not what the server has judged. */
  live?: boolean;
  /** Over batches, while dragged: how often all examples were seen. */
  epochs?: number;
}

/** A point that runs of many starts end at. */
interface Home {
  point: number[];
  color: string;
  dark: string;
}

interface Crowd extends WireArray {
  stride: number;
  /** Of every path the index of its home, the number of homes for another point, -1 for none. */
  homes?: Float64Array;
}

interface Run extends AnyRun {
  gradients?: Float64Array;
  curve?: WireArray;
  evaluations?: Float64Array;
  crowd?: Crowd;
}

interface BatchRun extends AnyRun {
  seen: Float64Array;
  rates: Float64Array | null;
  validation: Float64Array | null;
  batches: Batches | null;
}

interface Batches {
  number: number;
  batch(step: number): Int32Array;
  size(step: number): number;
  /** Whether every index of every batch was sent. */
  whole: boolean;
  replaced: boolean;
}

/** The step that a run of the batch player is about to make. */
interface BatchStep {
  from: number;
  step: number;
  last: boolean;
  indices: Int32Array | null;
  size: number | null;
  point: number[];
  to: number[];
  rate: number | null;
}

/** A run as an overlay draws it: on the landscape, or as a line of the lower chart. */
interface Track extends Run {
  pixels: Float64Array | null;
  /** For every step the last one until then inside the frame, -1 if there was none. */
  inside: Int32Array | null;
  drawn: number;
  travelled: number;
  width?: number;
  radius?: number;
  /** The number at each step, and the weight it belongs to if there is one line for every weight. */
  shown?: Float64Array;
  coordinate?: number | null;
  seen?: Float64Array;
  heldOut?: boolean;
  /** Steps that have a marker on the line. */
  marks?: Set<number>;
  marked?: boolean;
}

/** From data to pixels along an axis, and back. */
interface Scale {
  toPixel(value: number): number;
  toData(pixel: number): number;
}

/** Where the axes of a picture are in its element, in pixels. */
interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
  x: Scale;
  y: Scale;
}

interface Theme {
  dark: boolean;
  scale: number;
  background: string;
  text: string;
  font: string;
  primary: string;
  grid: string;
  muted: string;
  contourLine: string;
  halo: string;
  ramp: string[];
}

type Format = (value: number, digits?: number) => string;

/** Element with its places, of either player. */
interface Panel {
  node: HTMLElement;
  title: HTMLElement;
  stage: HTMLElement;
  under: HTMLElement;
  layers: HTMLElement;
  note: HTMLElement;
}

/** One whose axes Plotly draws. */
interface PlotPanel extends Panel {
  hint: HTMLElement;
  plot: PlotElement;
  hatch: HTMLElement;
  legend: HTMLElement;
}

interface PlotElement extends HTMLElement {
  _fullLayout?: any;
  on?(name: string, listener: () => void): void;
}

/** What the bar below the plots, its keys and the lower chart ask for. */
interface Actions {
  toggle(): void;
  stepBy(count: number): void;
  seek(step: number): void;
  loop(): void;
  speed(speed: number): void;
  present(): void;
  leave(): void;
  help(): void;
  /** Show or hide the run of that place in the table. */
  run(place: number): void;
  /** To another scene of the lectures: "next" or "previous". */
  scene(to: string): void;
  view?(view?: string): void;
  side?(side?: string): void;
}

/** What a stepper may ask of a loss, `engine/runs/loss.js`. */
interface Oracle {
  value(point: ArrayLike<number>): number;
  gradient(point: ArrayLike<number>): number[];
  both(point: ArrayLike<number>): number[];
  hessian(point: ArrayLike<number>): number[][];
}

/** How many values, gradients and Hessians. */
type Cost = number[];

/** Makes one method's steps and keeps what it remembers between them; `engine/steppers`. */
interface Stepper {
  /** Whether the gradient is taken away from the point. */
  looksAhead: boolean;
  /** Of every step, the gradient that is handed over included; null if that varies. */
  cost: Cost | null;
  /** A new run. */
  begin(point: number[]): void;
  /** Where step k wants its gradient. */
  gradientPoint(k: number, point: number[]): number[];
  step(k: number, point: number[], gradient: ArrayLike<number>, loss: Oracle): number[];
  /** Of the steps up to k, where `cost` is null. */
  evaluations?(k: number): Cost;
}

/** One method's steps, as `optim_core/base/program.py` writes them; the parts are those of its kind. */
interface StepProgram {
  kind: string;
  numbers: Record<string, number>;
  body?: string;
  ahead?: string;
  memory?: (number | string)[];
  usesValue?: boolean;
  /** Numbers that no line uses as it is set: other ones take another program. */
  idle?: string[];
  climb?: boolean;
  turns?: boolean;
  differences?: boolean;
  parabola?: boolean;
  inner?: StepProgram;
  pace?: { body: string; numbers: Record<string, number> };
}

/** A loss: sources of functions of the weights and then the numbers. */
interface LossProgram {
  numbers: Record<string, number>;
  value: string;
  gradient: string;
  hessian: string;
  /** What the gradient takes, in multiplications. */
  operations?: number;
}

/** A run of the engine; arrays row by row, `evaluations` of all kinds together. */
interface Path {
  dimension: number;
  steps: number;
  /** The step at which the numbers stopped being finite, -1 if they never did. */
  badStep: number;
  points: Float64Array;
  values: Float64Array;
  gradients: Float64Array;
  takenAt: Float64Array;
  looksAhead: boolean;
  evaluations: Float64Array;
}

type Kernel = (...numbers: number[]) => number[];

/** The equations of a run, and what its steps started from in the arrays; `ui/player/explanation.py`. */
interface Explained {
  run: string;
  equations: Equations | null;
}

interface Equations {
  before: EquationLine[];
  lines: EquationLine[];
  after: EquationLine;
  body: string;
  memory: Record<string, number | null>;
  numbers: Record<string, number>;
  dimension: number;
}

interface EquationLine {
  target: string;
  symbols: string;
  numbers: string[];
  shared: boolean;
  norm: boolean;
}

/** What Streamlit calls a component with. */
interface Component {
  parentElement: HTMLElement;
  data: Uint8Array | null;
  setTriggerValue(name: string, value: unknown): void;
}

interface Window {
  Plotly?: any;
}

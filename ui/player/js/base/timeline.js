// The clock: which step is shown, and how it moves. Knows nothing of what is drawn.

const SHORTEST = 1;
const LONGEST = 8;
const SECONDS_PER_STEP = 0.25;
const JUMPS_PER_SECOND = 3;

export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];

export class Timeline {
  steps = 0;
  position = 0;
  playing = false;
  speed = 1;
  loop = false;
  saved = 0;

  constructor(longest = LONGEST) {
    this.longest = longest;
  }

  get step() { return Math.floor(this.position + 1e-9); }

  get atEnd() { return this.position >= this.steps; }

  // Steps per second: a long run takes `longest` seconds at speed 1, a short one a quarter of a second a step.
  get rate() {
    const seconds = Math.min(this.longest, Math.max(SHORTEST, this.steps * SECONDS_PER_STEP));
    return (this.steps / seconds) * this.speed;
  }

  // New paths: who stood at the end stays there, anyone else keeps their step.
  setSteps(steps) {
    const end = this.atEnd;
    this.steps = steps;
    this.position = end && !this.playing ? steps : Math.min(this.position, steps);
  }

  seek(position) {
    this.position = Math.min(this.steps, Math.max(0, position));
  }

  stepBy(count) {
    this.playing = false;
    this.seek(count > 0 ? this.step + count : Math.ceil(this.position - 1e-9) + count);
  }

  toggle() {
    if (!this.playing && this.atEnd) this.position = 0;
    this.playing = !this.playing && this.steps > 0;
    this.saved = 0;
  }

  // Moves on by some seconds; true when there is something new to draw. Reduced motion: a few jumps a second.
  advance(seconds, reduced) {
    if (!this.playing) return false;
    this.saved += seconds;
    if (reduced && this.saved < 1 / JUMPS_PER_SECOND) return false;
    this.#move(this.rate * this.saved, reduced);
    this.saved = 0;
    return true;
  }

  #move(distance, reduced) {
    if (this.atEnd && this.loop) { this.position = 0; return; }
    const next = reduced ? Math.round(this.position + Math.max(1, distance)) : this.position + distance;
    this.seek(next);
    if (this.atEnd && !this.loop) this.playing = false;
  }
}

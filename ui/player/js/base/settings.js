// What the user has chosen. The page's settings count where the page has changed them; otherwise the user's own
// choice stands, and the page hears of it.

// Here and on the wire to the page.
const NAMES = {
  view: "view", side: "side", present: "present",
  lossAxis: "loss_axis", speed: "speed", curve: "curve", xAxis: "x_axis", model: "model", step: "step", eye: "eye",
};
// Drawn from what the page sends, so in the end the page's word counts.
const SENT = ["curve", "xAxis"];

export class Settings {
  /** @type {string} */
  view;
  // What the right half shows: "curve", "numbers" or "both".
  /** @type {string} */
  side;
  // Whether the player has the whole window.
  /** @type {boolean} */
  present = false;
  /** @type {string} */
  lossAxis;
  /** @type {number} */
  speed;
  /** @type {string} */
  curve;
  /** @type {string} */
  xAxis;
  /** @type {string} */
  model;
  // The step that is shown at rest; null is the last one.
  /** @type {number | null | undefined} */
  step;
  // From where the 3-D picture is looked at; null is the usual place.
  /** @type {number[] | null | undefined} */
  eye;
  /** @type {Record<string, unknown>} */
  page = {};
  listening = false;

  /** @param {import("./requests.js").Requests} requests @param {Record<string, string>} names @param {string[]} sent */
  constructor(requests, names = NAMES, sent = SENT) {
    this.requests = requests;
    this.names = names;
    this.sent = new Set(sent);
  }

  /** @param {Header} header */
  adopt(header) {
    const outdated = this.requests.told > header.answered;
    for (const name of Object.keys(this.names)) {
      if (!outdated && (this.sent.has(name) || header[name] !== this.page[name])) this[name] = header[name];
      this.page[name] = header[name];
    }
    this.listening = header.reports.includes("settings");
  }

  // True if that is a change.
  choose(name, value) {
    if (this[name] === value) return false;
    this[name] = value;
    this.#tell();
    return true;
  }

  #tell() {
    if (!this.listening) return;
    this.requests.settings(Object.fromEntries(Object.entries(this.names).map(([name, sent]) => [sent, this[name]])));
  }
}

// What the user has chosen. The page's settings count where the page has changed them; otherwise the user's own
// choice stands, and the page hears of it.

const NAMES = ["view", "lossAxis", "speed", "curve", "xAxis", "model"];
// Drawn from what the page sends, so in the end the page's word counts.
const SENT = new Set(["curve", "xAxis"]);

export class Settings {
  constructor(requests) {
    Object.assign(this, { requests, page: {}, listening: false });
  }

  adopt(header) {
    const outdated = this.requests.told > header.answered;
    for (const name of NAMES) {
      if (!outdated && (SENT.has(name) || header[name] !== this.page[name])) this[name] = header[name];
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
    const { view, lossAxis, speed, curve, xAxis, model } = this;
    this.requests.settings({ view, loss_axis: lossAxis, speed, curve, x_axis: xAxis, model });
  }
}

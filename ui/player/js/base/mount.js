// What Streamlit calls for a component: once for every mount and again with every change of data or theme.

import { element } from "./dom.js";
import { findScene, watchScenes } from "./scenes.js";
import { unpack } from "./wire.js";

/**
 * @typedef {object} MountedPlayer
 * @property {import("./requests.js").Requests} requests
 * @property {(scene: any, message: Message) => unknown} receive
 * @property {() => void} dispose
 */

/** @typedef {() => Promise<(parent: HTMLElement) => MountedPlayer>} Prepare */

/**
 * @typedef {object} Alone a player without scenes
 * @property {Pick<import("./requests.js").Requests, "send" | "renew" | "heard">} requests
 * @property {(message: any) => void} receive
 * @property {() => void} dispose
 */

// The connection to the server is back, or a script has run since; see `players/connection.js`.
/** @param {MountedPlayer | Alone | null | undefined} player @param {Event} event */
function renewed(player, event) {
  const { detail } = /** @type {CustomEvent} */ (event);
  if (detail === "back") player?.requests.renew?.();
  if (detail === "ran") player?.requests.heard?.();
}

// What is said above a player when it cannot say it itself: the connection is away, or the server is a newer one.
/** @param {HTMLElement} parent @param {Labels} labels */
function leaveWords({ dataset }, { server_waits: serverWaits = "", upgraded, reload }) {
  dataset.serverWaits = serverWaits;
  if (upgraded) Object.assign(dataset, { upgraded, reload });
}

// `prepare()` loads what is needed and promises a function that makes the player of an element.
/** @param {Prepare} prepare */
export function mounting(prepare) {
  const mounts = new WeakMap();
  /** @param {Component} component */
  return (component) => {
    const { parentElement: parent, data } = component;
    if (!mounts.has(parent)) mounts.set(parent, new Mount(parent, prepare, () => mounts.delete(parent)));
    const mount = mounts.get(parent);
    if (data) mount.update(component);
    // Streamlit may call this for a call it has already superseded, while the element lives on.
    return () => setTimeout(() => { if (!parent.isConnected) mount.dispose(); });
  };
}

class Mount {
  /** @type {Component} */
  component;
  /** @type {Message} */
  message;
  /** @type {{ message: Message, scene: Scene } | null} */
  drawn = null;
  /** @type {MountedPlayer | null} */
  player = null;
  /** @type {HTMLElement | null} */
  failure = null;

  /** @param {HTMLElement} parent @param {Prepare} prepare @param {() => void} forget */
  constructor(parent, prepare, forget) {
    this.parent = parent;
    this.prepare = prepare;
    this.forget = forget;
    parent.addEventListener("opt-server", (event) => renewed(this.player, event));
    this.stop = watchScenes((scene) => { if (scene.id === this.message?.header.scene) this.draw(); });
  }

  /** @param {Component} component */
  update(component) {
    this.component = component;
    // Bytes of a server, or what the engine of a page without one answers.
    const data = /** @type {Uint8Array | Message} */ (component.data);
    this.message = data instanceof Uint8Array ? unpack(data) : data;
    this.draw();
  }

  async draw() {
    try {
      const make = await this.prepare();
      const scene = findScene(this.message.header.scene);
      if (!scene || !this.parent.isConnected) return;
      // The message and its scene arrive in either order; together they are drawn once.
      if (this.drawn?.message === this.message && this.drawn.scene === scene) return;
      this.drawn = { message: this.message, scene };
      this.player ??= make(this.parent);
      this.player.requests.send = (name, value) => this.component.setTriggerValue(name, value);
      await this.player.receive(scene, this.message);
      leaveWords(this.parent, scene.labels);
      this.player.requests.heard?.(this.message.header.answered);
      this.failure?.remove();
      this.#fill();
    } catch (error) {
      console.error(error);
      this.#fail();
    }
  }

  // A blank would leave people guessing: say so, and offer to try again from the beginning.
  #fail() {
    const labels = findScene(this.message?.header.scene)?.labels ?? {};
    this.player?.dispose();
    this.player = null;
    this.drawn = null;
    this.failure?.remove();
    const retry = element("button", { type: "button", onclick: () => this.draw() }, labels.retry ?? "Retry");
    this.failure = element("div", { class: "opt-failure", role: "alert" },
      element("p", {}, labels.failed ?? "The picture could not be drawn"), retry);
    this.parent.append(this.failure);
    this.#fill();
  }

  // The page keeps a place until something stands in it. That is said by an attribute, because a style that looks into
  // the place (:has) is looked up again with every line that is drawn there.
  #fill() {
    this.parent.closest('[data-testid="stElementContainer"]')?.setAttribute("data-filled", "");
  }

  dispose() {
    this.stop();
    this.player?.dispose();
    this.forget();
  }
}

// The same for what is no player: it is told its data, and forgets what it listens to when its place is gone.
/** @param {(parent: HTMLElement) => { tell: (data: any) => void, forget: () => void }} make */
export function mountingOnce(make) {
  /** @type {WeakMap<HTMLElement, ReturnType<typeof make>>} */
  const mounted = new WeakMap();
  /** @param {{ parentElement: HTMLElement, data: any }} component */
  return ({ parentElement: parent, data }) => {
    const own = mounted.get(parent) ?? make(parent);
    mounted.set(parent, own);
    own.tell(data);
    // Streamlit may call this for a call it has already superseded, while the element lives on.
    return () => setTimeout(() => {
      if (parent.isConnected) return;
      own.forget();
      mounted.delete(parent);
    });
  };
}

// The same for a player whose whole message comes at once, without a scene.
/** @param {() => Promise<(parent: HTMLElement) => Alone>} prepare */
export function mountingAlone(prepare) {
  /** @type {WeakMap<HTMLElement, Promise<Alone>>} */
  const players = new WeakMap();
  /** @param {Component} component */
  return async (component) => {
    const { parentElement: parent, data } = component;
    const show = async () => {
      if (!data) return;
      const message = unpack(data);
      parent.querySelector(".opt-failure")?.remove();
      try {
        if (!players.has(parent)) {
          players.set(parent, prepare().then((make) => make(parent)));
          parent.addEventListener("opt-server", async (event) => renewed(await players.get(parent), event));
        }
        const player = await players.get(parent);
        player.requests.send = (name, value) => component.setTriggerValue(name, value);
        player.receive(message);
        leaveWords(parent, message.header.labels);
        player.requests.heard?.(message.header.answered);
      } catch (error) {
        console.error(error);
        forget();
        const { retry, failed } = message.header.labels;
        const again = element("button", { type: "button", onclick: show }, retry);
        parent.append(element("div", { class: "opt-failure", role: "alert" }, element("p", {}, failed), again));
      }
    };
    const forget = () => {
      players.get(parent)?.then((player) => player.dispose(), () => {});
      players.delete(parent);
    };
    await show();
    // Streamlit may call this for a call it has already superseded, while the element lives on.
    return () => setTimeout(() => { if (!parent.isConnected) forget(); });
  };
}

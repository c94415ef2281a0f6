// Whether the page's server is there, as Streamlit says of itself; and the note that says what waits where it is not.

import { element } from "../base/dom.js";

const STATE = "data-test-connection-state";
const SCRIPT = "data-test-script-state";
// So long after its script has ended a page may still be taking what came of it.
const TAKING_MS = 300;
const DIALOG = "[data-testid=stDialog]";

// `told(there)` hears of every change; the function that comes back ends that.
/** @param {(there: boolean) => void} told */
export function watchConnection(told) {
  const app = document.querySelector(`[${STATE}]`);
  if (!app) return () => {};
  let there = true;
  const away = new MutationObserver(closeDialog);
  const observer = new MutationObserver(() => {
    const now = app.getAttribute(STATE) === "CONNECTED";
    if (now === there) return;
    there = now;
    if (there) away.disconnect();
    else { away.observe(document.body, { childList: true, subtree: true }); closeDialog(); }
    told(there);
  });
  observer.observe(app, { attributes: true, attributeFilter: [STATE] });
  return () => { observer.disconnect(); away.disconnect(); };
}

// Where players are, and the one note of a page.
/** @type {Set<HTMLElement>} */
const places = new Set();
const note = element("p", { class: "opt-notice opt-waiting", role: "status" });
/** @type {Element | null} */
let app = null;
let stop = () => {};

// Component code with a note above the first player of the page while the server is away. Players hear of it by an
// event at their element, which `base/mount.js` knows.
/** @template R @param {(component: Component) => R} mount @returns {(component: Component) => R} */
export const noting = (mount) => (component) => {
  places.add(component.parentElement);
  const there = document.querySelector(`[${STATE}]`);
  if (there !== app) {
    stop();
    app = there;
    stop = watchConnection(changed);
  }
  return mount(component);
};

/** @param {boolean} there */
function changed(there) {
  for (const place of places) if (!place.isConnected) places.delete(place);
  note.remove();
  const order = (a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);
  const [first] = [...places].sort(order);
  if (!there && first) {
    note.textContent = first.dataset.serverWaits ?? "";
    first.prepend(note);
  }
  tell(there ? "back" : "away");
  afterRun.disconnect();
  if (there && app) afterRun.observe(app, { attributes: true, attributeFilter: [SCRIPT], attributeOldValue: true });
}

/** @param {"away" | "back" | "ran"} what */
function tell(what) {
  for (const place of places) place.dispatchEvent(new CustomEvent("opt-server", { detail: what }));
}

// A server that was started anew may say what is on the page already, and then Streamlit says nothing to the players:
// they hear that the first script after the connection was away has run.
const afterRun = new MutationObserver((changes) => {
  if (app?.getAttribute(SCRIPT) === "running" || !changes.some(({ oldValue }) => oldValue === "running")) return;
  afterRun.disconnect();
  setTimeout(() => tell("ran"), TAKING_MS);
});

// Streamlit covers the whole page with an error, and makes it deaf, while all that moves goes on: a note of ours says
// what waits.
function closeDialog() {
  /** @type {HTMLElement | null} */
  const close = document.querySelector(`${DIALOG} [role=dialog] > button, ${DIALOG} button[aria-label=Close]`);
  close?.click();
}

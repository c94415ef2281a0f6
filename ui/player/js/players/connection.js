// Whether the page's server is there, as Streamlit says of itself.

const STATE = "data-test-connection-state";
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

// Streamlit covers the whole page with an error, and makes it deaf, while all that moves goes on: a note of ours says
// what waits.
function closeDialog() {
  /** @type {HTMLElement | null} */
  const close = document.querySelector(`${DIALOG} [role=dialog] > button, ${DIALOG} button[aria-label=Close]`);
  close?.click();
}

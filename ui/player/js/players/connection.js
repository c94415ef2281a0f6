// Whether the page's server is there, as Streamlit says of itself.

const STATE = "data-test-connection-state";

// `told(there)` hears of every change; the function that comes back ends that.
/** @param {(there: boolean) => void} told */
export function watchConnection(told) {
  const app = document.querySelector(`[${STATE}]`);
  if (!app) return () => {};
  let there = true;
  const observer = new MutationObserver(() => {
    const now = app.getAttribute(STATE) === "CONNECTED";
    if (now !== there) { there = now; told(there); }
  });
  observer.observe(app, { attributes: true, attributeFilter: [STATE] });
  return () => observer.disconnect();
}

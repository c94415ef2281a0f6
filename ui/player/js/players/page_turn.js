// From page to page nothing goes blank: a picture of the page one leaves stays until the one that was asked for has
// drawn its own. Streamlit takes everything away at once and builds the next page piece by piece.

// Whatever happens, the picture goes so long after the last sign of the next page.
const LONGEST_MS = 8000;
// A page without a player is there when its script has ended and nothing has been added for so long.
const QUIET_MS = 600;
// What builds the next page has the time between two looks.
const LOOK_MS = 40;
// Less than this is the frame that all pages have.
const FEW_PARTS = 12;
const PARTS = ["[data-testid=stMainBlockContainer]", "[data-testid=stSidebarUserContent]"];
const LINK = "a[data-testid=stPageLink-NavLink]";
const ELEMENTS = "[data-testid=stMain] [data-testid=stElementContainer]:not(.opt-held *)";
const PLAYER = ".opt-player:not(.opt-held *)";

const RUNNING = ".stApp[data-test-script-state=running]";

let watching = false;

export function holdPages() {
  if (watching) return;
  watching = true;
  document.addEventListener("click", (event) => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest(LINK) : null;
    if (link instanceof HTMLAnchorElement && leadsAway(link)) hold();
  }, true);
}

/** @param {HTMLAnchorElement} link */
export function leadsAway({ href, target }) {
  const [there, here] = [new URL(href, window.location.href), window.location];
  return target !== "_blank" && there.origin === here.origin && pageOf(there.pathname) !== pageOf(here.pathname);
}

// The first page of an app answers at the root as well.
const pageOf = (path) => path.split("/").filter(Boolean).at(-1) ?? "";

function hold() {
  for (const old of document.querySelectorAll(".opt-held")) old.remove();
  const held = PARTS.flatMap((selector) => {
    const node = /** @type {HTMLElement | null} */ (document.querySelector(selector));
    return node ? [picture(node)] : [];
  });
  const left = document.querySelector(PLAYER) ?? document.querySelector(PARTS[0])?.firstElementChild;
  const began = performance.now();
  let [quiet, parts, sign] = [began, 0, began];
  const watch = () => {
    const now = performance.now();
    const drawn = gone(left) && document.querySelector(`${PLAYER}[data-ready=true], .opt-failure`);
    const count = document.querySelectorAll(ELEMENTS).length;
    if (count !== parts || document.querySelector(RUNNING)) sign = now;
    if (!gone(left) || count !== parts || count < FEW_PARTS) quiet = now;
    parts = count;
    const waits = document.querySelector(`.stBidiComponent:not(.opt-held *), ${RUNNING}`);
    if (!drawn && now - sign < LONGEST_MS && (waits || now - quiet < QUIET_MS)) setTimeout(watch, LOOK_MS);
    else for (const node of held) node.remove();
  };
  setTimeout(watch, LOOK_MS);
}

// Whether what was there is gone.
const gone = (left) => !left?.isConnected;

// A likeness of what is there, in its place; what is drawn on canvases is drawn again.
/** @param {HTMLElement} node */
function picture(node) {
  const box = node.getBoundingClientRect();
  const copy = /** @type {HTMLElement} */ (node.cloneNode(true));
  const [from, to] = [node.querySelectorAll("canvas"), copy.querySelectorAll("canvas")];
  from.forEach((canvas, i) => {
    if (canvas.width && canvas.height) to[i].getContext("2d")?.drawImage(canvas, 0, 0);
  });
  for (const named of copy.querySelectorAll("[id]")) named.removeAttribute("id");
  for (const drawn of copy.querySelectorAll("[data-ready]")) drawn.removeAttribute("data-ready");
  const frame = document.createElement("div");
  frame.className = "opt-held";
  frame.inert = true;
  frame.setAttribute("aria-hidden", "true");
  Object.assign(frame.style, { left: `${box.left}px`, top: `${box.top}px`, width: `${box.width}px`,
    height: `${Math.max(box.height, window.innerHeight - box.top)}px`, background: groundOf(node) });
  frame.append(copy);
  // Beside what it shows, so that the same styles hold.
  node.parentElement?.append(frame);
  return frame;
}

// The colour that shows through.
/** @param {HTMLElement} node */
function groundOf(node) {
  /** @type {HTMLElement | null} */
  let at = node;
  for (; at; at = at.parentElement) {
    const { backgroundColor } = getComputedStyle(at);
    if (backgroundColor !== "rgba(0, 0, 0, 0)") return backgroundColor;
  }
  return "transparent";
}

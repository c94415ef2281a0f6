// Clicks on the landscape, told apart from the drags that pan it.

const STILL = 4;
const DOUBLE = 280;

// `holds(x, y)` says whether a place belongs to the picture. `wait()` says whether a second click could mean something
// else (resetting a zoomed view); only then is the first one held back until it is clear that it stays alone.
export function listenToClicks(stage, holds, { clicked, doubled = () => {}, wait = () => false }) {
  let down = null;
  let timer = 0;
  const place = (event) => {
    const box = stage.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const pressed = (event) => {
    const [x, y] = place(event);
    const free = event.button === 0 && event.isPrimary && !event.target.closest(".opt-start");
    down = free && holds(x, y) ? [x, y] : null;
  };
  const released = (event) => {
    if (!down) return;
    const [x, y] = place(event);
    const still = Math.hypot(x - down[0], y - down[1]) <= STILL;
    down = null;
    if (!still) return;
    clearTimeout(timer);
    if (timer) { timer = 0; doubled(); return; }
    if (!wait()) { clicked(x, y); return; }
    timer = setTimeout(() => { timer = 0; clicked(x, y); }, DOUBLE);
  };
  stage.addEventListener("pointerdown", pressed, true);
  window.addEventListener("pointerup", released, true);
  return () => window.removeEventListener("pointerup", released, true);
}

// Pressing and dragging on the lower chart moves through the steps; `seek` gets a place of the horizontal axis.
// `frameOf()` is the chart's frame, nothing while it is not drawn. A finger may be about to scroll the page: it moves
// through the steps once it goes sideways or has tapped.
export function listenToScrubbing(stage, frameOf, seek) {
  let scrubbing = false;
  let from = null;
  const move = (event) => seek(frameOf().x.toData(event.clientX - stage.getBoundingClientRect().left));
  stage.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !frameOf()) return;
    from = event.clientX;
    scrubbing = event.pointerType !== "touch";
    stage.setPointerCapture(event.pointerId);
    if (scrubbing) move(event);
  });
  stage.addEventListener("pointermove", (event) => {
    if (from === null) return;
    scrubbing ||= Math.abs(event.clientX - from) > STILL;
    if (scrubbing) move(event);
  });
  stage.addEventListener("pointerup", (event) => {
    if (from !== null && !scrubbing) move(event);
    scrubbing = false;
    from = null;
  });
  stage.addEventListener("pointercancel", () => { scrubbing = false; from = null; });
}

// One finger up or down scrolls the page and sideways goes to what is drawn, as `touch-action` says; Plotly would keep
// every touch of a picture in three dimensions from the browser.
/** @param {HTMLElement} node */
export function leaveSwipesToThePage(node) {
  const leave = (event) => { if (event.touches.length === 1) event.preventDefault = () => {}; };
  for (const name of ["touchstart", "touchmove"]) node.addEventListener(name, leave, { capture: true, passive: true });
}

// The wheel belongs to the page, unless Ctrl is held or fingers pinch, which browsers report alike: that zooms.
// `scrolled()` hears of a wheel that was left to the page.
export function leaveWheelToThePage(node, scrolled) {
  node.addEventListener("wheel", (event) => {
    if (event.ctrlKey || event.metaKey) return;
    event.stopPropagation();
    scrolled();
  }, { capture: true, passive: true });
}

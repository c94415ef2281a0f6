// Keys of the player: for the whole page, wherever the focus is, except where it takes the key itself.

const TAKES_TEXT = "textarea, [contenteditable], [role=textbox], [role=combobox], [role=spinbutton], "
  + "input:not([type=range], [type=checkbox], [type=radio], [type=button], [type=submit], [type=file], [type=color])";
// Choices that are made with the arrows.
const MOVES = "[role=slider], input[type=range], select, [role=listbox], [role=option], [role=menu], [role=menuitem], "
  + "[role=radio], [role=radiogroup], input[type=radio], [role=tab], [role=tablist], [role=grid], [role=treegrid]";
// What the space bar presses.
const PRESSED = "button, summary, select, input[type=checkbox], input[type=radio], [role=button], [role=checkbox], "
  + "[role=radio], [role=switch], [role=tab], [role=option], [role=menuitem]";
const MOVING = new Set(["ArrowLeft", "ArrowRight", "Home", "End"]);

/** @param {HTMLElement} root @param {Actions} actions */
export function listenToKeys(root, actions) {
  const keys = {
    " ": actions.toggle, ArrowLeft: () => actions.stepBy(-1), ArrowRight: () => actions.stepBy(1),
    Home: () => actions.seek(0), End: () => actions.seek(Infinity),
    Escape: () => actions.leave(), "?": () => actions.help(),
  };
  // By the place on the keyboard: other alphabets have other letters there.
  const places = { KeyF: () => actions.present(), KeyV: () => actions.view?.(), KeyC: () => actions.side?.(),
    ...sceneKeys(actions) };
  for (let place = 1; place <= 9; place += 1) {
    places[`Digit${place}`] = places[`Numpad${place}`] = () => actions.run(place - 1);
  }
  return listen(root, keys, places);
}

// For what has no steps and no runs: the way between scenes, and the list of keys. Escape is only taken to close it:
// otherwise it ends a presentation.
/**
 * @param {HTMLElement} root
 * @param {Pick<Actions, "scene"> & { list: { open: boolean, show(on: boolean): void } }} actions
 */
export const listenToSceneKeys = (root, { scene, list }) => listen(root, helpKeys(list), sceneKeys({ scene }));

// For a page without a player: the list of keys alone.
/** @param {{ open: boolean, show(on: boolean): void }} list */
export const listenToHelp = (list) => listen(null, helpKeys(list), {});

const helpKeys = (list) => ({
  "?": () => list.show(!list.open),
  get Escape() { return list.open ? () => list.show(false) : undefined; },
});

const sceneKeys = (actions) => ({ KeyN: () => actions.scene("next"), KeyP: () => actions.scene("previous") });

/** @param {HTMLElement | null} root whose keys they are, null for the page's own */
function listen(root, keys, places) {
  const pressed = (event) => {
    const action = keys[event.key] ?? (event.shiftKey ? null : places[event.code]);
    if (!action || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.shiftKey && event.key !== "?") return;
    if (taken(event) || (root && !concerns(root, event.target))) return;
    event.preventDefault();
    action();
  };
  document.addEventListener("keydown", pressed);
  return () => document.removeEventListener("keydown", pressed);
}

// Whether what has the focus does something with the key itself.
function taken({ key, target }) {
  if (target.closest(TAKES_TEXT)) return true;
  return Boolean((MOVING.has(key) && target.closest(MOVES)) || (key === " " && target.closest(PRESSED)));
}

// Whether this player is meant: the one that has the focus, else the first that is in sight.
function concerns(root, target) {
  const focused = target.closest(".opt-player");
  if (focused) return focused === root;
  return [...document.querySelectorAll(".opt-player")].find(inSight) === root;
}

function inSight(player) {
  const { top, bottom, height } = player.getBoundingClientRect();
  return height > 0 && bottom > 0 && top < window.innerHeight;
}

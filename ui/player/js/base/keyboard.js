// Keys of the player: on the player itself, and for the whole page while nothing has the focus.

const OWN_KEYS = "input, select, textarea, [contenteditable], "
  + "[role=slider], [role=textbox], [role=combobox], [role=spinbutton]";

/** @param {HTMLElement} root @param {Actions} actions */
export function listenToKeys(root, actions) {
  const keys = {
    " ": actions.toggle, ArrowLeft: () => actions.stepBy(-1), ArrowRight: () => actions.stepBy(1),
    Home: () => actions.seek(0), End: () => actions.seek(Infinity),
  };
  const pressed = (event) => {
    const action = keys[event.key];
    if (!action || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (!concerns(root, event)) return;
    event.preventDefault();
    action();
  };
  document.addEventListener("keydown", pressed);
  return () => document.removeEventListener("keydown", pressed);
}

function concerns(root, event) {
  const { target } = event;
  if (target === document.body) return root.isConnected && root.offsetParent !== null;
  if (!root.contains(target) || target.closest(OWN_KEYS)) return false;
  // The space bar presses a focused button already.
  return !(event.key === " " && target.closest("button"));
}

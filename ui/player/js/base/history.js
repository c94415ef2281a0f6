// The way back goes change by change: Streamlit makes an entry of every new address, so a slider moved by ten keys
// would be ten steps back. Here an entry is replaced while the same control changes again within a short time, and
// where only what one looks at changes, as the step that is shown.

const MERGE_MS = 1500;
const LOOKS = new Set(["step", "camera", "open"]);
// What is chosen by links, one page after another, however fast.
const PAGES = new Set(["method"]);
// Lists in one parameter, of settings that have a control each.
const LISTS = { m: ";", letters: "," };

// The settings of an address by the control they belong to.
/** @param {string} search */
export function settingsOf(search) {
  /** @type {Map<string, string>} */
  const settings = new Map();
  for (const [name, value] of new URLSearchParams(search)) {
    const separator = LISTS[name];
    if (!separator) { settings.set(name, `${settings.get(name) ?? ""}\n${value}`); continue; }
    const parts = value.split(separator);
    const owner = name === "m" ? parts[0] : "";
    for (const part of parts) {
      const [key, ...rest] = part.split(/[=:]/);
      settings.set(`${name} ${owner} ${key}`, rest.join("="));
    }
  }
  return settings;
}

// The controls in which two addresses differ.
/** @param {string} before @param {string} after */
export function changedSettings(before, after) {
  const [old, now] = [settingsOf(before), settingsOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].filter((key) => old.get(key) !== now.get(key)).sort();
}

/**
 * @param {Pick<Window, "history" | "location" | "addEventListener">} page
 * @param {() => number} clock in milliseconds
 */
export function mergeHistory(page = window, clock = () => performance.now()) {
  const { history, location } = page;
  if (Object.hasOwn(history, "pushState")) return;
  const push = history.pushState.bind(history);
  let last = { control: "", at: -Infinity };
  page.addEventListener("popstate", () => { last = { control: "", at: -Infinity }; });
  history.pushState = (state, title, url) => {
    const next = new URL(url ?? "", location.href);
    const changed = next.pathname === location.pathname ? changedSettings(location.search, next.search) : [];
    const chosen = changed.filter((key) => !LOOKS.has(key));
    const control = chosen.join("\n");
    const soon = control === last.control && clock() - last.at < MERGE_MS;
    const again = soon && control !== "" && !PAGES.has(control);
    const looked = changed.length > 0 && chosen.length === 0;
    if (!looked) last = { control, at: clock() };
    if (again || looked) history.replaceState(state, title, url);
    else push(state, title, url);
  };
}

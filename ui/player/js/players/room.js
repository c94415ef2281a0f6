// How high the plots may be: as high as the window leaves them beside all that one needs while playing.

import { isNarrow } from "../base/dom.js";

const MARGIN = 10;
// With more runs than this the rows scroll, where the plots would become low otherwise: down to so few where plots stay
// lower than this share of their usual height. Of up to four none is out of sight but where plots would be unreadable.
const [ROWS, FEWEST] = [4, 2];
const LOW = 0.7;

/**
 * @typedef {object} Shelf plots side by side, above other shelves
 * @property {HTMLElement} stage one of them
 * @property {string} property the style that has their height
 * @property {number} share of what all shelves have
 * @property {number} least
 * @property {number} usual as high as they are where the window does not decide
 * @property {() => number} [most]
 */

/**
 * Sets the heights of the plots and of the table's window.
 *
 * @param {HTMLElement} root of the player
 * @param {Shelf[]} shelves
 * @param {HTMLElement} table its runs' rows, the last thing that must be seen while playing
 */
export function makeRoom(root, shelves, table) {
  table.style.maxHeight = "";
  if (!root.clientWidth || isNarrow(root)) {
    for (const { property } of shelves) root.style.removeProperty(property);
    return;
  }
  foldRows(root, shelves, table);
  const room = roomFor(root, shelves, table);
  for (const { property, share, least, most } of shelves) {
    const height = Math.min(Math.max(least, Math.floor(room * share)), most?.() ?? Infinity);
    // All that stands in a player is styled again when one of its own properties is set, even to what it was.
    if (root.style.getPropertyValue(property) !== `${height}px`) root.style.setProperty(property, `${height}px`);
  }
}

// So many rows are in sight as plots of the height that they should have at least leave room for.
function foldRows(root, shelves, table) {
  const rows = table.querySelectorAll("tbody tr");
  const many = rows.length > ROWS;
  const usual = sum(shelves.map((shelf) => shelf.usual));
  if (rows.length <= FEWEST || (many && roomFor(root, shelves, table) >= usual)) return;
  const above = (row) => row.getBoundingClientRect().top - table.getBoundingClientRect().top + table.scrollTop;
  const show = (count) => {
    if (count < rows.length) table.style.maxHeight = `${Math.ceil(above(rows[count]))}px`;
  };
  const most = Math.min(ROWS, rows.length);
  show(most);
  const wanted = many ? LOW * usual : sum(shelves.map((shelf) => shelf.least));
  const missing = wanted - inFirstView(root, othersOf(root, shelves, table));
  const fewer = Math.ceil(missing / (above(rows[most - 1]) - above(rows[most - 2])));
  if (fewer > 0) show(Math.max(FEWEST, most - fewer));
}

function roomFor(root, shelves, table) {
  const others = othersOf(root, shelves, table);
  const first = inFirstView(root, others);
  const least = sum(shelves.map((shelf) => shelf.least));
  if (first >= least) return first;
  // Below the first view of the page a player fits into the window once one has scrolled to it.
  const alone = window.innerHeight - others - 2 * MARGIN;
  return Math.max(least, Math.min(sum(shelves.map((shelf) => shelf.usual)), alone));
}

const inFirstView = (root, others) => window.innerHeight - topOf(root) - others - MARGIN;

// The height of all that is not a plot.
function othersOf(root, shelves, table) {
  const down = table.getBoundingClientRect().bottom - root.getBoundingClientRect().top;
  return down - sum(shelves.map(({ stage }) => shownHeight(stage)));
}

// The height of a plot, or of the one that is shown in its place.
function shownHeight(stage) {
  const shown = stage.offsetParent ? stage : /** @type {HTMLElement} */ (stage.nextElementSibling);
  return shown.offsetHeight;
}

// How far down its page the player begins, however far that is scrolled.
/** @param {HTMLElement} root */
export function topOf(root) {
  let all = root.getBoundingClientRect().top + window.scrollY;
  for (let node = root.parentElement; node; node = node.parentElement) {
    // The document's own scrolling is the window's.
    if (node !== document.documentElement && node !== document.body) all += node.scrollTop;
  }
  return Math.round(all);
}

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((all, each) => all + each, 0);

// A browser's message that is larger than the connection takes closes it without a word. So a table that would be is
// refused here, before it is sent, with a sentence in its place.

import { element } from "../../base/dom.js";
import { mountingOnce } from "../../base/mount.js";

const encoder = new TextEncoder();

/** @param {string} text @param {number} limit in bytes */
export function tooLarge(text, limit) {
  // A character has one byte at least and three at most: most texts need not be encoded.
  return text.length > limit || (3 * text.length > limit && encoder.encode(text).length > limit);
}

/** @param {HTMLTextAreaElement} field @param {string} pasted */
function after(field, pasted) {
  return field.value.slice(0, field.selectionStart) + pasted + field.value.slice(field.selectionEnd);
}

/** @typedef {{ field: string, limit: number, refusal: string }} Limit */

export const mountTableLimit = mountingOnce((parent) => {
  /** @type {Limit} */
  let limit;
  const note = element("p", { role: "alert", style: "margin: 0; color: var(--st-red-text-color)" });
  note.hidden = true;
  parent.append(note);
  /** @param {Event} event @param {string} pasted */
  const check = (event, pasted) => {
    const field = event.target;
    if (!(field instanceof HTMLTextAreaElement) || !field.closest(limit.field)) return;
    const refused = tooLarge(after(field, pasted), limit.limit);
    note.hidden = !refused;
    note.textContent = refused ? limit.refusal : "";
    if (!refused) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  /** @param {ClipboardEvent} event */
  const paste = (event) => check(event, event.clipboardData?.getData("text/plain") ?? "");
  // Whatever else puts text there, dropping or typing, after the fact: then it must not be sent.
  /** @param {Event} event */
  const input = (event) => check(event, "");
  document.addEventListener("paste", paste, true);
  document.addEventListener("input", input, true);
  /** @param {Limit} data */
  const tell = (data) => { limit = data; };
  const forget = () => {
    document.removeEventListener("paste", paste, true);
    document.removeEventListener("input", input, true);
  };
  return { tell, forget };
});

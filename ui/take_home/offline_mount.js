// Gives the player what Streamlit would: its element and its messages. Nobody hears what it reports.

import { mountPlayer, mountScene } from "./main.js";

const bytes = (id) => Uint8Array.from(atob(document.getElementById(id).textContent.trim()), (letter) => letter.charCodeAt(0));

const parentElement = document.getElementById("player");
mountScene({ data: bytes("scene"), parentElement: document.createElement("div") });
mountPlayer({ data: bytes("runs"), parentElement, setTriggerValue: () => {}, setStateValue: () => {} });

// The ring shows where the runs began; moving it would need new runs.
for (const ring of parentElement.querySelectorAll(".opt-start")) ring.inert = true;
new MutationObserver(() => {
  for (const ring of parentElement.querySelectorAll(".opt-start:not([inert])")) ring.inert = true;
}).observe(parentElement, { childList: true, subtree: true });

// Gives the player what Streamlit would: its element and its messages. Nobody hears what it reports: a start, a number of
// a run or of the surface that is moved is answered by the engine, in the file itself.

import { findScene, keepScene } from "./base/scenes.js";
import { unpack } from "./base/wire.js";
import { OwnServer } from "./live/own_answer.js";
import { mountPlayer, mountScene } from "./main.js";

const bytes = (id) => Uint8Array.from(atob(document.getElementById(id).textContent.trim()), (letter) => letter.charCodeAt(0));

const parentElement = document.getElementById("player");
const taken = unpack(bytes("runs"));
mountScene({ data: bytes("scene"), parentElement: document.createElement("div") });
const own = new OwnServer(findScene(taken.header.scene), taken);
const { follows } = own;
if (!follows) taken.header.reports = [];
const component = { parentElement, setStateValue: () => {}, setTriggerValue: (name, asked) => {
  const answer = own.answer(name, asked);
  if (!answer) return;
  keepScene(answer.scene);
  mountPlayer({ ...component, data: answer.message });
} };
mountPlayer({ ...component, data: taken });

// Where nothing can be run anew the ring shows where the runs began.
if (!follows) {
  document.querySelector(".alone")?.remove();
  document.body.classList.add("still");
  const still = () => { for (const ring of parentElement.querySelectorAll(".opt-start:not([inert])")) ring.inert = true; };
  still();
  new MutationObserver(still).observe(parentElement, { childList: true, subtree: true });
}

/** What can be done with one message: react, answer it, look behind the scenes. */

import { build } from "./dom.js";
import { openAt, walkByArrows } from "./popover.js";
import { EMOJI } from "./reactions.js";

const menu = document.getElementById("actions");
const emoji = document.getElementById("actions-emoji");
const unreact = document.getElementById("unreact");

let wish = {};
let opener = null;

/** `wishes`: the emoji that is `chosen`, and `react(emoji)`, `reply()`, `story()`. */
export function openActions(anchor, wishes) {
  wish = wishes;
  opener = anchor;
  for (const button of emoji.children) {
    button.setAttribute("aria-checked", String(button.textContent === wishes.chosen));
  }
  unreact.hidden = !wishes.chosen;
  openAt(menu, anchor);
}

function act(name, ...told) {
  menu.hidePopover();
  opener?.focus();
  wish[name](...told);
}

emoji.append(
  ...EMOJI.map((one) =>
    build("button", { type: "button", role: "menuitemradio", onclick: () => act("react", one) }, one),
  ),
);
unreact.addEventListener("click", () => act("react", ""));
document.getElementById("reply").addEventListener("click", () => act("reply"));
document.getElementById("story").addEventListener("click", () => act("story"));
walkByArrows(menu);

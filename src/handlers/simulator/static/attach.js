/** What can be sent beside words: files, and a place. */

import { openPlaces } from "./places.js";
import { openAt, walkByArrows } from "./popover.js";

const menu = document.getElementById("attach");

let taken = {};
let phone = null;

/** `wishes`: `files(files, voice)` and `place(location)` hear what is chosen from now on. */
export function attachTo(wishes) {
  taken = wishes;
}

export function openAttach(anchor) {
  phone = anchor.closest(".phone");
  openAt(menu, anchor);
}

for (const button of menu.querySelectorAll("button[data-field]")) {
  const field = document.getElementById(button.dataset.field);
  button.addEventListener("click", () => {
    menu.hidePopover();
    field.click();
  });
  field.addEventListener("change", () => {
    taken.files([...field.files], field.hasAttribute("data-voice"));
    field.value = "";
  });
}

document.getElementById("attach-place").addEventListener("click", () => {
  menu.hidePopover();
  openPlaces(phone, (location) => taken.place(location));
});
walkByArrows(menu);

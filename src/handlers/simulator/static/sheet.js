/** Sheets that come up from the bottom; the one with the rows of a list. */

import { build } from "./dom.js";
import { hasRightToLeft } from "./text.js";

const sheet = document.getElementById("sheet");
const rows = document.getElementById("sheet-rows");

for (const dialog of document.querySelectorAll("dialog.sheet")) {
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  dialog.querySelector(".sheet-head button").addEventListener("click", () => dialog.close());
}

/** Opens a dialog on one phone of the desk, as if it were the phone's own. */
export function showOn(phone, dialog) {
  const place = () => {
    const { left, top } = phone.getBoundingClientRect();
    dialog.style.left = `${left + phone.clientLeft}px`;
    dialog.style.top = `${top + phone.clientTop}px`;
    dialog.style.width = `${phone.clientWidth}px`;
    dialog.style.height = `${phone.clientHeight}px`;
  };
  place();
  addEventListener("resize", place);
  dialog.addEventListener("close", () => removeEventListener("resize", place), { once: true });
  dialog.showModal();
}

/** Shows the options of a list, from the side its heading is read from; `choose(option)` hears which row is tapped. */
export function openSheet(phone, part, choose) {
  const heading = part.list_button || "Liste";
  document.getElementById("sheet-title").textContent = heading;
  sheet.dir = hasRightToLeft(heading) ? "rtl" : "ltr";
  rows.replaceChildren(...(part.options ?? []).map((option) => build("li", {}, row(option, choose))));
  showOn(phone, sheet);
}

export function closeSheet() {
  sheet.close();
}

function row(option, choose) {
  const pick = () => {
    sheet.close();
    choose(option);
  };
  return build(
    "button",
    { type: "button", onclick: pick },
    build("span", { class: "sheet-title", dir: "auto" }, option.title),
    option.description ? build("span", { class: "sheet-description", dir: "auto" }, option.description) : null,
    build("span", { class: "sheet-radio", "aria-hidden": "true" }),
  );
}

/** The sheet that comes up from the bottom with the rows of a list. */

import { build } from "./dom.js";

const sheet = document.getElementById("sheet");
const rows = document.getElementById("sheet-rows");

sheet.addEventListener("click", ({ target }) => target === sheet && sheet.close());
document.getElementById("sheet-close").addEventListener("click", () => sheet.close());

/** Shows the options of a list; `choose(option)` is called for the row that is tapped. */
export function openSheet(part, choose) {
  document.getElementById("sheet-title").textContent = part.list_button || "Liste";
  rows.replaceChildren(...(part.options ?? []).map((option) => build("li", {}, row(option, choose))));
  sheet.showModal();
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

/** The sheet that comes up from the bottom with the rows of a list. */

import { build } from "./dom.js";
import { hasRightToLeft } from "./text.js";

const sheet = document.getElementById("sheet");
const rows = document.getElementById("sheet-rows");

sheet.addEventListener("click", ({ target }) => target === sheet && sheet.close());
document.getElementById("sheet-close").addEventListener("click", () => sheet.close());

/** Shows the options of a list, from the side its heading is read from; `choose(option)` hears which row is tapped. */
export function openSheet(part, choose) {
  const heading = part.list_button || "Liste";
  document.getElementById("sheet-title").textContent = heading;
  sheet.dir = hasRightToLeft(heading) ? "rtl" : "ltr";
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

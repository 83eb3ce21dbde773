/** The dialog for a place: one of some, where one is, or any coordinates. */

import { build } from "./dom.js";
import { showOn } from "./sheet.js";

const READY = [
  { name: "Gare de Lyon", address: "Place Louis-Armand, 75012 Paris", latitude: 48.8443, longitude: 2.3744 },
  { name: "Champigny-sur-Marne", address: "Avenue Roger-Salengro, 94500", latitude: 48.8172, longitude: 2.5156 },
  { name: "Vieux-Port", address: "Quai des Belges, 13001 Marseille", latitude: 43.2951, longitude: 5.3745 },
  { name: "Place Bellecour", address: "69002 Lyon", latitude: 45.7578, longitude: 4.832 },
];

const dialog = document.getElementById("places");
const form = document.getElementById("place-form");

let choose = () => {};

export function openPlaces(phone, chosen) {
  choose = chosen;
  showOn(phone, dialog);
}

function pick(place) {
  dialog.close();
  choose(place);
}

function row(place) {
  return build(
    "button",
    { type: "button", onclick: () => pick(place) },
    build("span", { class: "sheet-title" }, place.name),
    build("span", { class: "sheet-description" }, place.address),
  );
}

document.getElementById("place-rows").replaceChildren(...READY.map((place) => build("li", {}, row(place))));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const { latitude, longitude, name } = Object.fromEntries(new FormData(form));
  pick({ latitude: Number(latitude), longitude: Number(longitude), name: name.trim() || undefined });
});

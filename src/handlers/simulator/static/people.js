/** The people one can be, and the field for any other number. */

import { build } from "./dom.js";

const AGAIN_MS = 3000;

const list = document.getElementById("people");
const hint = document.getElementById("people-hint");
const field = document.getElementById("stranger-phone");

/** Calls `choose(phone)`. Returns once the people are shown, trying again while the server is away. */
export async function showPeople(choose) {
  document.getElementById("stranger").addEventListener("submit", (event) => {
    event.preventDefault();
    const phone = normalized(field.value);
    field.setCustomValidity(phone ? "" : "Un numéro avec son indicatif, comme +33612345678.");
    if (field.reportValidity()) choose(phone);
  });
  field.addEventListener("input", () => field.setCustomValidity(""));
  const people = await load();
  list.replaceChildren(...people.map((person) => build("li", {}, entry(person, choose))));
  return people;
}

export function markPerson(phone) {
  for (const button of list.querySelectorAll("button")) {
    if (button.dataset.phone === phone) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
}

/** `+33612345678` as `+33 6 12 34 56 78`; other numbers in groups too, close enough to read. */
export function readable(phone) {
  const french = /^\+33(\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(phone);
  return french ? `+33 ${french.slice(1).join(" ")}` : phone;
}

/** E.164, or null. A number that starts with one zero is French. */
function normalized(text) {
  const digits = text.replace(/[\s().\-/]/g, "").replace(/^00/, "+").replace(/^0/, "+33");
  return /^\+[1-9]\d{6,14}$/.test(digits) ? digits : null;
}

async function load() {
  for (;;) {
    try {
      const answer = await fetch("/simulator/people");
      if (answer.ok) {
        hint.hidden = true;
        return await answer.json();
      }
    } catch {
      // The server is away: said below, like any other failure.
    }
    hint.textContent = "Le serveur ne répond pas. Nouvel essai…";
    hint.hidden = false;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

function entry(person, choose) {
  return build(
    "button",
    { type: "button", "data-phone": person.phone, onclick: () => choose(person.phone) },
    build("span", { class: `avatar tone-${tone(person.phone)}`, "aria-hidden": "true" }, initials(person.name)),
    build("span", { class: "entry-name", dir: "auto" }, person.name || readable(person.phone)),
    build("span", { class: "entry-phone" }, readable(person.phone)),
    person.active === false ? build("span", { class: "badge off" }, "inactif") : null,
    person.language ? build("span", { class: "badge" }, person.language) : null,
  );
}

function initials(name) {
  const words = (name || "?").split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...word][0] ?? "").join("").toUpperCase();
}

function tone(phone) {
  return [...phone].reduce((sum, digit) => sum + digit.charCodeAt(0), 0) % 6;
}

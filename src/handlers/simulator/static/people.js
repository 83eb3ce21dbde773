/** The people one can be, and the field for any other number or user id. */

import { normalized, readable } from "./address.js";
import { build, icon } from "./dom.js";

const AGAIN_MS = 3000;

const list = document.getElementById("people");
const hint = document.getElementById("people-hint");
const field = document.getElementById("stranger-phone");

/**
 * Calls `choose(phone)`, and `beside(phone)` to open somebody next to who is there.
 * Returns once the people are shown, trying again while the server is away.
 */
export async function showPeople(choose, beside) {
  document.getElementById("stranger").addEventListener("submit", (event) => {
    event.preventDefault();
    const phone = normalized(field.value);
    field.setCustomValidity(phone ? "" : "Un numéro avec son indicatif, comme +33612345678, ou un identifiant FR.abc.");
    if (field.reportValidity()) choose(phone);
  });
  field.addEventListener("input", () => field.setCustomValidity(""));
  const people = await load();
  list.replaceChildren(...people.map((person, place) => build("li", {}, ...entry(person, place, choose, beside))));
  return people;
}

/** Marks who is open; beside them others may be opened, as long as there is room. */
export function markPeople(open, room) {
  for (const item of list.children) {
    const [button, besides] = item.children;
    const isOpen = open.includes(button.dataset.phone);
    button.toggleAttribute("aria-current", isOpen);
    if (isOpen) button.setAttribute("aria-current", "true");
    besides.hidden = isOpen || !open.length || open.length >= room;
  }
}

/** A round with somebody's initials. */
export function avatar(phone, name) {
  return build("span", { class: `avatar tone-${tone(phone)}`, "aria-hidden": "true" }, initials(name));
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

function entry(person, place, choose, beside) {
  const called = person.name || readable(person.phone);
  const name = build("span", { class: "entry-name", dir: "auto", id: `person-${place}` }, called);
  const open = build(
    "button",
    { type: "button", class: "entry", "data-phone": person.phone, onclick: () => choose(person.phone) },
    avatar(person.phone, person.name),
    name,
    build("span", { class: "entry-phone" }, readable(person.phone)),
    person.active === false ? build("span", { class: "badge off" }, "inactif") : null,
    person.language ? build("span", { class: "badge" }, person.language) : null,
  );
  const next = build(
    "button",
    {
      type: "button", class: "entry-beside", "aria-label": "Ajouter à côté", "aria-describedby": name.id,
      title: "Ajouter à côté", hidden: "", onclick: () => beside(person.phone),
    },
    icon("columns"),
  );
  return [open, next];
}

function initials(name) {
  const words = (name || "?").split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...word][0] ?? "").join("").toUpperCase();
}

function tone(phone) {
  return [...phone].reduce((sum, digit) => sum + digit.charCodeAt(0), 0) % 6;
}

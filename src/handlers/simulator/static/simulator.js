/** The page: who is open (the address's hash), side by side, and what all of them share. */

import { close, openBeside, openOnly, openPeople } from "./address.js";
import { Backstage } from "./backstage.js";
import { Column } from "./column.js";
import { Delivery } from "./delivery.js";
import { markPeople, showPeople } from "./people.js";
import { Troubles } from "./troubles.js";

const MOST = 3;

const desk = document.querySelector(".desk");
const phones = document.getElementById("phones");

let first = phones.firstElementChild;
const blank = first.cloneNode(true);
for (const named of blank.querySelectorAll("[id]")) named.removeAttribute("id"); // one of a name is enough

let people = [];
let columns = [];

const person = (phone) => people.find((one) => one.phone === phone || one.user_id === phone);

const delivery = new Delivery((phone) => person(phone)?.user_id, () => troubles.show());
const troubles = new Troubles(delivery);
const backstage = new Backstage((open) => {
  desk.toggleAttribute("data-backstage", open);
  for (const button of phones.querySelectorAll('[data-part="backstage"]')) button.setAttribute("aria-pressed", String(open));
});

const shared = {
  delivery,
  nameOf: (phone) => person(phone)?.name,
  heard: (column, item) => backstage.heard(column, item),
  pick: (column, item) => backstage.pick(column, item, column.root.querySelector("textarea")),
};

/** Whoever is open already stays as they are; somebody new takes a phone that is free, or a new one. */
function enter() {
  const wanted = openPeople();
  const places = wanted.length ? wanted : [null];
  desk.dataset.screen = wanted.length ? "chat" : "people"; // first: what is hidden cannot take the focus
  desk.dataset.open = wanted.length;
  const free = columns.filter(({ phone }) => !wanted.includes(phone));
  const there = (phone) => columns.find((column) => phone && column.phone === phone);
  columns = places.map((phone) => there(phone) ?? moveIn(free.shift(), phone));
  for (const column of free) {
    backstage.forget(column);
    column.leave();
  }
  for (const [place, { root }] of columns.entries()) {
    const inPlace = phones.children[place] ?? null;
    if (inPlace !== root) phones.insertBefore(root, inPlace); // whoever is in place keeps what they have scrolled to
  }
  sayWho();
  troubles.show();
}

function moveIn(column = setUp(), phone) {
  backstage.forget(column);
  column.enter(phone);
  return column;
}

function setUp() {
  const root = first ?? blank.cloneNode(true);
  first = null;
  const column = new Column(root, shared);
  const at = (part, act) => root.querySelector(`[data-part="${part}"]`).addEventListener("click", act);
  at("back", () => openOnly(null));
  at("leave", () => close(column.phone));
  at("backstage", ({ currentTarget }) => backstage.toggle(column, currentTarget));
  at("troubles", () => troubles.open(root));
  at("release", () => delivery.release());
  at("off", () => troubles.off());
  return column;
}

function sayWho() {
  const open = openPeople();
  const several = open.length > 1;
  markPeople(open, MOST);
  for (const column of columns) column.sayWho(several);
  const names = open.map((phone) => shared.nameOf(phone) ?? "un inconnu");
  document.title = open.length ? `${names.join(", ")} – Relais` : "Relais – simulateur";
}

addEventListener("hashchange", enter);

enter();
troubles.load();
people = await showPeople(openOnly, openBeside);
sayWho();

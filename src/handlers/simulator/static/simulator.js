/** The page: who one is (the address's hash), the chat that is followed, what is written and tapped. */

import { Chat } from "./chat.js";
import { build } from "./dom.js";
import { follow } from "./feed.js";
import { markPerson, readable, showPeople } from "./people.js";
import { closeSheet, openSheet } from "./sheet.js";
import { forget, keep, post, unsent, uuid } from "./unsent.js";

const ID_LENGTH = 36;

const byId = (id) => document.getElementById(id);
const desk = document.querySelector(".desk");
const text = byId("text");

const chat = new Chat(byId("log"), byId("down"), {
  tap,
  open: (item) => openSheet(item.part, (option) => tap(item, option)),
  resend: (item) => send(item.message),
  typing: (waiting) => showPresence({ waiting }),
});

const presence = { waiting: false, up: false };
let people = [];
let phone = null;
let hangUp = () => {};

function enter() {
  phone = location.hash.slice(1) || null;
  hangUp();
  closeSheet();
  hideHint();
  desk.dataset.screen = phone ? "chat" : "people";
  byId("welcome").hidden = Boolean(phone);
  text.disabled = byId("send").disabled = !phone;
  chat.clear();
  sayWho();
  if (phone) listen(phone);
}

function listen(listened) {
  presence.up = false;
  showPresence({});
  hangUp = follow(listened, {
    item: receive,
    ready: () => {
      chat.ready();
      sendAll();
    },
    line: (up) => showPresence({ up }),
  });
  if (matchMedia("(hover: hover)").matches) text.focus();
}

/** A stored message takes the place of the one that was waiting here; the provider's id ends with our own. */
function receive(item) {
  const localId = item.direction === "in" ? item.provider_message_id?.slice(-ID_LENGTH) : undefined;
  const message = unsent(phone).find(({ id }) => id === localId);
  if (message) stored(message);
  chat.put(item, localId);
}

function tap(item, { id, title }) {
  write({ action_id: id, title, reply_to: item.provider_message_id ?? undefined });
}

function write(content) {
  send({ id: uuid(), phone, ...content });
}

async function send(message) {
  keep(message);
  show(message, "unsent");
  const reason = await post(message);
  if (!reason) stored(message);
  else if (stillUnsent(message)) refuse(message, reason);
}

/** One after the other: they were written in this order. */
async function sendAll() {
  for (const message of phone ? unsent(phone) : []) {
    if (stillUnsent(message)) await send(message);
  }
}

function stored(message) {
  if (!stillUnsent(message)) return;
  forget(message);
  show(message, "stored");
  if (!unsent(message.phone).length) hideHint();
}

function refuse(message, reason) {
  show(message, "refused");
  if (message.phone !== phone) return;
  byId("hint-text").textContent = `${reason} Rien n’est perdu\u00a0: renvoyez quand vous voulez.`;
  byId("hint").hidden = false;
}

function stillUnsent(message) {
  return unsent(message.phone).some(({ id }) => id === message.id);
}

/** Shows a message that the server has not told yet, if its chat is the one on the screen. */
function show(message, state) {
  if (message.phone !== phone) return;
  const { id, text: written, action_id, title, reply_to } = message;
  const content = action_id ? { kind: "button", title, reply_to } : { kind: "text", text: written };
  chat.put({ direction: "in", id, provider_message_id: id, content, state, at: new Date().toISOString(), message });
}

function hideHint() {
  byId("hint").hidden = true;
}

function showPresence(change) {
  Object.assign(presence, change);
  const state = !presence.up ? "connexion…" : presence.waiting ? "écrit…" : "en ligne";
  byId("presence").textContent = phone ? state : "";
}

function sayWho() {
  const name = people.find((person) => person.phone === phone)?.name ?? "un inconnu";
  markPerson(phone);
  chat.announce(...(phone ? ["Vous êtes ", bdi(name), " · ", bdi(readable(phone))] : []));
  document.title = phone ? `${name} – Relais` : "Relais – simulateur";
}

/** Keeps the directions of a name and a number out of each other. */
function bdi(content) {
  return build("bdi", {}, content);
}

function submit() {
  const written = text.value.trim();
  if (!written || !phone) return;
  text.value = "";
  write({ text: written });
}

byId("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
  text.focus();
});
text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  submit();
});
byId("hint-retry").addEventListener("click", sendAll);
byId("back").addEventListener("click", () => (location.hash = ""));
window.addEventListener("online", sendAll);
window.addEventListener("hashchange", enter);

enter();
people = await showPeople((chosen) => (location.hash = chosen));
sayWho();

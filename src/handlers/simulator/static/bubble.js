/** One item of the chat as a row of the log. */

import { summary } from "./content.js";
import { build, icon } from "./dom.js";
import { received, written } from "./parts.js";
import { reasonOf } from "./reasons.js";
import { formatted } from "./text.js";

const STATES = {
  unsent: { icon: "clock", label: "Envoi en cours" },
  refused: { icon: "alert", label: "Non envoyé", look: "bad" },
  stored: { icon: "tick", label: "Envoyé" },
  pending: { icon: "clock", label: "En attente" },
  sending: { icon: "clock", label: "Envoi en cours" },
  sent: { icon: "tick", label: "Envoyé" },
  delivered: { icon: "ticks", label: "Remis" },
  read: { icon: "ticks", label: "Lu", look: "read" },
  done: { icon: "ticks", label: "Traité", look: "read" },
  failed: { icon: "alert", label: "Échec", look: "bad" },
  dead: { icon: "alert", label: "Abandonné", look: "bad" },
};

const ONLY_HERE = ["unsent", "refused", "stored"];

/** What was written is with the bot as soon as it is stored: its first tick is no clock. */
const stateOf = (item) => STATES[item.direction === "in" && item.state === "pending" ? "delivered" : item.state];

const clock = new Intl.DateTimeFormat("fr", { hour: "2-digit", minute: "2-digit" });

/**
 * `actions`: tap(item, option), open(item), resend(item), drop(item), again(providerId), act(item, anchor),
 * find(id) → item or undefined, show(item).
 */
export function bubble(item, actions) {
  const parts = item.direction === "in" ? written(item) : received(item.part);
  const row = build(
    "div",
    { class: `row ${item.direction}` },
    build(
      "div",
      { class: "bubble" },
      build("span", { class: "aside" }, item.direction === "in" ? "Vous : " : "Relais : "),
      more(item, actions),
      build("div", { class: "body" }, quote(item, actions), ...parts, meta(item)),
      item.part?.kind === "list" ? listOpener(item, actions) : null,
    ),
    hasButtons(item) ? replyButtons(item, actions) : null,
  );
  refresh(row, item, actions);
  return row;
}

/** Shows another state of an item in its row; what it says never changes. */
export function refresh(row, item, actions) {
  row.querySelector(".meta").replaceWith(meta(item));
  row.querySelector(".more").hidden = ONLY_HERE.includes(item.state);
  for (const note of row.querySelectorAll(".trouble")) note.remove();
  row.append(...troubles(item, actions));
}

/** Why something failed, and what can be done about it. */
function troubles(item, actions) {
  if (item.state === "refused") {
    const resend = () => actions.resend(item);
    return [
      build("button", { class: "trouble", type: "button", onclick: resend }, "Non envoyé · Renvoyer"),
      build("button", { class: "trouble", type: "button", onclick: () => actions.drop(item) }, "Effacer"),
    ];
  }
  const lost = (item.files ?? []).filter(({ state }) => state === "failed").map(({ last_error: error }) => error);
  const notes = [item.error && `${STATES[item.state]?.label ?? ""}\u00a0: ${reasonOf(item.error)}`]
    .concat(lost.map((error) => `Fichier non gardé\u00a0: ${reasonOf(error)}`))
    .filter(Boolean)
    .map((note) => build("p", { class: "trouble" }, note));
  const again = () => actions.again(item.answers);
  const canAsk = item.error && item.answers && actions.find(item.answers);
  return canAsk ? [...notes, build("button", { class: "trouble", type: "button", onclick: again }, "Redemander")] : notes;
}

function more(item, { act }) {
  const button = build("button", {
    class: "more", type: "button", "aria-label": "Actions du message", "aria-haspopup": "menu",
    onclick: () => act(item, button),
  }, icon("more"));
  return button;
}

function quote(item, { find, show }) {
  const quoted = item.direction === "in" && item.content.reply_to ? find(item.content.reply_to) : undefined;
  if (!quoted) return null;
  return build(
    "button",
    { class: "quote", type: "button", onclick: () => show(quoted) },
    build("strong", {}, quoted.direction === "in" ? "Vous" : "Relais"),
    build("span", { dir: "auto" }, formatted(summary(quoted)).textContent),
  );
}

function meta(item) {
  const { icon: name, label, look } = stateOf(item) ?? STATES.pending;
  return build(
    "span",
    { class: "meta", "aria-live": "off" },
    build("time", { datetime: item.at }, clock.format(new Date(item.at))),
    icon(name, { label, look: `tick ${look ?? ""}` }),
  );
}

const hasButtons = ({ part }) => part?.kind === "buttons" || (part?.kind === "template" && part.options?.length > 0);

function replyButtons(item, { tap }) {
  const buttons = (item.part.options ?? []).map((option) =>
    build("button", { type: "button", onclick: () => tap(item, option) }, icon("reply"), title(option)),
  );
  return build("div", { class: "replies", role: "group", "aria-label": "Réponses" }, ...buttons);
}

function listOpener(item, { open }) {
  const label = item.part.list_button || "Voir la liste";
  return build(
    "button",
    { class: "list-open", type: "button", "aria-haspopup": "dialog", onclick: () => open(item) },
    icon("list"),
    build("span", { dir: "auto" }, label),
  );
}

function title(option) {
  return build("span", { dir: "auto" }, option.title);
}

/** One item of the chat as a row of the log. */

import { attachment } from "./attachment.js";
import { build, icon } from "./dom.js";
import { formatted, hasRightToLeft } from "./text.js";

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

/** What was written is with the bot as soon as it is stored: its first tick is no clock. */
const stateOf = (item) => STATES[item.direction === "in" && item.state === "pending" ? "delivered" : item.state];

const clock = new Intl.DateTimeFormat("fr", { hour: "2-digit", minute: "2-digit" });

/** `actions`: tap(item, option), open(item), resend(item), find(id) → item or undefined, show(item). */
export function bubble(item, actions) {
  const parts = item.direction === "in" ? written(item.content) : received(item.part);
  return build(
    "div",
    { class: `row ${item.direction}` },
    build(
      "div",
      { class: "bubble" },
      build("span", { class: "aside" }, item.direction === "in" ? "Vous : " : "Relais : "),
      build("div", { class: "body" }, quote(item, actions), ...parts, meta(item)),
      item.part?.kind === "list" ? listOpener(item, actions) : null,
    ),
    item.part?.kind === "buttons" ? replyButtons(item, actions) : null,
    item.state === "refused" ? resend(item, actions) : null,
  );
}

/** Shows another state of an item in its row; what it says never changes. */
export function refresh(row, item, actions) {
  row.querySelector(".meta").replaceWith(meta(item));
  row.querySelector(".resend")?.remove();
  if (item.state === "refused") row.append(resend(item, actions));
}

/** What an item says, in short. */
function summary(item) {
  const { text, title, media, kind } = item.direction === "in" ? item.content : item.part;
  const file = [media].flat()[0];
  return title || text || file?.caption || file?.filename || `[${file?.kind ?? kind}]`;
}

function written(content) {
  const files = (content.media ?? []).map((file) => attachment({ ...file, kind: content.kind }));
  const caption = content.title ?? content.text ?? content.media?.[0]?.caption;
  return [...files, caption || !files.length ? text(caption || `[${content.kind}]`) : null];
}

function received(part) {
  return [part.media ? attachment(part.media) : null, part.text || !part.media ? text(part.text ?? "") : null];
}

/** Each line runs in its own direction, as on a phone; where one may end at the right, the time stands below. */
function text(content) {
  return build("p", { class: hasRightToLeft(content) ? "text mixed" : "text", dir: "auto" }, formatted(content));
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

function resend(item, actions) {
  const again = () => actions.resend(item);
  return build("button", { class: "resend", type: "button", onclick: again }, "Non envoyé · Renvoyer");
}

function title(option) {
  return build("span", { dir: "auto" }, option.title);
}

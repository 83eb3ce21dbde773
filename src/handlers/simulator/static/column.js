/** One person's phone: the chat that is followed, what is written and tapped. */

import { openActions } from "./actions.js";
import { readable } from "./address.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { contentOf } from "./content.js";
import { build } from "./dom.js";
import { follow } from "./feed.js";
import { Outbox } from "./outbox.js";
import { avatar } from "./people.js";
import { closeSheet, openSheet } from "./sheet.js";

export class Column {
  phone = null;
  #presence = { waiting: false, up: false };
  #hangUp = () => {};

  /** `shared`: `delivery`, `nameOf(phone)`, `heard(column, item)`, `pick(column, item)`: shown behind the scenes. */
  constructor(root, shared) {
    this.root = root;
    this.shared = shared;
    this.chat = new Chat(this.#at("log"), this.#at("down"), {
      tap: (item, option) => this.#tap(item, option),
      open: (item) => openSheet(root, item.part, (option) => this.#tap(item, option)),
      resend: (item) => this.outbox.send(item.message),
      drop: (item) => this.#drop(item),
      again: (id) => this.#again(id),
      act: (item, anchor) => this.#act(item, anchor),
      typing: (waiting) => this.#showPresence({ waiting }),
    });
    this.composer = new Composer(
      this.#at("composer"),
      (content) => this.outbox.write(content),
      (reason) => this.#fail(reason),
    );
    this.#at("hint-retry").addEventListener("click", () => this.outbox?.sendAll());
    addEventListener("online", () => this.outbox?.sendAll());
  }

  enter(phone) {
    this.#hangUp();
    closeSheet();
    this.phone = phone;
    this.root.dataset.phone = phone ?? "";
    this.outbox = phone && new Outbox(phone, this.shared.delivery, this.#hears(phone));
    this.#at("hint").hidden = true;
    this.#at("welcome").hidden = Boolean(phone);
    this.composer.enable(Boolean(phone));
    this.chat.clear();
    if (phone) this.#listen(phone);
  }

  leave() {
    this.#hangUp();
    this.outbox = null;
    this.root.remove();
  }

  /** Among several, each is called by its person. */
  sayWho(among) {
    const { phone } = this;
    const name = phone && (this.shared.nameOf(phone) ?? "un inconnu");
    this.chat.announce(...(phone ? ["Vous êtes ", bdi(name), " · ", bdi(readable(phone))] : []));
    this.root.setAttribute("aria-label", among ? called(this.shared.nameOf(phone), phone) : "Conversation avec Relais");
    const person = this.#at("person");
    person.hidden = !among;
    if (among) person.replaceChildren(avatar(phone, name), bdi(called(this.shared.nameOf(phone), phone)));
  }

  #listen(phone) {
    this.#presence.up = false;
    this.#showPresence({});
    this.#hangUp = follow(phone, {
      item: (item) => this.#receive(item),
      ready: () => {
        this.chat.ready();
        this.outbox.sendAll();
      },
      line: (up) => this.#showPresence({ up }),
    });
    if (matchMedia("(hover: hover)").matches) this.composer.focus();
  }

  #receive(item) {
    this.chat.put(item, this.outbox.ownId(item));
    this.shared.heard(this, item);
  }

  #tap(item, { id, title }) {
    this.outbox.write({ action_id: id, title, reply_to: item.provider_message_id ?? undefined });
  }

  #act(item, anchor) {
    openActions(anchor, {
      chosen: this.chat.reactionTo(item.provider_message_id),
      react: (emoji) => this.outbox.write({ reaction: { emoji, message_id: item.provider_message_id } }),
      reply: () => this.composer.quote(item),
      story: () => this.shared.pick(this, item),
    });
  }

  #drop(item) {
    this.chat.drop(item);
    this.outbox.drop(item.message);
  }

  /** Says once more, as a new message, what an answer that never came was meant for. */
  #again(providerId) {
    const asked = this.chat.find(providerId)?.content;
    if (!asked) return;
    const { text, action_id, title, media, location, reply_to } = asked;
    const file = media?.[0] && (({ caption, ...rest }) => ({ media: rest, caption }))(media[0]);
    this.outbox.write({ text, action_id, title, location, reply_to, ...file });
  }

  #hears(phone) {
    const here = (act) => (...told) => this.phone === phone && act(...told);
    return {
      shows: here((message, state) => this.#show(message, state)),
      fails: here((reason) => this.#fail(`${reason} Rien n’est perdu\u00a0: renvoyez quand vous voulez.`)),
      clears: here(() => (this.#at("hint").hidden = true)),
    };
  }

  /** Shows a message that the server has not told yet. */
  #show(message, state) {
    const { id } = message;
    const at = new Date().toISOString();
    this.chat.put({ direction: "in", id, provider_message_id: id, content: contentOf(message), state, at, message });
  }

  #fail(reason) {
    this.#at("hint-text").textContent = reason;
    this.#at("hint").hidden = false;
  }

  #showPresence(change) {
    Object.assign(this.#presence, change);
    const state = !this.#presence.up ? "connexion…" : this.#presence.waiting ? "écrit…" : "en ligne";
    this.#at("presence").textContent = this.phone ? state : "";
  }

  #at(part) {
    return this.root.querySelector(`[data-part="${part}"]`);
  }
}

const called = (name, phone) => name ?? readable(phone);

/** Keeps the directions of a name and a number out of each other. */
function bdi(content) {
  return build("bdi", {}, content);
}

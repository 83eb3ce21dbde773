/** How what is written reaches the door: as it is, or with the trouble that is switched on. Same for every column. */

import { isUserId } from "./address.js";
import { post } from "./server.js";

const LATE_MS = 5000;

export const WAYS = {
  straight: "Normalement",
  twice: "Livré deux fois",
  swapped: "Dans le désordre",
  batch: "Ensemble, en un lot",
  late: "En retard de 5 secondes",
};

export class Delivery {
  way = "straight";
  hidden = false;
  #held = [];
  #introduced = new Set();

  /** `userIdOf(phone)` as the server knows it, if it does; `changed()` hears of what is held. */
  constructor(userIdOf, changed) {
    this.userIdOf = userIdOf;
    this.changed = changed;
  }

  get held() {
    return this.#held.length;
  }

  /** Returns null when a message is stored, else the reason; what is held stays open until it is let go. */
  deliver(message) {
    return this[`_${this.way}`](message);
  }

  /** Lets go of what is held, as one batch. */
  async release() {
    const held = this.#held.splice(0);
    this.changed();
    if (!held.length) return;
    const reason = await post({ messages: held.map(({ message }) => this.#signed(message)) });
    for (const { done } of held) done(reason);
  }

  choose(way, hidden) {
    this.way = way;
    this.hidden = hidden;
    this.release();
  }

  _straight(message) {
    return post(this.#signed(message));
  }

  async _twice(message) {
    const copy = this.#signed(message);
    const reasons = await Promise.all([post(copy), post(copy)]);
    return reasons.find(Boolean) ?? null;
  }

  async _late(message) {
    await new Promise((resolve) => setTimeout(resolve, LATE_MS));
    return this._straight(message);
  }

  _batch(message) {
    return this.#hold(message);
  }

  /** The first waits for the second of the same person, which goes before it. */
  async _swapped(message) {
    const first = this.#held.findIndex((held) => held.message.phone === message.phone);
    if (first < 0) return this.#hold(message);
    const [held] = this.#held.splice(first, 1);
    const reason = await this._straight(message);
    held.done(await this._straight(held.message));
    this.changed();
    return reason;
  }

  #hold(message) {
    return new Promise((done) => {
      this.#held.push({ message, done });
      this.changed();
    });
  }

  /** Who hides their number is told by a user id; where the server knows none, the first message brings both. */
  #signed(message) {
    if (!this.hidden || isUserId(message.phone)) return message;
    const known = this.userIdOf(message.phone);
    const userId = known ?? `FR.${message.phone.replace(/\D/g, "")}`;
    if (known || this.#introduced.has(userId)) return { ...message, phone: userId };
    this.#introduced.add(userId);
    return { ...message, user_id: userId };
  }
}

/** What one person writes, on its way: kept until it is stored, sent again when one wants to. */

import { forget, isUnsent, keep, unsent, uuid } from "./unsent.js";

const ID_LENGTH = 36;

export class Outbox {
  #busy = new Set();

  /** `shows(message, state)`, `fails(reason)` and `clears()` hear how it goes. */
  constructor(phone, delivery, { shows, fails, clears }) {
    this.phone = phone;
    this.delivery = delivery;
    this.hears = { shows, fails, clears };
  }

  write(content) {
    return this.send({ id: uuid(), phone: this.phone, ...content });
  }

  async send(message) {
    if (this.#busy.has(message.id)) return;
    this.#busy.add(message.id);
    keep(message);
    this.hears.shows(message, "unsent");
    const reason = await this.delivery.deliver(message);
    this.#busy.delete(message.id);
    if (!reason) this.#stored(message);
    else if (isUnsent(message)) {
      this.hears.shows(message, "refused");
      this.hears.fails(reason);
    }
  }

  /** One after the other: they were written in this order. */
  async sendAll() {
    for (const message of unsent(this.phone)) {
      if (isUnsent(message)) await this.send(message);
    }
  }

  /** Lets go of what was refused. */
  drop(message) {
    forget(message);
    if (!unsent(this.phone).length) this.hears.clears();
  }

  /** A stored message takes the place of the one that was waiting here; the provider's id ends with our own. */
  ownId(item) {
    const id = item.direction === "in" ? item.provider_message_id?.slice(-ID_LENGTH) : undefined;
    const message = unsent(this.phone).find((waiting) => waiting.id === id);
    if (message) this.#stored(message);
    return id;
  }

  #stored(message) {
    if (!isUnsent(message)) return;
    forget(message);
    this.hears.shows(message, "stored");
    if (!unsent(this.phone).length) this.hears.clears();
  }
}

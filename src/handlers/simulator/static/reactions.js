/** Reactions: not messages of their own in the chat, but badges on the bubble that they are about. */

import { build } from "./dom.js";

export const EMOJI = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

export class Reactions {
  #last = new Map();

  /** `rowOf(providerId)` finds the row of a message that is in the chat. */
  constructor(rowOf) {
    this.rowOf = rowOf;
  }

  clear() {
    this.#last.clear();
  }

  /** The last word counts; one without an emoji takes it back. */
  take(item) {
    const { emoji, message_id: id } = item.content.reaction;
    const before = this.#last.get(id);
    if (before && before.at > item.at) return;
    this.#last.set(id, { emoji, at: item.at });
    this.mark(id);
  }

  of(id) {
    return this.#last.get(id)?.emoji || null;
  }

  /** Shows on a message's bubble what was last said to it. */
  mark(id) {
    const bubble = this.#last.has(id) && this.rowOf(id)?.querySelector(".bubble");
    if (!bubble) return;
    bubble.querySelector(".reaction")?.remove();
    const emoji = this.of(id);
    const label = `Réaction : ${emoji}`;
    if (emoji) bubble.append(build("span", { class: "reaction", role: "img", "aria-label": label }, emoji));
  }
}

/** The log: items in their place, days between them, the view at the end unless the reader scrolled up. */

import { bubble, refresh } from "./bubble.js";
import { build } from "./dom.js";
import { Reactions } from "./reactions.js";

const NEAR_END_PX = 80;
const FLASH_MS = 1200;

const day = new Intl.DateTimeFormat("fr", { weekday: "long", day: "numeric", month: "long" });

export class Chat {
  #rows = new Map();
  #reactions = new Reactions((id) => this.#rowOf(id)?.row);
  #lastDay = "";
  #keepsEnd = true;
  #notice = build("p", { class: "notice" });
  #typing = build("div", { class: "row out typing", "aria-hidden": "true", hidden: "" }, dots());

  /** `actions` as `bubble` takes them, but for `find` and `show`, which the log knows itself. */
  constructor(log, down, actions) {
    this.log = log;
    this.down = down;
    this.actions = { ...actions, find: (id) => this.find(id), show: (item) => this.#show(item) };
    log.addEventListener("scroll", () => this.#showDown(), { passive: true });
    const stay = () => this.#keepsEnd && this.toEnd("instant");
    log.addEventListener("load", stay, { capture: true }); // a picture has its height
    new ResizeObserver(stay).observe(log);
    down.addEventListener("click", () => this.toEnd("smooth"));
  }

  clear() {
    this.#rows.clear();
    this.#reactions.clear();
    this.#lastDay = "";
    this.log.setAttribute("aria-busy", "true");
    this.log.replaceChildren(this.#notice, this.#typing);
    this.announce();
    this.#showTyping();
  }

  /** Says something at the top; nothing takes it away. */
  announce(...nodes) {
    this.#notice.replaceChildren(...nodes);
    this.#notice.hidden = !nodes.length;
  }

  /** The chat so far is complete. */
  ready() {
    if (this.#isLoading()) this.toEnd("instant");
    this.log.setAttribute("aria-busy", "false");
    this.#showTyping();
  }

  /** Adds an item, or renews the row that has it; `localId` is its key from before the server gave it one. */
  put(item, localId) {
    if (item.content?.kind === "reaction" && item.state !== "refused") return this.#reactions.take(item);
    const known = this.#rows.get(keyOf(item)) ?? this.#rows.get(`in-${localId}`);
    if (known) this.#renew(known, item, localId);
    else this.#append(item);
    this.#reactions.mark(item.provider_message_id);
    if (!this.#isLoading()) this.#showTyping();
  }

  /** Takes away what was never stored. */
  drop(item) {
    this.#rows.get(keyOf(item))?.row.remove();
    this.#rows.delete(keyOf(item));
  }

  find(providerId) {
    return this.#rowOf(providerId)?.item;
  }

  reactionTo(providerId) {
    return this.#reactions.of(providerId);
  }

  /** Marks the message that is shown behind the scenes, and only that. */
  mark(item) {
    this.log.querySelector(".row.picked")?.classList.remove("picked");
    if (item) this.#rows.get(keyOf(item))?.row.classList.add("picked");
  }

  toEnd(behavior) {
    this.log.scrollTo({ top: this.log.scrollHeight, behavior });
    this.#keepsEnd = true;
  }

  #append(item) {
    const follows = !this.#isLoading() && (item.direction === "in" || this.#isAtEnd());
    const row = bubble(item, this.actions);
    this.#rows.set(keyOf(item), { item, row });
    this.#appendDay(new Date(item.at));
    this.log.insertBefore(row, this.#typing);
    if (follows) this.toEnd("instant");
    else this.#showDown();
  }

  #appendDay(date) {
    if (date.toDateString() === this.#lastDay) return;
    this.#lastDay = date.toDateString();
    this.log.insertBefore(build("p", { class: "day" }, dayName(date)), this.#typing);
  }

  /** The row stays, with the keyboard's place in it; its buttons see the item as it is now. */
  #renew(known, item, localId) {
    this.#rows.delete(`in-${localId}`);
    this.#rows.set(keyOf(item), known);
    refresh(known.row, Object.assign(known.item, item), this.actions);
  }

  #rowOf(providerId) {
    return providerId && [...this.#rows.values()].find(({ item }) => item.provider_message_id === providerId);
  }

  #show(item) {
    const { row } = this.#rows.get(keyOf(item));
    row.scrollIntoView({ block: "center", behavior: "smooth" });
    row.classList.add("flash");
    setTimeout(() => row.classList.remove("flash"), FLASH_MS);
  }

  #showTyping() {
    const waiting = [...this.#rows.values()].some(({ item }) => item.direction === "in" && item.state === "pending");
    const follows = this.#isAtEnd();
    this.#typing.hidden = !waiting;
    if (follows) this.toEnd("instant");
    this.actions.typing(waiting);
  }

  #isLoading() {
    return this.log.getAttribute("aria-busy") === "true";
  }

  #isAtEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_END_PX;
  }

  #showDown() {
    this.#keepsEnd = this.#isAtEnd();
    this.down.hidden = this.#isLoading() || this.#keepsEnd;
  }
}

const keyOf = (item) => `${item.direction}-${item.id}`;

function dayName(date) {
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 86_400_000);
  return ["Aujourd’hui", "Hier"][days] ?? day.format(date);
}

function dots() {
  return build("div", { class: "bubble" }, build("i"), build("i"), build("i"));
}

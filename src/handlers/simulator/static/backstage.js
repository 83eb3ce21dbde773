/** The panel "Coulisses": the story of one message, the newest of a chat unless another is pinned. */

import { summary } from "./content.js";
import { build } from "./dom.js";
import { story } from "./server.js";

const SETTLE_MS = 200;
const ONLY_HERE = ["unsent", "refused", "stored"];

const panel = document.getElementById("backstage");
const body = document.getElementById("backstage-body");
const pin = document.getElementById("backstage-pin");
const title = document.getElementById("backstage-title");

export class Backstage {
  #newest = new Map();
  #shown = null;
  #pinned = false;
  #due = 0;

  /** `changed(open)` hears when the panel comes and goes. */
  constructor(changed) {
    this.changed = changed;
    pin.addEventListener("click", () => this.#pin(!this.#pinned));
    document.getElementById("backstage-close").addEventListener("click", () => this.#close());
    panel.addEventListener("keydown", ({ key }) => key === "Escape" && this.#close());
  }

  get isOpen() {
    return !panel.hidden;
  }

  toggle(column, opener) {
    if (this.isOpen) return this.#close();
    this.opener = opener;
    this.#open();
    this.#pin(false, column);
  }

  /** Something was said, or has changed: what is shown is told anew. */
  heard(column, item) {
    if (ONLY_HERE.includes(item.state)) return;
    const newest = this.#newest.get(column);
    if (!newest || newest.at <= item.at) this.#newest.set(column, item);
    if (this.isOpen && (this.#shown?.column === column || !this.#shown)) this.#soon(column);
  }

  pick(column, item, opener) {
    this.opener = opener;
    this.#open();
    this.#show({ column, item });
    this.#pin(true);
    title.focus();
  }

  /** Whoever is shown there has left, or is somebody else now. */
  forget(column) {
    this.#newest.delete(column);
    if (this.#shown?.column !== column) return;
    this.#shown = null;
    this.#pinned = false;
    if (this.isOpen) this.#pin(false);
  }

  #open() {
    panel.hidden = false;
    this.changed(true);
  }

  #close() {
    panel.hidden = true;
    this.#shown?.column.chat.mark(null);
    this.changed(false);
    this.opener?.focus();
  }

  #pin(pinned, column = this.#shown?.column ?? [...this.#newest.keys()].at(0)) {
    this.#pinned = pinned;
    pin.setAttribute("aria-pressed", String(pinned));
    if (!pinned) this.#show(this.#newest.has(column) ? { column, item: this.#newest.get(column) } : null);
  }

  #soon(column) {
    clearTimeout(this.#due);
    this.#due = setTimeout(() => {
      this.#show(this.#pinned ? this.#shown : { column, item: this.#newest.get(column) });
    }, SETTLE_MS);
  }

  async #show(shown) {
    if (this.#shown?.column !== shown?.column) this.#shown?.column.chat.mark(null);
    this.#shown = shown;
    if (!shown) return body.replaceChildren(empty("Écrivez un message pour voir son histoire."));
    shown.column.chat.mark(shown.item);
    const id = shown.item.provider_message_id ?? shown.item.answers;
    const told = id ? await story(id) : null;
    if (this.#shown === shown) this.#tell(shown.item, told);
  }

  #tell(item, told) {
    const open = new Set([...body.querySelectorAll("details[open]")].map(({ dataset }) => dataset.name));
    const nodes = told
      ? [...told.sections.map(section), ...Object.entries(told.json).map(([name, value]) => json(name, value, open))]
      : [empty("Rien n’est connu de ce message.")];
    const head = build("p", { class: "backstage-message", dir: "auto" }, told?.title ?? summary(item));
    body.replaceChildren(head, ...nodes);
  }
}

const empty = (sentence) => build("p", { class: "backstage-empty" }, sentence);

function section({ title: heading, rows = [], bars = [] }) {
  const longest = Math.max(...bars.map(({ ms }) => ms), 0.001);
  const told = rows.flatMap(([name, value]) => [build("dt", {}, name), build("dd", { dir: "auto" }, value)]);
  return build(
    "section",
    { class: "backstage-section" },
    build("h3", {}, heading),
    bars.length ? build("ul", { class: "bars" }, ...bars.map((one) => bar(one, longest))) : null,
    told.length ? build("dl", {}, ...told) : null,
  );
}

function bar({ name, ms }, longest) {
  const fill = build("span", { class: "bar-fill" });
  fill.style.width = `${Math.max((ms / longest) * 100, 1)}%`;
  return build(
    "li",
    {},
    build("span", { class: "bar-name" }, name),
    build("span", { class: "bar-track" }, fill),
    build("span", { class: "bar-ms" }, `${ms.toLocaleString("fr", { maximumFractionDigits: 1 })} ms`),
  );
}

function json(name, value, open) {
  const shown = build(
    "details",
    { class: "backstage-json", "data-name": name },
    build("summary", {}, `JSON · ${name}`),
    build("pre", { tabindex: "0" }, JSON.stringify(value, null, 2)),
  );
  shown.open = open.has(name);
  return shown;
}

/** The switch for trouble: how messages arrive, and what the next answers of the bot meet. What is on stands on top. */

import { WAYS } from "./delivery.js";
import { build } from "./dom.js";
import { trouble } from "./server.js";
import { showOn } from "./sheet.js";

const dialog = document.getElementById("troubles");
const ways = document.getElementById("troubles-ways");
const sends = document.getElementById("troubles-sends");
const hidden = document.getElementById("troubles-hidden");

export class Troubles {
  #sends = { chosen: null, choices: [] };

  constructor(delivery) {
    this.delivery = delivery;
    const choice = ([name, title]) => this.#choice("way", name, title, () => this.#choose(name));
    ways.append(...Object.entries(WAYS).map(choice));
    hidden.addEventListener("change", () => this.#choose(delivery.way));
    addEventListener("focus", () => this.load());
  }

  async open(phone) {
    showOn(phone, dialog);
    await this.load();
  }

  async load() {
    this.#take(await trouble());
  }

  /** Shows what is on in the strip of each column. */
  show() {
    const { way, held } = this.delivery;
    const on = [
      way === "straight" ? null : WAYS[way],
      this.delivery.hidden ? "numéro masqué" : null,
      this.#sends.choices.find(({ name }) => name === this.#sends.chosen)?.title,
    ].filter(Boolean);
    for (const strip of document.querySelectorAll('[data-part="strip"]')) this.#fill(strip, on, held);
  }

  #fill(strip, on, held) {
    strip.hidden = !on.length;
    const count = held ? ` · ${held} ${held > 1 ? "messages retenus" : "message retenu"}` : "";
    strip.querySelector('[data-part="strip-text"]').textContent = `${on.join(" · ")}${count}`;
    strip.querySelector('[data-part="release"]').hidden = !held;
  }

  async off() {
    hidden.checked = false;
    this.#choose("straight");
    if (this.#sends.chosen) this.#take(await trouble(null));
  }

  #choose(way) {
    this.delivery.choose(way, hidden.checked);
    this.#check();
  }

  #take(told) {
    if (!told) return;
    this.#sends = told.sends;
    const choices = [{ name: null, title: "Normalement" }, ...told.sends.choices];
    const turn = async (name) => this.#take(await trouble(name));
    if (sends.querySelectorAll("input").length !== choices.length) {
      const shown = choices.map(({ name, title }) => this.#choice("send", name ?? "", title, () => turn(name)));
      sends.replaceChildren(sends.firstElementChild, ...shown);
    }
    this.#check();
  }

  #check() {
    for (const field of ways.querySelectorAll("input")) field.checked = field.value === this.delivery.way;
    for (const field of sends.querySelectorAll("input")) field.checked = field.value === (this.#sends.chosen ?? "");
    this.show();
  }

  #choice(group, value, title, chosen) {
    return build("label", { class: "choice" }, build("input", { type: "radio", name: group, value, onchange: chosen }), title);
  }
}

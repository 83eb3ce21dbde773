/** Files that are chosen and not sent yet. */

import { kindOf, nameOf } from "./content.js";
import { build, icon } from "./dom.js";

export class Tray {
  #files = [];

  constructor(root) {
    this.root = root;
  }

  get isEmpty() {
    return this.#files.length === 0;
  }

  get busy() {
    return this.root.getAttribute("aria-busy") === "true";
  }

  add(files, voice) {
    for (const file of files) this.#files.push({ file, voice, address: URL.createObjectURL(file) });
    this.#show();
  }

  clear() {
    for (const one of [...this.#files]) this.#remove(one);
  }

  /** Does something with each, which leaves the tray when it is done; ends with the first that fails. */
  async each(act) {
    this.root.setAttribute("aria-busy", "true");
    try {
      while (this.#files.length) {
        const [one] = this.#files;
        await act(one);
        this.#remove(one);
      }
    } finally {
      this.root.setAttribute("aria-busy", "false");
    }
  }

  #remove(one) {
    URL.revokeObjectURL(one.address);
    this.#files = this.#files.filter((other) => other !== one);
    this.#show();
  }

  #show() {
    this.root.hidden = this.isEmpty;
    this.root.replaceChildren(...this.#files.map((one) => this.#chip(one)));
  }

  #chip(one) {
    const kind = kindOf(one.file.type, one.voice);
    const name = one.voice ? nameOf(kind) : one.file.name || nameOf(kind);
    return build(
      "div",
      { class: `chip ${kind}` },
      preview(kind, one.address),
      build("span", { class: "chip-name", dir: "auto" }, name),
      build("button", { type: "button", "aria-label": `Retirer ${name}`, onclick: () => this.#remove(one) }, icon("close")),
    );
  }
}

function preview(kind, address) {
  if (kind === "image") return build("img", { src: address, alt: "" });
  if (["audio", "voice"].includes(kind)) return build("audio", { src: address, controls: "", "aria-label": "Écouter" });
  return build("span", { class: "card-icon" }, icon(kind));
}

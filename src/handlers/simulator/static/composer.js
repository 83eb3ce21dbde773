/** Where one writes: words, files, a voice message, a place; perhaps as an answer to a message. */

import { attachTo, openAttach } from "./attach.js";
import { summary } from "./content.js";
import { formatted } from "./text.js";
import { canRecord, Recorder } from "./recorder.js";
import { Refusal, upload } from "./server.js";
import { Tray } from "./tray.js";

const NO_MICROPHONE = "Pas de micro\u00a0: choisissez plutôt un fichier audio.";

export class Composer {
  #quoted = null;
  #recorder = new Recorder((file) => this.#add([file], true), (seconds) => this.#showRecording(seconds));

  /** `write(content)` is told what is said, `fail(reason)` what went wrong before. */
  constructor(root, write, fail) {
    this.write = write;
    this.fail = fail;
    this.form = root.querySelector("form");
    this.text = root.querySelector("textarea");
    this.mic = root.querySelector('[data-part="mic"]');
    this.plus = root.querySelector('[data-part="plus"]');
    this.bar = root.querySelector('[data-part="quoted"]');
    this.tray = new Tray(root.querySelector('[data-part="tray"]'));
    this.mic.hidden = !canRecord();
    this.#listen(root);
  }

  enable(enabled) {
    for (const control of this.form.elements) control.disabled = !enabled;
    this.#unquote();
    this.tray.clear();
    this.#recorder.cancel();
    this.#takesFiles();
  }

  focus() {
    this.text.focus();
  }

  quote(item) {
    this.#quoted = item;
    this.bar.querySelector("strong").textContent = item.direction === "in" ? "Vous" : "Relais";
    this.bar.querySelector("span").replaceChildren(formatted(summary(item)).textContent);
    this.bar.hidden = false;
    this.focus();
  }

  #listen(root) {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
      this.focus();
    });
    this.text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#submit();
    });
    this.text.addEventListener("paste", (event) => {
      if (event.clipboardData.files.length) this.#add(event.clipboardData.files);
    });
    this.mic.addEventListener("click", () => this.#record());
    this.plus.addEventListener("click", () => openAttach(this.plus));
    root.addEventListener("focusin", () => this.#takesFiles());
    root.querySelector('[data-part="unquote"]').addEventListener("click", () => this.#unquote());
    root.addEventListener("dragover", (event) => event.preventDefault());
    root.addEventListener("drop", (event) => {
      event.preventDefault();
      if (!this.text.disabled) this.#add(event.dataTransfer.files);
    });
  }

  async #submit() {
    if (this.text.disabled || this.tray.busy) return;
    if (!this.tray.isEmpty) return this.#sendFiles();
    const text = this.text.value.trim();
    if (!text) return;
    this.text.value = "";
    this.#say({ text });
  }

  /** The words go with the first file; what cannot be handed over stays in the tray. */
  async #sendFiles() {
    try {
      await this.tray.each(async ({ file, voice }) => {
        const { id, mime_type } = await upload(file);
        const media = { id, mime_type, filename: voice ? undefined : file.name, voice: voice || undefined };
        this.#say({ media, caption: this.text.value.trim() || undefined });
        this.text.value = "";
      });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.fail(error.message);
    }
  }

  #say(content) {
    const reply_to = this.#quoted?.provider_message_id;
    this.#unquote();
    this.write(reply_to ? { ...content, reply_to } : content);
  }

  /** What is chosen is for the phone that one wrote on last. */
  #takesFiles() {
    attachTo({ files: (files, voice) => this.#add(files, voice), place: (location) => this.#say({ location }) });
  }

  #add(files, voice = false) {
    this.tray.add(files, voice);
    this.focus();
  }

  async #record() {
    try {
      await this.#recorder.toggle();
    } catch {
      this.fail(NO_MICROPHONE);
    }
  }

  #showRecording(seconds) {
    const recording = seconds !== null;
    this.mic.setAttribute("aria-pressed", String(recording));
    this.mic.setAttribute("aria-label", recording ? "Arrêter l’enregistrement" : "Enregistrer un message vocal");
    this.mic.dataset.seconds = recording ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}` : "";
  }

  #unquote() {
    this.#quoted = null;
    this.bar.hidden = true;
  }
}

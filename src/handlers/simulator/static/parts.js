/** What stands in a bubble. */

import { attachment } from "./attachment.js";
import { nameOf } from "./content.js";
import { build, icon } from "./dom.js";
import { formatted, hasRightToLeft, link } from "./text.js";

/** What a person wrote: files, a place, words. */
export function written({ content, files: kept }) {
  const files = (content.media ?? []).map((file, place) =>
    attachment({ ...file, kind: content.kind, ...ours(file.id, kept?.[place]) }),
  );
  const places = content.location ? [placeCard(content.location)] : [];
  const words = content.title ?? content.text ?? content.media?.[0]?.caption;
  const shown = [...files, ...places];
  return [...shown, words || !shown.length ? text(words || `[${nameOf(content.kind)}]`) : null];
}

/** What the bot said: a template, a file, words. */
export function received(part) {
  if (part.kind === "template") return template(part);
  return [part.media ? attachment(part.media) : null, part.text || !part.media ? text(part.text ?? "") : null];
}

/** Each line runs in its own direction, as on a phone; where one may end at the right, the time stands below. */
function text(content) {
  return build("p", { class: hasRightToLeft(content) ? "text mixed" : "text", dir: "auto" }, formatted(content));
}

/** Where a file of this chat can be had: as it was handed over, or else as the bot stored it. */
function ours(id, kept) {
  const stored = kept?.state === "stored" ? `/simulator/files/${encodeURIComponent(kept.id)}` : null;
  return id ? { url: `/simulator/files/${encodeURIComponent(id)}`, stored } : {};
}

function placeCard({ latitude, longitude, name, address }) {
  const numbers = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  const map = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
  const shown = link(
    map,
    build("span", { class: "place-map", "aria-hidden": "true" }, icon("place")),
    build("span", { class: "place-name", dir: "auto" }, name || "Lieu"),
    build("span", { class: "place-about", dir: "auto" }, address || numbers),
  );
  shown.className = "place";
  return shown;
}

function template({ template: name, language, parameters, text: words }) {
  const called = [`Modèle ${name}`, language].filter(Boolean).join(" · ");
  const head = build("p", { class: "template-head" }, icon("template"), called);
  const said = words || (parameters ?? []).join(" · ");
  return [head, said ? text(said) : null];
}

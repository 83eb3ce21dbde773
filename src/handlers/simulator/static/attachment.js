/** A picture, a player, or a card with a link, for one file of a message. */

import { nameOf } from "./content.js";
import { build, icon } from "./dom.js";
import { link, webAddress } from "./text.js";

const ICONS = { image: "image", sticker: "image", video: "video", audio: "audio", voice: "audio" };

const SHOWN = { image, sticker: image, video: film, audio: sound, voice: sound };

/** `media`: as in the message, with its `kind`; `url`: where it lies; `stored`: where else, when that fails. */
export function attachment(media) {
  const address = media.url ? webAddress(media.url) : null;
  const show = address && (isOurs(address) || media.kind === "image") ? SHOWN[media.kind] : null;
  if (!show) return card(media);
  const shown = show(media, address);
  shown.addEventListener("error", () => shown.replaceWith(instead(media)), { capture: true, once: true });
  return shown;
}

/** The player of the browser plays what lies here; other hosts are asked for pictures only. */
const isOurs = (address) => new URL(address).origin === location.origin;

function instead({ stored, ...media }) {
  return stored ? attachment({ ...media, url: stored }) : card({ ...media, url: null });
}

function image(media, address) {
  const name = media.filename || nameOf(media.kind);
  const shown = link(address, build("img", { src: address, alt: name, loading: "lazy" }));
  shown.className = media.kind === "sticker" ? "picture sticker" : "picture";
  return shown;
}

function film(media, address) {
  return player("video", "film", media, address);
}

function sound(media, address) {
  return player("audio", "sound", media, address);
}

function player(tag, look, { kind }, src) {
  return build(tag, { class: look, src, controls: "", preload: "metadata", "aria-label": nameOf(kind) });
}

function card(media) {
  const kind = nameOf(media.kind);
  const name = (media.kind === "document" && media.filename) || kind;
  const inside = [
    build("span", { class: "card-icon" }, icon(ICONS[media.kind] ?? "document")),
    build("span", { class: "card-name", dir: "auto" }, name),
    build("span", { class: "card-kind" }, describe(media, kind, name)),
  ];
  const shown = media.url ? link(media.url, ...inside) : build("span", {}, ...inside);
  shown.className = "card";
  if (shown.href && isOurs(shown.href)) shown.setAttribute("download", media.filename ?? "");
  return shown;
}

/** The kind and the type; the kind is left out where it is the name already. */
function describe(media, kind, name) {
  const type = (media.mime_type || "").split(";")[0].split("/").pop().toUpperCase();
  return [name === kind ? "" : kind, type.length <= 5 ? type : ""].filter(Boolean).join(" · ");
}

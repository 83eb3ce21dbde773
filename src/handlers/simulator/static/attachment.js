/** A picture, or a card with a link, for one file of a message. */

import { build, icon } from "./dom.js";
import { link, webAddress } from "./text.js";

const KINDS = {
  image: { icon: "image", name: "Image" },
  sticker: { icon: "image", name: "Autocollant" },
  video: { icon: "video", name: "Vidéo" },
  audio: { icon: "audio", name: "Audio" },
  voice: { icon: "audio", name: "Message vocal" },
  document: { icon: "document", name: "Document" },
};

export function attachment(media) {
  const picture = media.kind === "image" && media.url ? webAddress(media.url) : null;
  return picture ? image(media, picture) : card(media);
}

function image(media, address) {
  const shown = link(address, build("img", { src: address, alt: media.filename || KINDS.image.name, loading: "lazy" }));
  shown.className = "picture";
  shown.firstChild.addEventListener("error", () => shown.replaceWith(card(media)));
  return shown;
}

function card(media) {
  const kind = KINDS[media.kind] ?? KINDS.document;
  const name = (media.kind === "document" && media.filename) || kind.name;
  const shown = link(
    media.url ?? "",
    build("span", { class: "card-icon" }, icon(kind.icon)),
    build("span", { class: "card-name", dir: "auto" }, name),
    build("span", { class: "card-kind" }, describe(media, kind, name)),
  );
  shown.className = "card";
  return shown;
}

/** The kind and the type; the kind is left out where it is the name already. */
function describe(media, kind, name) {
  const type = (media.mime_type || "").split(";")[0].split("/").pop().toUpperCase();
  return [name === kind.name ? "" : kind.name, type.length <= 5 ? type : ""].filter(Boolean).join(" · ");
}

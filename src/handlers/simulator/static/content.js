/** The channel-neutral content of a message that the server has not told yet, and what anything says in short. */

const FAMILIES = ["image", "video", "audio"];

const NAMES = {
  image: "Photo", sticker: "Autocollant", video: "Vidéo", audio: "Audio", voice: "Message vocal", document: "Document",
  location: "Lieu", contacts: "Contact", template: "Modèle", order: "Commande", flow: "Formulaire",
};

export function nameOf(kind) {
  return NAMES[kind] ?? kind;
}

export function kindOf(mimeType, voice) {
  const family = mimeType.split("/")[0];
  if (family === "audio" && voice) return "voice";
  return FAMILIES.includes(family) ? family : "document";
}

export function contentOf({ text, action_id, title, media, caption, location, reaction, reply_to }) {
  const about = reply_to ? { reply_to } : {};
  if (action_id) return { kind: "button", action_id, title, ...about };
  if (media) return { kind: kindOf(media.mime_type, media.voice), media: [{ ...media, caption }], ...about };
  if (location) return { kind: "location", location, ...about };
  if (reaction) return { kind: "reaction", reaction };
  return { kind: "text", text, ...about };
}

/** What an item says, in short. */
export function summary(item) {
  const { text, title, media, location, kind } = (item.direction === "in" ? item.content : item.part) ?? {};
  const file = [media].flat()[0];
  return title || text || file?.caption || file?.filename || location?.name || nameOf(file?.kind ?? kind);
}

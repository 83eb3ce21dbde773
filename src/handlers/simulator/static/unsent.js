/** What was written and is not known to be stored: kept over a reload, sent again under the same id. */

const key = (phone) => `relais.unsent.${phone}`;

export function unsent(phone) {
  return JSON.parse(localStorage.getItem(key(phone)) ?? "[]");
}

export function isUnsent(message) {
  return unsent(message.phone).some(({ id }) => id === message.id);
}

export function keep(message) {
  if (!isUnsent(message)) save(message.phone, [...unsent(message.phone), message]);
}

export function forget(message) {
  save(message.phone, unsent(message.phone).filter(({ id }) => id !== message.id));
}

/** A version 4 UUID. `crypto.randomUUID` is missing on plain http, as when a phone opens a developer's machine. */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function save(phone, messages) {
  if (messages.length) localStorage.setItem(key(phone), JSON.stringify(messages));
  else localStorage.removeItem(key(phone));
}

/** Who is open, as the address's hash says it: `#+33600000001`, or several with commas between them. */

const MOST = 3;

const USER_ID = /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/;

export function openPeople() {
  const written = decodeURIComponent(location.hash.slice(1).replace(/%(?![\da-f]{2})/gi, "%25"));
  return [...new Set(written.split(",").map((one) => one.trim()))].filter(Boolean).slice(0, MOST);
}

export function openOnly(phone) {
  location.hash = phone ?? "";
}

export function openBeside(phone) {
  location.hash = [...openPeople().filter((one) => one !== phone).slice(0, MOST - 1), phone].join(",");
}

export function close(phone) {
  location.hash = openPeople().filter((one) => one !== phone).join(",");
}

export function isUserId(text) {
  return USER_ID.test(text);
}

/** `+33612345678` as `+33 6 12 34 56 78`; other numbers, and user ids, as they are. */
export function readable(phone) {
  const french = /^\+33(\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(phone);
  return french ? `+33 ${french.slice(1).join(" ")}` : phone;
}

/** E.164, a user id, or null. A number that starts with one zero is French. */
export function normalized(text) {
  if (isUserId(text.trim())) return text.trim();
  const digits = text.replace(/[\s().\-/]/g, "").replace(/^00/, "+").replace(/^0/, "+33");
  return /^\+[1-9]\d{6,14}$/.test(digits) ? digits : null;
}

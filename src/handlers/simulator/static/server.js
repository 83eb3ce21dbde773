/** Every request but the stream. What fails is a sentence for the reader. */

const POST_MS = 10_000;
const UPLOAD_MS = 120_000;

export class Refusal extends Error {}

/** Hands a message, or `{messages: […]}`, to the door. Returns null when it is stored, else the reason in a sentence. */
export async function post(body) {
  try {
    await asked("/simulator/messages", json("POST", body), POST_MS);
    return null;
  } catch (error) {
    return error.message;
  }
}

/** Hands a file over and returns `{id, mime_type, bytes}`; throws a `Refusal`. */
export async function upload(file) {
  const headers = { "Content-Type": bareType(file), "X-Filename": encodeURIComponent(file.name ?? "") };
  return (await asked("/simulator/files", { method: "POST", headers, body: file }, UPLOAD_MS)).json();
}

/** The story of a message, null when nobody knows it. */
export async function story(id) {
  try {
    return await (await asked(`/simulator/story?id=${encodeURIComponent(id)}`, {}, POST_MS)).json();
  } catch {
    return null;
  }
}

/** `{sends: {chosen, choices}}`, null when it cannot be had. */
export async function trouble(change) {
  try {
    const request = change === undefined ? {} : json("PUT", { send: change });
    return await (await asked("/simulator/trouble", request, POST_MS)).json();
  } catch {
    return null;
  }
}

const json = (method, body) => ({
  method,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

/** `audio/mp4;codecs=opus` is `audio/mp4`. */
const bareType = (file) => (file.type ?? "").split(";")[0] || "application/octet-stream";

async function asked(address, request, milliseconds) {
  let answer;
  try {
    answer = await fetch(address, { ...request, signal: AbortSignal.timeout(milliseconds) });
  } catch {
    throw new Refusal("Pas de connexion au serveur.");
  }
  if (!answer.ok) throw new Refusal(await sentence(answer));
  return answer;
}

async function sentence(answer) {
  if (answer.status === 503) return "Le serveur ne peut rien enregistrer pour le moment.";
  const { error } = await answer.json().catch(() => ({}));
  return error ? `Le serveur refuse\u00a0: ${error}.` : `Le serveur a répondu ${answer.status}.`;
}

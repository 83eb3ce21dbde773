// Keeps a page up to date: the server says that something changed (handlers/console/live.py), the page is fetched again
// and each [data-region] is brought up to date. While the tab is hidden nobody listens.

import { morph } from "./morph.js";

const SHORTEST_PAUSE_MS = 500;
const PAUSE_PER_FETCH = 5; // a page that is slow to make is asked for less often
const RECONNECT_MS = 3000;
const GRACE_MS = 1500; // a connection that breaks for a moment is no news

const line = document.getElementById("line");
const news = document.getElementById("news");
const address = `/console/live?topic=${encodeURIComponent(document.body.dataset.live)}`;

let source = null;
let reconnecting = 0;
let losing = 0;
let wanted = false;
let busy = false;

function listen() {
  clearTimeout(reconnecting);
  source?.close();
  if (document.hidden) return;
  source = new EventSource(address);
  source.addEventListener("version", refresh);
  source.addEventListener("away", lost);
  source.addEventListener("over", () => over());
  source.addEventListener("error", () => {
    lost();
    if (source.readyState === EventSource.CLOSED) reconnecting = setTimeout(check, RECONNECT_MS);
  });
}

// A stream that was refused: is it the log-in, or the server?
async function check() {
  if (await update()) listen();
  else if (source) reconnecting = setTimeout(check, RECONNECT_MS);
}

async function refresh() {
  wanted = true;
  if (busy) return;
  busy = true;
  while (wanted && source) {
    wanted = false;
    const began = performance.now();
    const updated = await update();
    wanted ||= !updated;
    await pause(updated ? Math.max(SHORTEST_PAUSE_MS, PAUSE_PER_FETCH * (performance.now() - began)) : RECONNECT_MS);
  }
  busy = false;
}

async function update() {
  try {
    const response = await fetch(location.href, { cache: "no-store" });
    if (response.redirected) return over();
    if (!response.ok) return lost();
    show(new DOMParser().parseFromString(await response.text(), "text/html"));
    return found();
  } catch {
    return lost();
  }
}

function show(page) {
  for (const region of document.querySelectorAll("[data-region]")) {
    const fresh = page.querySelector(`[data-region="${CSS.escape(region.dataset.region)}"]`);
    if (!fresh) continue;
    const before = region.dataset.announce;
    morph(region, fresh);
    if (fresh.dataset.announce && fresh.dataset.announce !== before) news.textContent = fresh.dataset.announce;
  }
  document.title = page.title;
  document.dispatchEvent(new CustomEvent("relais:updated"));
}

function lost() {
  losing ||= setTimeout(() => { line.hidden = false; }, GRACE_MS);
  return false;
}

function found() {
  clearTimeout(losing);
  losing = 0;
  line.hidden = true;
  return true;
}

function over() {
  source?.close();
  source = null;
  clearTimeout(losing);
  line.textContent = "Your log-in has ended: what you see may be old. Reload the page to log in again.";
  line.hidden = false;
  return false;
}

function pause(milliseconds) {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}

document.addEventListener("visibilitychange", listen);
addEventListener("pagehide", () => source?.close());
addEventListener("pageshow", event => { if (event.persisted) listen(); });
listen();

// What a conversation does beside what the page does by itself: clocks that run down, an answer that is kept until it is
// sent, and keys.

const TICK_MS = 1000;
const UNITS = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];

// The words are those of handlers/console/moments.py.
function duration(seconds) {
  const place = UNITS.findIndex(([size]) => seconds >= size);
  if (place < 0) return "0 s";
  const [size, unit] = UNITS[place];
  const whole = Math.floor(seconds / size);
  const [below, name] = UNITS[place + 1] ?? [1, ""];
  const rest = Math.floor((seconds % size) / below);
  return rest && whole < 10 && (unit === "h" || unit === "d") ? `${whole} ${unit} ${rest} ${name}` : `${whole} ${unit}`;
}

function runDown() {
  for (const time of document.querySelectorAll("time[data-until]")) {
    const text = duration((Date.parse(time.dateTime) - Date.now()) / 1000);
    if (time.textContent !== text) time.textContent = text;
  }
}

// A half-written answer stays in this tab, also when a story is opened or the answer was refused.
function keepDraft(form) {
  const key = `relais.draft.${form.dataset.draft}`;
  const text = form.elements.text;
  const done = new URLSearchParams(location.search).get("done");
  if (done === "answered") sessionStorage.removeItem(key);
  text.value ||= sessionStorage.getItem(key) ?? "";
  text.addEventListener("input", () => sessionStorage.setItem(key, text.value));
  text.addEventListener("keydown", event => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener("submit", event => {
    if (form.dataset.sending) event.preventDefault();
    form.dataset.sending = "yes";
  });
  addEventListener("pageshow", () => delete form.dataset.sending);
}

// What was done is said once: whoever reloads the page is not told again.
function forgetNotice() {
  const address = new URL(location.href);
  if (!address.searchParams.has("done")) return;
  address.searchParams.delete("done");
  history.replaceState(null, "", address);
}

const form = document.getElementById("answer");
if (form) keepDraft(form);
forgetNotice();
setInterval(runDown, TICK_MS);
document.addEventListener("relais:updated", runDown);

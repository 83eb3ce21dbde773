// Lets "3 min ago" grow older. The words are those of handlers/console/moments.py.

const UNITS = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];
const PAUSE_MS = 5000;

function distance(seconds) {
  const [size, unit] = UNITS.find(([size]) => Math.abs(seconds) >= size) ?? [1, "s"];
  const count = Math.floor(Math.abs(seconds) / size);
  if (count === 0) return "now";
  return seconds > 0 ? `${count} ${unit} ago` : `in ${count} ${unit}`;
}

function growOlder() {
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const text = distance((Date.now() - Date.parse(time.dateTime)) / 1000);
    if (time.textContent !== text) time.textContent = text;
  }
}

setInterval(growOlder, PAUSE_MS);
document.addEventListener("visibilitychange", growOlder);

// Ticks every message at once, and says how many are ticked.

const boxes = () => [...document.querySelectorAll("input[name^=pick-]")];

function count() {
  const all = document.getElementById("all");
  if (!all) return;
  const ticked = boxes().filter(box => box.checked).length;
  all.closest("label").hidden = false;
  all.checked = ticked > 0 && ticked === boxes().length;
  all.indeterminate = ticked > 0 && !all.checked;
  document.getElementById("picked").textContent = ticked ? `${ticked} ticked` : "";
}

document.addEventListener("change", event => {
  if (event.target.id === "all") for (const box of boxes()) box.checked = event.target.checked;
  count();
});
document.addEventListener("relais:updated", count);
addEventListener("pageshow", count);

// What was done is said once.
const address = new URL(location.href);
for (const name of ["did", "done", "gone"]) address.searchParams.delete(name);
if (address.href !== location.href) history.replaceState(null, "", address);

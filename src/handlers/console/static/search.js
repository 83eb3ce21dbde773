// "/" goes to the search over all messages, from every page.

const PAGE = "/console/conversations#search";

document.addEventListener("keydown", event => {
  const writing = event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || writing) return;
  event.preventDefault();
  const search = document.getElementById("search");
  if (search) search.focus();
  else location.assign(PAGE);
});

if (location.hash === "#search") document.getElementById("search")?.focus();

// Brings a part of the page up to date node by node: what did not change is not touched, so that focus, scroll,
// selection, open details and half-written text stay. Elements are the same when their tag and their id are.

export function morph(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (!areSame(old, fresh)) {
    old.replaceWith(document.importNode(fresh, true));
  } else if (old.nodeType === Node.ELEMENT_NODE) {
    morphAttributes(old, fresh);
    morphChildren(old, fresh);
  } else {
    old.data = fresh.data;
  }
}

function areSame(old, fresh) {
  return old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName && (old.id ?? "") === (fresh.id ?? "");
}

function morphAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !isOwn(old, name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value && !isOwn(old, name)) old.setAttribute(name, value);
  }
}

// What somebody opened or closed stays so.
function isOwn(element, attribute) {
  return attribute === "open" && ["DETAILS", "DIALOG"].includes(element.nodeName);
}

function morphChildren(old, fresh) {
  const wanted = new Set([...fresh.children].map(({ id }) => id).filter(Boolean));
  let place = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const known = child.id ? [...old.children].find(({ id }) => id === child.id) : place;
    if (known && (child.id || !wanted.has(known.id)) && areSame(known, child)) {
      if (known === place) place = known.nextSibling;
      else old.insertBefore(known, place);
      morph(known, child);
    } else {
      old.insertBefore(document.importNode(child, true), place);
    }
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

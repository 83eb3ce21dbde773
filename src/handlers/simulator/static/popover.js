/** A small menu beside what opened it; the browser closes it at a click elsewhere, or Escape. */

const GAP_PX = 6;
const EDGE_PX = 16;

/** Opens `menu` above or below `anchor`, wherever there is room, inside the phone. */
export function openAt(menu, anchor) {
  menu.showPopover();
  const { width, height } = menu.getBoundingClientRect();
  const from = anchor.getBoundingClientRect();
  const phone = anchor.closest(".phone").getBoundingClientRect();
  const above = from.top - GAP_PX - height;
  const top = above >= phone.top + EDGE_PX ? above : from.bottom + GAP_PX;
  const left = (from.left + from.right - width) / 2;
  menu.style.top = `${between(EDGE_PX, top, innerHeight - height - EDGE_PX)}px`;
  menu.style.left = `${between(phone.left + EDGE_PX, left, phone.right - width - EDGE_PX)}px`;
  menu.querySelector("button:not([hidden])")?.focus();
}

/** Lets the arrow keys go round in a menu. */
export function walkByArrows(menu) {
  menu.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = [...menu.querySelectorAll("button:not([hidden])")];
    const next = buttons.indexOf(document.activeElement) + step;
    buttons.at(next % buttons.length).focus();
  });
}

const between = (least, wanted, most) => Math.max(least, Math.min(wanted, most));

/** WhatsApp's formatting – *bold*, _italic_, ~struck~, ```code```, addresses – as nodes, never as HTML. */

import { build } from "./dom.js";

/** A sign counts only around words: `2*3*4` and `snake_case_name` stay as they are. */
const marked = (sign) => {
  const inner = `(\\S|\\S[^\\n${sign}]*\\S)`;
  return new RegExp(`(?<![\\p{L}\\p{N}${sign}])${sign}${inner}${sign}(?![\\p{L}\\p{N}])`, "u");
};

const MARKS = [
  { pattern: /```([\s\S]+?)```/, node: (inner) => build("code", {}, inner) },
  { pattern: /\bhttps?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]}]/, node: (_, whole) => link(whole, whole) },
  { pattern: marked("\\*"), node: (inner) => build("strong", {}, formatted(inner)) },
  { pattern: marked("_"), node: (inner) => build("em", {}, formatted(inner)) },
  { pattern: marked("~"), node: (inner) => build("s", {}, formatted(inner)) },
];

export function formatted(text) {
  const nodes = document.createDocumentFragment();
  let rest = text;
  for (let found = first(rest); found; found = first(rest)) {
    const [whole, inner] = found.match;
    nodes.append(rest.slice(0, found.match.index), found.mark.node(inner, whole));
    rest = rest.slice(found.match.index + whole.length);
  }
  nodes.append(rest);
  return nodes;
}

/** Whether any letter of a text is one of a script that runs from right to left. */
export function hasRightToLeft(text) {
  return /[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(text);
}

/** A link in a new tab; plain text when the address is not one of the web. */
export function link(address, ...children) {
  const safe = webAddress(address);
  return safe
    ? build("a", { href: safe, target: "_blank", rel: "noopener noreferrer" }, ...children)
    : build("span", {}, ...children);
}

export function webAddress(address) {
  const url = URL.canParse(address, location.href) ? new URL(address, location.href) : null;
  return url && ["http:", "https:"].includes(url.protocol) ? url.href : null;
}

function first(text) {
  return MARKS.map((mark) => ({ mark, match: mark.pattern.exec(text) }))
    .filter(({ match }) => match)
    .reduce((best, next) => (best && best.match.index <= next.match.index ? best : next), null);
}

/** Follows one person's chat by server-sent events. */

const AGAIN_MS = 2000;

/**
 * `heard.item(item)` for each item, new or changed; `heard.ready()` after the chat so far; `heard.line(up)`.
 * The browser takes up a broken stream by itself; one that the server refused is opened afresh.
 * Returns the function that ends it.
 */
export function follow(phone, heard) {
  let source;
  let again;
  const open = () => {
    source = new EventSource(`/simulator/events?phone=${encodeURIComponent(phone)}`);
    source.addEventListener("message", ({ data }) => heard.item(JSON.parse(data)));
    source.addEventListener("ready", () => {
      heard.line(true);
      heard.ready();
    });
    source.addEventListener("error", () => {
      heard.line(false);
      if (source.readyState === EventSource.CLOSED) again = setTimeout(open, AGAIN_MS);
    });
  };
  open();
  return () => {
    clearTimeout(again);
    source.close();
  };
}

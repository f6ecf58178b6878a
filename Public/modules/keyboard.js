// Keys for people who do this all day. Without this module every page works by mouse, touch and Tab alone.
//
// In lists (`tr[data-href]`): j and k move, Enter opens. Anywhere: the key named by an element's `data-key` goes to it, a button is
// pressed, a field inside a folded part is unfolded first; `?` opens the overlay `dialog#keys`; u goes back to the queue.

/** Whether a key press is text that somebody types. */
export const isTyping = (target) =>
  target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
  (target.tagName === "INPUT" && !/^(checkbox|radio|button|submit)$/.test(target.type));

/** The place after moving by a step among so many rows; from nowhere the first step leads to the first row. */
export const moved = (place, step, count) => (count === 0 ? -1 : Math.max(0, Math.min(count - 1, place < 0 ? 0 : place + step)));

/** Starts listening. Returns what stops it. */
export function start(document, go = (address) => document.defaultView.location.assign(address)) {
  const rows = [...document.querySelectorAll("tr[data-href]")];
  const overlay = document.querySelector("dialog#keys");
  let place = -1;

  const select = (next) => {
    place = next;
    rows.forEach((row, index) => row.setAttribute("aria-selected", String(index === place)));
    rows[place]?.scrollIntoView({ block: "nearest" });
  };

  const goTo = (element) => {
    if (element.tagName === "BUTTON") return element.click();
    for (let part = element.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    element.focus();
    element.scrollIntoView({ block: "center" });
  };

  const onKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && isTyping(event.target)) return event.target.blur();
    if (isTyping(event.target)) return;
    if (event.key === "?" && overlay) {
      event.preventDefault();
      return overlay.open ? overlay.close() : overlay.showModal();
    }
    if (overlay?.open) return;
    if (event.key === "j") return select(moved(place, 1, rows.length));
    if (event.key === "k") return select(moved(place, -1, rows.length));
    if (event.key === "Enter") {
      if (place >= 0 && !/^(A|BUTTON|SUMMARY)$/.test(event.target.tagName)) go(rows[place].dataset.href);
      return;
    }
    if (event.key === "u" && document.querySelector(".casehead")) return go("/office/queue");
    const wanted = [...document.querySelectorAll("[data-key]")].find((element) => element.dataset.key === event.key);
    if (!wanted) return;
    event.preventDefault();
    goTo(wanted);
  };

  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}

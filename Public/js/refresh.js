// A part of a page that is fetched again every so many seconds (`data-every`), until the server says 0. Without scripts one reloads by hand.
const part = document.querySelector("[data-refresh]");
if (part) {
  const again = () => {
    const seconds = Number(part.dataset.every);
    if (!(seconds > 0)) return;
    setTimeout(async () => {
      // Nobody looks, or somebody is about to press something in it: wait for the next turn.
      if (document.hidden || part.contains(document.activeElement)) return again();
      try {
        const answer = await fetch(part.dataset.refresh, { headers: { Accept: "text/html" }, credentials: "same-origin" });
        if (answer.ok && !answer.redirected) {
          const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-refresh]");
          if (fresh) {
            part.replaceChildren(...fresh.childNodes);
            part.dataset.every = fresh.dataset.every;
          }
        }
      } catch {
        // The next turn tries again.
      }
      again();
    }, seconds * 1000);
  };
  again();
}

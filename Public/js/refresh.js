// A part of a page that is fetched again every so many seconds (`data-every`), until the server says 0. Without scripts one reloads by hand.
import { hands } from "../modules/hands.js";
import { morph } from "../modules/morph.js";

const part = document.querySelector("[data-refresh]");
if (part) {
  const nobodyPresses = hands(window);
  const again = () => {
    const seconds = Number(part.dataset.every);
    if (!(seconds > 0)) return;
    setTimeout(async () => {
      // Nobody looks: wait for the next turn.
      if (document.hidden) return again();
      try {
        const answer = await fetch(part.dataset.refresh, { headers: { Accept: "text/html" }, credentials: "same-origin" });
        if (answer.ok && !answer.redirected) {
          const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-refresh]");
          await nobodyPresses();
          if (fresh) {
            part.dataset.every = fresh.dataset.every;
            morph(part, fresh);
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

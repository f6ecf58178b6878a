// The progress page: listens to the case and becomes what the server says of it. Without scripts the page is reloaded by hand.
import { hands } from "../modules/hands.js";
import { morph } from "../modules/morph.js";

/** Where the answer didn't come: tried again after so long. */
const RETRY = 3000;

const root = document.querySelector("[data-case-events]");
if (root) {
  const nobodyPresses = hands(window);
  let loading = false;
  let again = false;

  const read = async () => {
    const answer = await fetch(root.dataset.caseFragment, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    // Signed out meanwhile: what came is another page.
    if (answer.redirected || (answer.status >= 400 && answer.status < 500)) return null;
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = document.createElement("template");
    fresh.innerHTML = await answer.text();
    return fresh.content;
  };
  const refresh = async () => {
    if (loading) {
      again = true;
      return;
    }
    loading = true;
    again = false;
    try {
      const fresh = await read();
      await nobodyPresses();
      if (fresh) morph(root, fresh);
    } catch {
      setTimeout(refresh, RETRY);
    }
    loading = false;
    if (again) refresh();
  };

  const source = new EventSource(root.dataset.caseEvents);
  source.addEventListener("case", (event) => {
    refresh();
    if (event.data === "completed" || event.data === "refused" || event.data === "withdrawn") source.close();
  });
}

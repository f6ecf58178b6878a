// The progress page: listens to the case and swaps in the new state. Without scripts the page is reloaded by hand.
const root = document.querySelector("[data-case-events]");
if (root) {
  // What the reader has opened stays open, and the focus stays where it was.
  const replace = (html) => {
    const open = [...root.querySelectorAll("details[id]")].map((item) => [item.id, item.open]);
    const focused = root.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    root.innerHTML = html;
    for (const [id, isOpen] of open) {
      const item = document.getElementById(id);
      if (item) item.open = isOpen;
    }
    if (focused) [...root.querySelectorAll("a[href]")].find((link) => link.getAttribute("href") === focused)?.focus();
  };
  // A file that was chosen and not sent yet would be lost.
  const isChoosing = () => [...root.querySelectorAll("input[type=file]")].some((input) => input.files.length > 0);
  let loading = false;
  let again = false;
  const refresh = async () => {
    if (isChoosing()) return;
    if (loading) { again = true; return; }
    loading = true;
    try {
      const answer = await fetch(root.dataset.caseFragment, { headers: { Accept: "text/html" }, credentials: "same-origin" });
      const html = answer.ok ? await answer.text() : null;
      // Somebody may have chosen one while the answer was on its way.
      if (html !== null && !isChoosing()) replace(html);
    } finally {
      loading = false;
      if (again) { again = false; refresh(); }
    }
  };
  const source = new EventSource(root.dataset.caseEvents);
  source.addEventListener("case", (event) => {
    refresh();
    if (event.data === "completed" || event.data === "refused" || event.data === "withdrawn") source.close();
  });
}

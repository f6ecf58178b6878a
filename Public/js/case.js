// The progress page: listens to the case and swaps in the new state. Without scripts the page is reloaded by hand.
const root = document.querySelector("[data-case-events]");
if (root) {
  let loading = false;
  let again = false;
  const refresh = async () => {
    if (loading) { again = true; return; }
    loading = true;
    try {
      const answer = await fetch(root.dataset.caseFragment, { headers: { Accept: "text/html" }, credentials: "same-origin" });
      if (answer.ok) root.innerHTML = await answer.text();
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

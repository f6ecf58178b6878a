// Keyboard for officials: j and k move in the queue, Enter opens; on a case a, b and r go to approve, return and refuse.
const rows = [...document.querySelectorAll("tr[data-href]")];
let place = -1;
const select = (next) => {
  if (!rows.length) return;
  place = Math.max(0, Math.min(rows.length - 1, next));
  rows.forEach((row, index) => row.setAttribute("aria-selected", String(index === place)));
  rows[place].scrollIntoView({ block: "nearest" });
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  if (event.key === "j") select(place + 1);
  else if (event.key === "k") select(place - 1);
  else if (event.key === "Enter" && place >= 0 && event.target === document.body) location.href = rows[place].dataset.href;
  else {
    const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!target) return;
    event.preventDefault();
    target.focus();
    target.scrollIntoView({ block: "center" });
  }
});

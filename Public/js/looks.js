// Who has looked at my data: proves in this browser that each look on the page is in the log, as the page shows it.
import { verifyReceipt, LedgerError } from "../modules/ledger.js";
import { commitment } from "../modules/disclosure.js";

const list = document.querySelector("[data-looks]");

async function verify(item) {
  const answer = await fetch(`/api/v1/log/entries/${item.dataset.entry}`, { credentials: "omit" });
  if (!answer.ok) throw new Error(String(answer.status));
  const { entry } = await verifyReceipt((await answer.json()).proof, list.dataset.key);
  const said = JSON.parse(new TextDecoder().decode(entry));
  const disclosure = JSON.parse(item.dataset.disclosure);
  if (said.type !== "look" || said.commitment !== (await commitment(disclosure))) throw new LedgerError("wrong-entry", said.type);
  const shown = item.closest("li").textContent;
  for (const { name, value } of disclosure.fields) {
    if ((name === "office" || name === "purposeText") && !shown.includes(value)) throw new LedgerError("wrong-entry", name);
  }
}

for (const item of list ? list.querySelectorAll("[data-entry]") : []) {
  try {
    await verify(item);
    item.textContent = `已在您的浏览器中验证：登记日志第 ${item.dataset.entry} 条`;
    item.classList.add("proved");
  } catch (error) {
    item.textContent = error instanceof LedgerError ? `没有验证成功：${error.message}` : "暂时取不到存证凭据，请稍后刷新重试。";
  }
}

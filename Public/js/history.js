// A unit's history: proves in this browser that the chain on the page is complete, ends where the register stands, and lies in the log.
import { verifyReceipt, LedgerError } from "../modules/ledger.js";
import { verifyChain } from "../modules/chain.js";

const box = document.querySelector("[data-chain]");

function line(text, kind) {
  const item = document.createElement("li");
  item.textContent = text;
  item.className = kind;
  box.querySelector("ol").append(item);
}

function say(title, kind) {
  box.className = `note ${kind}`;
  box.querySelector("b").textContent = title;
}

async function fetched(path) {
  const answer = await fetch(path, { credentials: "omit" });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

if (box) {
  try {
    const chain = await fetched(`/api/v1/log/units/${box.dataset.chain}`);
    if (chain.unit !== box.dataset.chain) throw new LedgerError("broken-chain", "another unit");
    const entries = await verifyChain(chain);
    line(`共 ${entries.length} 条，从首次登记起逐条首尾相接，没有缺失`, "done");
    line("最后一条就是登记簿现在的状态", "done");
    const shown = [...document.querySelectorAll("[data-leaf]")].map((row) => row.dataset.leaf);
    if (shown.join() !== chain.entries.map((entry) => entry.leaf).join()) throw new LedgerError("broken-chain", "the page shows other entries");
    for (const [place, { index, entry }] of chain.entries.entries()) {
      const result = await verifyReceipt((await fetched(`/api/v1/log/entries/${index}`)).proof, box.dataset.key);
      if (result.index !== index || new TextDecoder().decode(result.entry) !== entry) throw new LedgerError("wrong-entry", `entry ${place + 1}`);
    }
    line("每一条都已核对在有签名的登记日志中", "done");
    say("已在您的浏览器中验证：登记历史完整", "good");
  } catch (error) {
    const refused = error instanceof LedgerError;
    say("没有验证成功", refused ? "bad" : "warn");
    line(refused ? error.message : "暂时取不到登记日志，请稍后刷新重试。", "now");
  }
}

// A unit's history: proves in this browser that the chain on the page is complete, ends where the log's map of all units ends for everybody, and lies in the log.
import { verifyReceipt, LedgerError } from "../modules/ledger.js";
import { requireLatest, verifyChain } from "../modules/chain.js";
import { stateSentence, verifyState } from "../modules/map.js";
import { parsePolicy } from "../modules/proof.js";

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
    const shown = [...document.querySelectorAll("[data-leaf]")].map((row) => row.dataset.leaf);
    if (shown.join() !== chain.entries.map((entry) => entry.leaf).join()) throw new LedgerError("broken-chain", "the page shows other entries");
    for (const [place, { index, entry }] of chain.entries.entries()) {
      const result = await verifyReceipt((await fetched(`/api/v1/log/entries/${index}`)).proof, box.dataset.key);
      if (result.index !== index || new TextDecoder().decode(result.entry) !== entry) throw new LedgerError("wrong-entry", `entry ${place + 1}`);
    }
    line("每一条都已核对在有签名的登记日志中", "done");
    const policy = parsePolicy(box.dataset.witnesses);
    const latest = await verifyState(
      await fetched(`/api/v1/units/${chain.unit}/state`), box.dataset.key, { witnesses: policy.witnesses.map((witness) => witness.key) });
    if (latest.entry && latest.entry.unit !== chain.unit) throw new LedgerError("wrong-entry", latest.entry.unit);
    const newer = requireLatest(chain, latest);
    line(`最后一条就是最新状态：日志在第 ${latest.checkpoint.size} 条处的检查点承诺了每个单元的最后一条，对所有人都一样`, "done");
    if (policy.needed && !policy.holds(latest.checkpoint.witnesses)) {
      // By ML-DSA-44 the map's root isn't cosigned at all, so here it makes no difference who has signed so.
      line(policy.skipped.length > 0 ? "该检查点的共同签名不足以核验：部分见证方使用后量子签名" : "该检查点的见证方共同签名尚未到齐，请稍后刷新再核对", "now");
    }
    if (newer > 0) line(`另有 ${newer} 条在这个检查点之后登记，公布后即可核对`, "now");
    if (latest.state) line(`${newer > 0 ? "截至该检查点，" : ""}${stateSentence(latest.state)}`, "done");
    say("已在您的浏览器中验证：登记历史完整，并且是最新的", "good");
  } catch (error) {
    const refused = error instanceof LedgerError;
    say("没有验证成功", refused ? "bad" : "warn");
    line(refused ? error.message : "暂时取不到登记日志，请稍后刷新重试。", "now");
  }
}

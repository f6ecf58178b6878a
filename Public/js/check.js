// The public check page: proves in this browser that the register's log holds the certificate's entry.
import { verifyReceipt, LedgerError } from "../modules/ledger.js";

const box = document.querySelector("[data-proof]");
if (box) {
  const line = (text, kind) => {
    const item = document.createElement("li");
    item.textContent = text;
    item.className = kind;
    box.querySelector("ol").append(item);
  };
  const say = (title, kind) => {
    box.className = `note ${kind}`;
    box.querySelector("b").textContent = title;
  };
  try {
    const answer = await fetch(box.dataset.proof, { credentials: "omit" });
    if (!answer.ok) throw new Error(String(answer.status));
    const text = await answer.text();
    const result = await verifyReceipt(text, box.dataset.key);
    line("登记日志的签名有效", "done");
    line(`该登记事项是日志中的第 ${result.index} 条，日志共 ${result.checkpoint.size} 条`, "done");
    line("从该条到日志根的路径逐级核对一致", "done");
    const entry = JSON.parse(new TextDecoder().decode(result.entry));
    if (entry.unit && entry.unit !== box.dataset.unit) throw new LedgerError("wrong-entry", "凭证对应的不动产单元与本证书不一致。", "unit");
    say("已在您的浏览器中验证：登记簿确有此登记", "good");
  } catch (error) {
    say("没有验证成功", "bad");
    line(error instanceof LedgerError ? error.message : "暂时取不到存证凭据，请稍后刷新重试。", "now");
  }
}

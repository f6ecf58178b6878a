// The public check page: proves in this browser, with the log's key, that the register's log holds the certificate's entry; that the
// witnesses have cosigned it; that the log as it is published now extends the one in the proof; and what its map says stands on the unit.
import { verifyReceipt, verifyCheckpoint, verifyConsistency, fromBase64, LedgerError } from "../modules/ledger.js";
import { stateSentence, verifyState } from "../modules/map.js";
import { parsePolicy, verifyCompact } from "../modules/proof.js";

const box = document.querySelector("[data-proof]");

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

/** The entry must be about the certificate that this page shows. */
function requireSame(result) {
  const entry = JSON.parse(new TextDecoder().decode(result.entry));
  if (entry.unit !== box.dataset.unit || (entry.number ?? box.dataset.number) !== box.dataset.number) {
    throw new LedgerError("wrong-entry", `${entry.number} ${entry.unit}`);
  }
}

function tellWitnesses(policy, checkpoint) {
  if (!policy.needed) return;
  const labels = policy.witnesses.filter((witness) => checkpoint.witnesses.includes(witness.name)).map((witness) => witness.label);
  if (policy.holds(checkpoint.witnesses)) {
    line(`独立见证方已共同签名：${labels.join("、")}`, "done");
    if (policy.skipped.length > 0) line(`见证方（${policy.skipped.join("、")}）另用后量子签名（ML-DSA-44），浏览器不能核验，没有计入`, "now");
  } else if (policy.skipped.length > 0) line(`见证方（${policy.skipped.join("、")}）使用浏览器不能核验的后量子签名，请用 dengbu verify 离线核验`, "now");
  else line("见证方的共同签名尚未到齐，请稍后刷新再核对", "now");
}

async function fetched(path) {
  const answer = await fetch(path, { credentials: "omit", headers: { accept: "*/*" } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.text();
}

/** The newest published log must hold everything that the proof's log holds: nothing was taken back since. */
async function tellFreshness(checkpoint, options) {
  const newest = await verifyCheckpoint(await fetched("/log/checkpoint"), box.dataset.key, options);
  const [older, newer] = newest.size >= checkpoint.size ? [checkpoint, newest] : [newest, checkpoint];
  const proof = older.size === newer.size ? [] : JSON.parse(await fetched(`/api/v1/log/consistency?from=${older.size}&to=${newer.size}`)).hashes;
  const hashes = proof.map((text) => fromBase64(text));
  if (hashes.includes(null)) throw new LedgerError("malformed-proof", "a hash");
  await verifyConsistency({ oldSize: older.size, oldRoot: older.root, newSize: newer.size, newRoot: newer.root, proof: hashes });
  line(`与日志现在公布的状态（共 ${newest.size} 条）一致，其间没有删改`, "done");
}

/** What stands on the unit, by the last entry to which the log's map leads everybody. */
async function tellState(options, index) {
  const file = JSON.parse(await fetched(`/api/v1/units/${box.dataset.unit}/state`));
  const { checkpoint, entry, state } = await verifyState(file, box.dataset.key, options);
  if (checkpoint.size <= index) {
    line("登簿刚刚完成，单元的最新状态在下一个检查点公布后即可核对", "now");
    return;
  }
  if (!entry || entry.unit !== box.dataset.unit) throw new LedgerError("wrong-entry", box.dataset.unit);
  const time = entry.at.slice(0, 16).replace("T", " ");
  line(`这个单元最近一次登记在 ${time}，此后到日志第 ${checkpoint.size} 条为止没有别的登记`, "done");
  if (state) line(`${stateSentence(state)}。这由登记机构对所有人公布的同一份签名证明，不是本页面说了算`, "done");
}

if (box) {
  let isProved = false;
  try {
    const policy = parsePolicy(box.dataset.witnesses);
    const options = { witnesses: policy.witnesses.map((witness) => witness.key) };
    const digits = location.hash.slice(1);
    if (/^[0-9]{100,}$/.test(digits)) {
      const result = await verifyCompact(digits, box.dataset.key, options);
      requireSame(result);
      isProved = true;
      line(`二维码中的证明有效：日志第 ${result.index} 条，无须服务器即可核验`, "done");
    }
    const result = await verifyReceipt(await fetched(box.dataset.proof), box.dataset.key, options);
    requireSame(result);
    isProved = true;
    line("登记日志的签名有效", "done");
    line(`该登记事项是日志中的第 ${result.index} 条，日志共 ${result.checkpoint.size} 条`, "done");
    line("从该条到日志根的路径逐级核对一致", "done");
    tellWitnesses(policy, result.checkpoint);
    await tellFreshness(result.checkpoint, options);
    await tellState(options, result.index);
    say("已在您的浏览器中验证：登记簿确有此登记", "good");
  } catch (error) {
    const refused = error instanceof LedgerError;
    // What the code itself proves stays proved when the server can't be reached; what contradicts it doesn't.
    say(isProved && !refused ? "证书已写入登记日志；日志现状暂时没有核对到" : "没有验证成功", isProved && !refused ? "warn" : "bad");
    line(refused ? error.message : "暂时取不到日志的最新状态，请稍后刷新重试。", "now");
  }
}

// The proof in a QR code and the witnesses' policy, in the browser's module, against a log made here. Run with `node --test Tests/Browser/`.

import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../../Public/modules");
const asURL = (text) => `data:text/javascript;base64,${Buffer.from(text).toString("base64")}`;
// By their text: as files they would need a package.json beside them to count as modules.
const ledgerURL = asURL(readFileSync(join(folder, "ledger.js"), "utf8"));
const ledger = await import(ledgerURL);
const proof = await import(asURL(readFileSync(join(folder, "proof.js"), "utf8").replaceAll("./ledger.js", ledgerURL)));
const refusal = (code) => (error) => error instanceof ledger.LedgerError && error.code === code;

const sha = (...parts) => createHash("sha256").update(Buffer.concat(parts.map((part) => Buffer.from(part)))).digest();

function key(name, type) {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const typed = Buffer.concat([Buffer.from([type]), publicKey.export({ type: "spki", format: "der" }).subarray(-32)]);
  const id = sha(`${name}\n`, typed).subarray(0, 4);
  return { name, id, privateKey, vkey: `${name}+${id.toString("hex")}+${typed.toString("base64")}` };
}

function leb(number) {
  const bytes = [];
  for (let rest = BigInt(number); ; rest >>= 7n) {
    if (rest < 0x80n) return Buffer.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
}

const counted = (text) => Buffer.concat([leb(Buffer.byteLength(text)), Buffer.from(text)]);

function toDigits(bytes) {
  const widths = [0, 3, 5, 8, 10, 13, 15, 17];
  let text = "";
  for (let start = 0; start < bytes.length; start += 7) {
    const chunk = bytes.subarray(start, start + 7);
    text += BigInt(`0x${chunk.toString("hex")}`).toString().padStart(widths[chunk.length], "0");
  }
  return text;
}

const entry =
  '{"at":"2026-11-24T01:56:55.000123+08:00","commitment":"' + "ab".repeat(32) +
  '","entry":"c-1","event":"issued","number":"赣(2026)南昌市不动产权第0000051号","type":"certificate","unit":"360102001001GB00001F00010001","v":2}';
const short = Buffer.concat([
  leb(BigInt(Date.parse("2026-11-24T01:56:55+08:00")) * 1000n + 123n), Buffer.from("ab".repeat(32), "hex"),
  counted("c-1"), counted("赣(2026)南昌市不动产权第0000051号"), counted("360102001001GB00001F00010001"),
]);
const log = key("dengbu.example/360100", 1);
const tax = key("witness.example/tax", 4);
const neighbour = sha("other");
const root = sha([1], sha([0], entry), neighbour);
const note = `${log.name}\n2\n${root.toString("base64")}\n`;
const time = Buffer.from("000000006ab13b80", "hex");
const cosignature = Buffer.concat([time, sign(null, Buffer.from(`cosignature/v1\ntime ${0x6ab13b80}\n${note}`), tax.privateKey)]);
const compact = Buffer.concat([
  Buffer.from([1]), leb(0), leb(2), leb(short.length), short, Buffer.from([1]), neighbour,
  sign(null, Buffer.from(note), log.privateKey), Buffer.from([1]), tax.id, cosignature,
]);
const digits = toDigits(compact);

test("the proof of a code verifies by itself and gives the entry", async () => {
  const result = await proof.verifyCompact(digits, log.vkey, { witnesses: [tax.vkey] });
  assert.equal(new TextDecoder().decode(result.entry), entry);
  assert.deepEqual([result.index, result.checkpoint.size, result.checkpoint.witnesses], [0, 2, ["witness.example/tax"]]);
  assert.deepEqual((await proof.verifyCompact(digits, log.vkey)).checkpoint.witnesses, []);
});

test("no byte of it can be changed, and nothing else is read", async () => {
  const other = key(log.name, 1);
  await assert.rejects(proof.verifyCompact(digits, other.vkey), (error) => error instanceof ledger.LedgerError);
  for (let position = 0; position < compact.length; position += 1) {
    const damaged = Buffer.from(compact);
    damaged[position] ^= 1;
    const result = await proof.verifyCompact(toDigits(damaged), log.vkey, { witnesses: [tax.vkey] }).catch((error) => error);
    // The key ID of a cosignature decides whose it is: with another one it is nobody's.
    const unknown = position >= compact.length - 76 && position < compact.length - 72;
    assert.ok(result instanceof ledger.LedgerError || (unknown && result.checkpoint.witnesses.length === 0), `byte ${position}`);
  }
  for (const wrong of ["1", "256", "12a", digits.slice(0, -1), `${digits}000`]) {
    await assert.rejects(proof.verifyCompact(wrong, log.vkey), refusal("malformed-proof"));
  }
});

test("a policy says who must have cosigned", () => {
  const [a, b, c] = ["a.example", "b.example", "c.example"].map((name) => key(name, 4));
  const text = `witness a ${a.vkey}\nwitness b ${b.vkey}\nwitness c ${c.vkey}\ngroup two 2 a b c\nquorum two\n`;
  const policy = proof.parsePolicy(text);
  assert.ok(policy.needed && policy.holds(["a.example", "c.example"]) && !policy.holds(["b.example"]) && !policy.holds(["x", "y"]));
  assert.deepEqual(policy.witnesses.map((witness) => witness.key), [a.vkey, b.vkey, c.vkey]);
  assert.ok(!proof.parsePolicy("quorum none\n").needed && proof.parsePolicy("quorum none\n").holds([]));
  // A witness with two keys, one of which browsers can't verify: its other signature doesn't count for both.
  const long = Buffer.concat([Buffer.from([6]), Buffer.alloc(1312, 1)]).toString("base64");
  const both = `witness a ${a.vkey}\nwitness a-pq a.example+00000000+${long}\ngroup g GROUP a a-pq\nquorum g\n`;
  const all = proof.parsePolicy(both.replace("GROUP", "all"));
  assert.deepEqual([all.skipped, all.witnesses.map((witness) => witness.label), all.holds(["a.example"])], [["a-pq"], ["a"], false]);
  assert.ok(proof.parsePolicy(both.replace("GROUP", "any")).holds(["a.example"]));
  for (const wrong of ["", "quorum x", "group g 2 a", "quorum none\nquorum none", "witness a", text.replace("2 a", "4 a")]) {
    assert.throws(() => proof.parsePolicy(wrong), refusal("malformed-policy"));
  }
});

test("a unit's chain is whole, or it is refused", async () => {
  const chains = await import(asURL(readFileSync(join(folder, "chain.js"), "utf8").replaceAll("./ledger.js", ledgerURL)));
  const unit = "360102001001GB00001F00010001";
  const entries = [];
  let previous = null;
  for (const version of [1, 2, 3]) {
    const text = JSON.stringify({ at: "x", previous, type: "act", unit, v: 1, version });
    previous = sha([0], text).toString("hex");
    entries.push({ index: version, leaf: previous, entry: text });
  }
  const whole = { unit, head: previous, entries };
  assert.equal((await chains.verifyChain(whole)).length, 3);
  assert.equal((await chains.verifyChain({ unit, head: null, entries: [] })).length, 0);
  const wrong = [
    { ...whole, entries: entries.slice(0, 2) }, { ...whole, entries: entries.slice(1) }, { ...whole, entries: [entries[0], entries[2]] },
    { ...whole, head: null }, { ...whole, unit: "other" }, { ...whole, entries: [entries[1], entries[0], entries[2]] },
    { ...whole, entries: [entries[0], { ...entries[1], entry: null }, entries[2]] },
    { ...whole, entries: [entries[0], { ...entries[1], entry: entries[1].entry.replace('"x"', '"y"') }, entries[2]] },
  ];
  for (const chain of wrong) await assert.rejects(chains.verifyChain(chain), refusal("broken-chain"));
});

test("shown fields lead to the entry's commitment as the server reckons it", async () => {
  const { commitment } = await import(asURL(readFileSync(join(folder, "disclosure.js"), "utf8").replaceAll("./ledger.js", ledgerURL)));
  const field = { name: "location", salt: "00ff", value: "滨江路\n\"100\"号" };
  const digest = sha(JSON.stringify([field.name, field.salt, field.value])).toString("hex");
  const binding = "12".repeat(32);
  const expected = sha(Buffer.from(binding, "hex"), sha(Buffer.from(digest, "hex"), sha("other"))).toString("hex");
  const other = { digest: sha("other").toString("hex") };
  assert.equal(await commitment({ v: 1, binding, fields: [field, other] }), expected);
  assert.equal(await commitment({ v: 1, binding, fields: [{ digest }, other] }), expected);
  assert.notEqual(await commitment({ v: 1, binding, fields: [{ ...field, value: "别处" }, other] }), expected);
  for (const fields of [[{}], [{ digest: "xx" }], [{ ...field, digest }], [{ ...field, value: 1 }]]) {
    await assert.rejects(commitment({ v: 1, binding, fields }), refusal("malformed-proof"));
  }
});

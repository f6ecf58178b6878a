// The browser's verifier of latest states, against proofs that the server's code made and some made here. Run with `node --test Tests/Browser/`.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

const here = dirname(fileURLToPath(import.meta.url));
const folder = join(here, "../../Public/modules");
const asURL = (text) => `data:text/javascript;base64,${Buffer.from(text).toString("base64")}`;
// By their text: as files they would need a package.json beside them to count as modules.
const ledgerURL = asURL(readFileSync(join(folder, "ledger.js"), "utf8"));
const load = (name) => import(asURL(readFileSync(join(folder, name), "utf8").replaceAll("./ledger.js", ledgerURL)));
const ledger = await import(ledgerURL);
const map = await load("map.js");
const { requireLatest } = await load("chain.js");
const fixture = JSON.parse(readFileSync(join(here, "fixtures/map.json"), "utf8"));
const refused = (error) => error instanceof ledger.LedgerError;
const refusal = (code) => (error) => refused(error) && error.code === code;

test("every state verifies: the last entry, another key in its place, an empty place", async () => {
  const kinds = new Set();
  for (const { name, entry, proof } of fixture.proofs) {
    const read = map.parseMapProof(proof);
    assert.equal(read.name, name);
    const checkpoint = await ledger.verifyCheckpoint(read.checkpoint, fixture.vkey);
    const leaf = await map.verifyMapProof(read, map.mapRoot(checkpoint));
    assert.equal(leaf, entry === undefined ? null : ledger.toHex(await ledger.leafHash(new TextEncoder().encode(entry))));
    kinds.add(read.entry ? "entry" : read.other ? "other" : "empty");
  }
  assert.equal(kinds.size, 3);
});

test("no byte of a proof can be altered, except that a way to nothing may also be another absent name's", async () => {
  const verify = async (text) => {
    const read = map.parseMapProof(text);
    const checkpoint = await ledger.verifyCheckpoint(read.checkpoint, fixture.vkey);
    const leaf = await map.verifyMapProof(read, map.mapRoot(checkpoint));
    return { name: read.name, leaf };
  };
  const names = new Set(fixture.proofs.filter(({ entry }) => entry).map(({ name }) => name));
  for (const { name, proof } of fixture.proofs) {
    for (let at = 0; at < proof.length; at += 3) {
      const code = proof.charCodeAt(at);
      if (code > 0x7e) continue;
      const altered = proof.slice(0, at) + String.fromCharCode(code === 0x7e ? 0x7d : code + 1) + proof.slice(at + 1);
      const proved = await verify(altered).catch((error) => assert.ok(refused(error), `${name} at ${at}: ${error}`));
      if (proved) assert.ok(proved.name !== name && proved.leaf === null && !names.has(proved.name), `${name} at ${at}`);
    }
  }
});

test("an entry can't be left out, and a checkpoint without a map proves nothing", async () => {
  const present = fixture.proofs.find(({ entry }) => entry);
  const without = present.proof.replace(/entry .*\n/, "");
  const read = map.parseMapProof(without);
  const checkpoint = await ledger.verifyCheckpoint(read.checkpoint, fixture.vkey);
  await assert.rejects(map.verifyMapProof(read, map.mapRoot(checkpoint)), refusal("root-mismatch"));
  assert.throws(() => map.mapRoot({ extensions: [] }), refusal("no-map"));
  const line = `dengbu-map ${"A".repeat(43)}=`;
  assert.throws(() => map.mapRoot({ extensions: [line, line] }), refusal("no-map"));
});

test("a state is what the entry commits to", async () => {
  const { file } = fixture;
  const proved = await map.verifyState(file, fixture.vkey);
  assert.equal(proved.state.mortgage, true);
  assert.equal(proved.entry.unit, file.unit);
  await assert.rejects(map.verifyState({ ...file, state: file.state.replace('"seizure":false', '"seizure":true') }, fixture.vkey), refusal("wrong-state"));
  await assert.rejects(map.verifyState({ ...file, salt: "00".repeat(16) }, fixture.vkey), refusal("wrong-state"));
  await assert.rejects(map.verifyState({ ...file, unit: "360102001001GB00001F00019999" }, fixture.vkey), refusal("wrong-entry"));
  assert.equal((await map.verifyState({ ...file, state: null, salt: null }, fixture.vkey)).state, null);
  assert.equal(map.stateSentence(proved.state), "登记簿页上有：抵押；没有：查封、异议、预告登记、居住权、地役权、其他限制");
});

test("a chain that ends before the map's last entry is not the latest", () => {
  const entries = [{ leaf: "aa", index: 3 }, { leaf: "bb", index: 9 }, { leaf: "cc", index: null }];
  assert.equal(requireLatest({ entries }, { checkpoint: { size: 10 }, leaf: "bb" }), 1);
  assert.equal(requireLatest({ entries }, { checkpoint: { size: 9 }, leaf: "aa" }), 2);
  assert.equal(requireLatest({ entries: [] }, { checkpoint: { size: 9 }, leaf: null }), 0);
  assert.throws(() => requireLatest({ entries: entries.slice(0, 1) }, { checkpoint: { size: 10 }, leaf: "bb" }), refusal("not-latest"));
  assert.throws(() => requireLatest({ entries }, { checkpoint: { size: 10 }, leaf: null }), refusal("not-latest"));
});

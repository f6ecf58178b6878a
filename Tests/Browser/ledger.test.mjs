// The browser's verifier against proofs that the server's code made. Run with `node --test Tests/Browser/`.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

const here = dirname(fileURLToPath(import.meta.url));
// By its text: as a file, it would need a package.json beside it to count as a module.
const source = readFileSync(join(here, "../../Public/modules/ledger.js"));
const ledger = await import(`data:text/javascript;base64,${source.toString("base64")}`);
const fixture = JSON.parse(readFileSync(join(here, "fixtures/ledger.json"), "utf8"));

const { verifyReceipt, verifyCheckpoint, verifyConsistency, verifyInclusion, parseNote, parseProof, fromBase64, toBase64 } = ledger;
const bytes = (text) => fromBase64(text);
const refusal = (code) => (error) => error instanceof ledger.LedgerError && error.code === code;
const refused = (error) => error instanceof ledger.LedgerError;

test("every receipt verifies and gives its entry", async () => {
  assert.ok(fixture.receipts.length > 10);
  for (const { index, entry, receipt } of fixture.receipts) {
    const result = await verifyReceipt(receipt, fixture.vkey);
    assert.equal(result.index, index);
    assert.equal(toBase64(result.entry), entry);
    assert.equal(result.checkpoint.origin, "dengbu.example/360100");
    const asBytes = await verifyReceipt(new TextEncoder().encode(receipt), fixture.vkey);
    assert.deepEqual(asBytes.entry, result.entry);
  }
});

test("the checkpoint verifies with the log's key and with no other", async () => {
  const checkpoint = await verifyCheckpoint(fixture.checkpoint, fixture.vkey);
  assert.equal(checkpoint.size, 1000);
  await assert.rejects(verifyCheckpoint(fixture.checkpoint, fixture.otherKey), refusal("no-trusted-signature"));
  await assert.rejects(verifyCheckpoint(fixture.checkpoint, fixture.vkey, { origin: "x" }), refusal("wrong-origin"));
  await assert.rejects(verifyCheckpoint(fixture.checkpoint.replace("\n1000\n", "\n1001\n"), fixture.vkey), refusal("bad-signature"));
  await assert.rejects(verifyCheckpoint(fixture.checkpoint.replace("\n1000\n", "\n01000\n"), fixture.vkey), refused);
});

test("witnesses are named if they signed, and don't replace the log", async () => {
  const options = { witnesses: [fixture.witnessKey] };
  assert.deepEqual((await verifyCheckpoint(fixture.cosigned, fixture.vkey, options)).witnesses, ["witness.example/住建"]);
  assert.deepEqual((await verifyCheckpoint(fixture.checkpoint, fixture.vkey, options)).witnesses, []);
  await assert.rejects(verifyCheckpoint(fixture.cosigned, fixture.otherKey, options), refusal("no-trusted-signature"));
});

test("growth from older trees verifies, and altered growth doesn't", async () => {
  for (const { oldSize, oldRoot, newSize, newRoot, proof } of fixture.growth) {
    const claim = { oldSize, oldRoot: bytes(oldRoot), newSize, newRoot: bytes(newRoot), proof: proof.map(bytes) };
    await verifyConsistency(claim);
    for (let place = 0; place < claim.proof.length; place++) {
      const altered = claim.proof.map((hash) => hash.slice());
      altered[place][place % 32] ^= 1;
      await assert.rejects(verifyConsistency({ ...claim, proof: altered }), refusal("root-mismatch"));
      await assert.rejects(verifyConsistency({ ...claim, proof: altered.toSpliced(place, 1) }), refusal("proof-length"));
    }
    await assert.rejects(verifyConsistency({ ...claim, proof: [...claim.proof, claim.newRoot] }), refusal("proof-length"));
    await assert.rejects(verifyConsistency({ ...claim, oldSize: 0 }), refusal("empty-tree"));
    await assert.rejects(verifyConsistency({ ...claim, oldSize: newSize + 1 }), refusal("sizes-reversed"));
    const other = claim.newRoot.slice();
    other[0] ^= 1;
    await assert.rejects(verifyConsistency({ ...claim, newRoot: other }), refusal("root-mismatch"));
  }
});

test("a receipt with any character altered is refused", async () => {
  const { receipt, entry, index } = fixture.receipts.at(-1);
  for (let at = 0; at < receipt.length; at++) {
    for (const character of ["A", "0", "\n", " ", ""]) {
      const altered = receipt.slice(0, at) + character + receipt.slice(at + 1);
      if (altered === receipt) continue;
      await assert.rejects(verifyReceipt(altered, fixture.vkey), refused, `character ${at} -> ${JSON.stringify(character)}`);
    }
  }
  assert.equal(toBase64((await verifyReceipt(receipt, fixture.vkey)).entry), entry);
  assert.equal(parseProof(receipt).index, index);
});

test("published notes and keys are read as elsewhere", async () => {
  const key = await ledger.parseVerifierKey("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
  assert.equal(key.keyId, 0x530d903a);
  const note =
    "This is an example message.\n\n— example.com/foo " +
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
  assert.equal((await ledger.verifyNote(parseNote(note), [key])).text, "This is an example message.\n");
  await assert.rejects(ledger.verifyNote(parseNote(note.replace("example m", "example M")), [key]), refusal("bad-signature"));
  for (const bad of ["", "a", "a+b+c", "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "example.com/fo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "a b+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"]) {
    await assert.rejects(ledger.parseVerifierKey(bad), refusal("malformed-key"));
  }
});

test("malformed notes are refused", () => {
  const line = fixture.checkpoint.slice(fixture.checkpoint.indexOf("—"));
  const signature = line.trim().split(" ")[2];
  for (const bad of ["", "\n\n", "a\n", `a\n${line}`, `a\n\n${line.trimEnd()}`, `a\n\n${line}\n`, `a\u0001\n\n${line}`, `a\r\n\n${line}`,
    `a\n\n${line}b\n`, `a\n\n— a b ${signature}\n`, `a\n\n— a+b ${signature}\n`, `a\n\n— a\u3000b ${signature}\n`, `a\n\n- a ${signature}\n`,
    "a\n\n— a AAAA\n", "a\n\n— a AAAAAB==\n", `a\n\n— a ${signature} \n`, `a\n\n${line.repeat(101)}`]) {
    assert.throws(() => parseNote(bad), refusal("malformed-note"), JSON.stringify(bad.slice(0, 80)));
  }
  assert.equal(parseNote(`a\n\nb\n\n${line.repeat(16)}`).signatures.length, 16);
  assert.throws(() => parseNote(new Uint8Array([0xff, 0x0a])), refusal("malformed-note"));
});

test("the published RFC 6962 vectors come out as published", (context) => {
  const folder = [process.env.DENGBU_VECTORS, join(here, "../../../shared/vectors")]
    .filter(Boolean).map((path) => join(path, "rfc6962")).find(existsSync);
  if (!folder) return context.skip("the vectors are not here: set DENGBU_VECTORS to the folder that holds rfc6962/");
  return checkVectors(folder);
});

async function checkVectors(folder) {
  const passes = async (check) => {
    try {
      await check();
      return true;
    } catch (error) {
      assert.ok(refused(error), String(error));
      return false;
    }
  };
  let count = 0;
  for (const kind of ["inclusion", "consistency"]) {
    for (const file of readdirSync(join(folder, kind), { recursive: true }).filter((name) => name.endsWith(".json"))) {
      const vector = JSON.parse(readFileSync(join(folder, kind, file), "utf8"));
      const hashes = (vector.proof ?? []).map(bytes);
      const passed = await passes(() =>
        kind === "inclusion"
          ? verifyInclusion({
              leaf: bytes(vector.leafHash), index: vector.leafIdx, size: vector.treeSize, proof: hashes, root: bytes(vector.root),
            })
          : verifyConsistency({
              oldSize: vector.size1, oldRoot: bytes(vector.root1), newSize: vector.size2, newRoot: bytes(vector.root2), proof: hashes,
            }),
      );
      // One vector that must pass has a placeholder of 12 bytes for both roots, which can't be a hash.
      const placeholder = kind === "consistency" && bytes(vector.root1).length !== 32;
      assert.equal(passed, !vector.wantErr && !placeholder, `${kind}/${file}: ${vector.desc}`);
      count++;
    }
  }
  assert.equal(count, 196);
}

test("trees beyond 2^32 entries are no trouble", async () => {
  const leaf = await ledger.leafHash(new Uint8Array([1]));
  const size = 2 ** 40 + 1;
  let root = leaf;
  const proof = [];
  for (let level = 0; level < 40; level++) {
    proof.push(leaf);
    root = await ledger.nodeHash(leaf, root);
  }
  const index = 2 ** 40 - 1;
  proof.push(leaf);
  root = await ledger.nodeHash(root, leaf);
  await verifyInclusion({ leaf, index, size, proof, root });
  await assert.rejects(verifyInclusion({ leaf, index: index - 1, size, proof, root: leaf }), refusal("root-mismatch"));
  await assert.rejects(verifyInclusion({ leaf, index: 2 ** 53, size: 2 ** 53 + 2, proof, root }), refusal("index-beyond-tree"));
});

test("a browser without the means says so", async () => {
  assert.equal(await ledger.supportsEd25519(), true);
  const real = globalThis.crypto;
  const pretend = (crypto) => Object.defineProperty(globalThis, "crypto", { value: crypto, configurable: true, writable: true });
  try {
    pretend({
      subtle: {
        digest: (...given) => real.subtle.digest(...given),
        importKey: () => Promise.reject(new DOMException("Unrecognized name.", "NotSupportedError")),
      },
    });
    assert.equal(await ledger.supportsEd25519(), false);
    await assert.rejects(verifyReceipt(fixture.receipts[0].receipt, fixture.vkey), (error) => {
      return error.code === "no-ed25519" && error.message.includes("Ed25519");
    });
    pretend({});
    await assert.rejects(verifyReceipt(fixture.receipts[0].receipt, fixture.vkey), refusal("no-webcrypto"));
  } finally {
    pretend(real);
  }
});

test("a log that changed its key: each key's time holds, and nothing outside of it", async () => {
  const { vkey, otherKey, checkpoint } = fixture;
  for (const keys of [`${vkey} 1..1000\n${otherKey} 900..`, `${otherKey} 1..500\n${vkey} 400..`, `${vkey}`, `${vkey} 1000..1000\n`]) {
    assert.equal((await verifyCheckpoint(checkpoint, keys)).size, 1000);
  }
  for (const keys of [`${vkey} 1..999\n${otherKey} 900..`, `${vkey} 1001..`]) {
    await assert.rejects(verifyCheckpoint(checkpoint, keys), refusal("key-out-of-time"));
  }
  await assert.rejects(verifyCheckpoint(checkpoint, `${otherKey} 1..`), refusal("no-trusted-signature"));
  for (const keys of ["", `${vkey} 5`, `${vkey} 5..4`, `${vkey} 05..9`, `${vkey} ..9`, `${vkey}  1..2`, `${vkey}\n${fixture.witnessKey}`]) {
    await assert.rejects(verifyCheckpoint(checkpoint, keys), refusal("malformed-key"));
  }
  // An algorithm that browsers lack beside one that they have.
  const [name] = vkey.split("+");
  assert.equal((await verifyCheckpoint(checkpoint, `${vkey}\n${name}+00000000+/wEC`)).size, 1000);
});

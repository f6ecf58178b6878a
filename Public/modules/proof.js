// The proof behind the # of a certificate's QR code (Sources/Ledger/Receipts/CompactProof.swift), and who must have cosigned a
// checkpoint (Sources/Ledger/Witnesses/WitnessPolicy.swift). Nothing here asks a server for anything.
import { LedgerError, fromBase64, leafHash, nodeHash, parseLogKeys, parseVerifierKey, toBase64, toHex, verifyReceipt } from "./ledger.js";

const DIGITS = [0, 3, 5, 8, 10, 13, 15, 17];
const LONGEST_ENTRY = 2_048;
/** Type of a witness's ML-DSA-44 key (C2SP tlog-cosignature). */
const MLDSA44 = 0x06;
const MICROSECONDS = 1_000_000n;

const refuse = (detail) => new LedgerError("malformed-proof", detail);

/** Bytes from decimal digits, 17 for seven bytes. @param {string} text @returns {Uint8Array} */
export function fromDigits(text) {
  if (!/^[0-9]*$/.test(text)) throw refuse("not digits");
  const bytes = [];
  for (let start = 0; start < text.length; start += 17) {
    const chunk = text.slice(start, start + 17);
    const count = DIGITS.indexOf(chunk.length);
    const number = BigInt(chunk);
    if (count < 0 || number >> BigInt(8 * count) !== 0n) throw refuse("digits that nothing is written as");
    for (let index = count - 1; index >= 0; index -= 1) bytes.push(Number((number >> BigInt(8 * index)) & 0xffn));
  }
  return Uint8Array.from(bytes);
}

class Reader {
  #bytes;
  #position = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  get isAtEnd() {
    return this.#position === this.#bytes.length;
  }

  take(count) {
    if (count > this.#bytes.length - this.#position) throw refuse("it breaks off");
    this.#position += count;
    return this.#bytes.slice(this.#position - count, this.#position);
  }

  /** Unsigned LEB128 in its shortest form. */
  number() {
    let value = 0n;
    for (let shift = 0n; shift < 56n; shift += 7n) {
      const [byte] = this.take(1);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        if (value >= 1n << 53n || (shift > 0n && byte === 0)) break;
        return Number(value);
      }
    }
    throw refuse("not a number");
  }

  text() {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.take(this.number()));
    } catch (error) {
      throw error instanceof LedgerError ? error : refuse("not a text");
    }
  }
}

/** RFC 3339 to the microsecond in China's time, as the log writes it. */
function stamp(microseconds) {
  const all = BigInt(microseconds);
  const local = new Date(Number(all / MICROSECONDS) * 1000 + 8 * 3_600_000).toISOString().slice(0, 19);
  return `${local}.${String(all % MICROSECONDS).padStart(6, "0")}+08:00`;
}

/** A certificate's log entry from its short form. @param {Uint8Array} short @returns {Uint8Array} */
export function issuedEntry(short) {
  const reader = new Reader(short);
  const at = stamp(reader.number());
  const commitment = toHex(reader.take(32));
  const [entry, number, unit] = [reader.text(), reader.text(), reader.text()];
  if (!reader.isAtEnd || /["\\\u0000-\u001f]/.test(entry + number + unit)) throw refuse("not an entry");
  return new TextEncoder().encode(
    `{"at":"${at}","commitment":"${commitment}","entry":"${entry}","event":"issued","number":"${number}","type":"certificate","unit":"${unit}","v":2}`,
  );
}

/** Reads the compact form. Nothing is verified yet. @param {Uint8Array} bytes */
export function parseCompact(bytes) {
  const reader = new Reader(bytes);
  const [version] = reader.take(1);
  if (version !== 1 && version !== 2) throw refuse("another version of the compact form");
  // Version 1 is of before there was a map.
  const mapRoot = version === 2 ? reader.take(32) : null;
  const [index, size, length] = [reader.number(), reader.number(), reader.number()];
  if (length > LONGEST_ENTRY) throw refuse("the entry is too long");
  const entry = reader.take(length);
  const [count] = reader.take(1);
  if (count > 63) throw refuse("too many hashes");
  const hashes = Array.from({ length: count }, () => reader.take(32));
  const signature = reader.take(64);
  const [more] = reader.take(1);
  const cosignatures = Array.from({ length: more }, () => {
    const id = reader.take(4);
    return { keyId: new DataView(id.buffer).getUint32(0), id, signature: reader.take(72) };
  });
  if (!reader.isAtEnd) throw refuse("bytes behind the compact form");
  return { mapRoot, index, size, entry, hashes, signature, cosignatures };
}

/** The root to which a path leads (RFC 9162 section 2.1.3.2). */
async function rootOf(leaf, index, size, hashes) {
  if (index >= size) throw new LedgerError("index-beyond-tree", `entry ${index} of ${size}`);
  const path = BigInt(index) ^ BigInt(size - 1);
  const inner = path === 0n ? 0 : path.toString(2).length;
  const border = (BigInt(index) >> BigInt(inner)).toString(2).replaceAll("0", "").length;
  if (hashes.length !== inner + border) throw new LedgerError("proof-length", `${hashes.length} hashes`);
  let hash = leaf;
  for (const [level, other] of hashes.entries()) {
    const left = level >= inner || ((BigInt(index) >> BigInt(level)) & 1n) === 1n;
    hash = left ? await nodeHash(other, hash) : await nodeHash(hash, other);
  }
  return hash;
}

function line(name, id, signature) {
  const bytes = new Uint8Array(4 + signature.length);
  bytes.set(id);
  bytes.set(signature, 4);
  return `— ${name} ${toBase64(bytes)}\n`;
}

/**
 * Verifies the proof in a certificate's QR code: rebuilds the receipt that it stands for, and verifies that.
 * @param {string} digits what stands behind the #
 * @param {string} vkeys the log's verifier key, or all that it had with their periods
 * @param {{ witnesses?: string[] }} [options] keys of witnesses
 */
export async function verifyCompact(digits, vkeys, { witnesses = [] } = {}) {
  const proof = parseCompact(fromDigits(digits));
  const entry = issuedEntry(proof.entry);
  const log = await parseLogKeys(vkeys);
  const root = await rootOf(await leafHash(entry), proof.index, proof.size, proof.hashes);
  const { name } = log[0].key;
  const map = proof.mapRoot ? `dengbu-map ${toBase64(proof.mapRoot)}\n` : "";
  let more = "";
  const keys = await Promise.all(witnesses.map(parseVerifierKey));
  for (const cosignature of proof.cosignatures) {
    const key = keys.find((key) => key.keyId === cosignature.keyId);
    if (key) more += line(key.name, cosignature.id, cosignature.signature);
  }
  const path = proof.hashes.map((hash) => `${toBase64(hash)}\n`).join("");
  // The compact form doesn't say which of the log's keys signed.
  let refusal;
  for (const { key } of log) {
    const id = new Uint8Array(4);
    new DataView(id.buffer).setUint32(0, key.keyId);
    const note = `${name}\n${proof.size}\n${toBase64(root)}\n${map}\n${line(name, id, proof.signature)}${more}`;
    try {
      return await verifyReceipt(`c2sp.org/tlog-proof@v1\nextra ${toBase64(entry)}\nindex ${proof.index}\n${path}\n${note}`, vkeys, { witnesses });
    } catch (error) {
      if (error?.code !== "bad-signature" && error?.code !== "key-out-of-time") throw error;
      // That a key signed out of its time says more than that another didn't sign.
      if (!refusal || error.code === "key-out-of-time") refusal = error;
    }
  }
  throw refusal;
}

/**
 * Who must cosign, as the registry and its witnesses publish it: `witness NAME KEY`, `group NAME THRESHOLD MEMBERS`, `quorum NAME`.
 * @param {string} text
 * @returns {{ witnesses: { label: string, key: string, name: string }[], skipped: string[], needed: boolean, holds: (signed: string[]) => boolean }}
 *   `holds` takes the names of the keys that have signed; `skipped` are witnesses that sign by ML-DSA-44, which browsers can't verify:
 *   for them nobody has signed
 */
export function parsePolicy(text) {
  const wrong = (detail) => new LedgerError("malformed-policy", detail);
  const witnesses = [];
  const skipped = [];
  const rules = new Map([["none", () => true]]);
  let quorum = null;
  for (const words of text.split("\n").map((row) => row.split(/[ \t\r]+/).filter(Boolean))) {
    const [kind, name, ...rest] = words;
    if (!kind || kind.startsWith("#")) continue;
    if (kind === "witness" && rest.length >= 1 && !rules.has(name)) {
      const [own, , ...key] = rest[0].split("+");
      if (fromBase64(key.join("+"))?.[0] === MLDSA44) {
        skipped.push(name);
        rules.set(name, () => false);
      } else {
        witnesses.push({ label: name, key: rest[0], name: own });
        rules.set(name, (signed) => signed.includes(own));
      }
    } else if (kind === "group" && rest.length >= 2 && !rules.has(name)) {
      const members = rest.slice(1).map((member) => rules.get(member));
      const threshold = rest[0] === "any" ? 1 : rest[0] === "all" ? members.length : Number(rest[0]);
      if (members.includes(undefined) || !(threshold >= 1 && threshold <= members.length)) throw wrong(words.join(" "));
      rules.set(name, (signed) => members.filter((holds) => holds(signed)).length >= threshold);
    } else if (kind === "quorum" && rest.length === 0 && rules.has(name) && quorum === null) {
      quorum = name;
    } else {
      throw wrong(words.join(" "));
    }
  }
  if (quorum === null) throw wrong("no quorum");
  return { witnesses, skipped, needed: quorum !== "none", holds: rules.get(quorum) };
}

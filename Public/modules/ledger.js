// Checks in the browser, without trusting the server that served it, that the register's log holds an entry:
// C2SP signed notes and checkpoints (Ed25519), C2SP tlog-proof receipts, RFC 6962 inclusion and consistency proofs.
// Needs nothing but Web Crypto. All that it reads is refused unless it has the one form that the specifications give it.

const HEADER = "c2sp.org/tlog-proof@v1";
const LONGEST_NOTE = 1_000_000;
const MOST_SIGNATURES = 100;
const LONGEST_PATH = 63;
const LONGEST_ENTRY = 65_535;
const ED25519 = 0x01;
const COSIGNATURE = 0x04;

/** What the person who checks is told, by code. */
const MESSAGES = {
  "malformed-note": "签名文本格式有误。",
  "malformed-key": "公钥格式有误。",
  "malformed-checkpoint": "日志检查点格式有误。",
  "malformed-proof": "登簿凭证格式有误。",
  "no-trusted-signature": "检查点没有登记机构的签名。",
  "key-out-of-time": "检查点由登记机构已停用或尚未启用的密钥签名。",
  "bad-signature": "检查点的签名无效，内容可能被改动。",
  "wrong-origin": "检查点不属于该登记机构的日志。",
  "index-beyond-tree": "凭证所指条目不在日志中。",
  "proof-length": "证明的长度不符。",
  "no-quorum": "见证方的共同签名不足。",
  "wrong-entry": "凭证对应的登记事项与本证书不一致。",
  "broken-chain": "登记历史不完整，或与登记簿不一致。",
  "no-map": "检查点没有承诺各单元的最新状态。",
  "wrong-state": "所示的登记簿状态与登记日志的承诺不一致。",
  "not-latest": "这里显示的登记历史不是最新的：登记日志里还有更新的登记，或者有登记没有显示。",
  "malformed-policy": "见证方名单格式有误。",
  "root-mismatch": "证明与日志的根不一致，内容可能被改动。",
  "sizes-reversed": "较旧的日志比较新的还大。",
  "empty-tree": "空日志不能证明任何内容。",
  "no-webcrypto": "此页面无法使用浏览器的密码功能（需通过 HTTPS 打开），暂不能在本机核验。",
  "no-ed25519": "此浏览器不支持 Ed25519 签名核验，请升级浏览器，或下载凭证后用核验工具核验。",
};

/** A refusal. `code` is stable, `message` a Chinese sentence, `detail` says in English what was found. */
export class LedgerError extends Error {
  /** @param {keyof typeof MESSAGES} code @param {string} [detail] */
  constructor(code, detail = "") {
    super(MESSAGES[code]);
    this.name = "LedgerError";
    this.code = code;
    this.detail = detail;
  }
}

/**
 * @typedef {{ name: string, keyId: number, type: number, publicKey: Uint8Array }} VerifierKey
 * @typedef {{ key: VerifierKey, from: number, until: number }} LogKey a key of a log, and the sizes of the trees that it signs
 * @typedef {{ name: string, keyId: number, signature: Uint8Array }} NoteSignature
 * @typedef {{ text: string, signatures: NoteSignature[] }} Note
 * @typedef {{ origin: string, size: number, root: Uint8Array, extensions: string[] }} Checkpoint
 * @typedef {{ extra: Uint8Array | null, index: number, hashes: Uint8Array[], checkpoint: string }} Proof
 */

// Bytes

/** @param {Uint8Array} bytes @returns {string} */
export function toBase64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

/** Standard base64 with padding; null for anything but its one form. @param {string} text @returns {Uint8Array | null} */
export function fromBase64(text) {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  let decoded;
  try {
    decoded = atob(text);
  } catch {
    return null;
  }
  const bytes = Uint8Array.from(decoded, (character) => character.charCodeAt(0));
  return toBase64(bytes) === text ? bytes : null;
}

/** @param {Uint8Array} bytes @returns {string} */
export function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function same(a, b) {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function encode(text) {
  return new TextEncoder().encode(text);
}

/** Text from text or bytes; bytes must be UTF-8. */
function textOf(input, code) {
  if (typeof input === "string") return input;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(input);
  } catch {
    throw new LedgerError(code, "not UTF-8");
  }
}

/** A whole number as the specifications write it; null for any other form and beyond 2^53 - 1. */
function decimal(text) {
  if (!/^(0|[1-9][0-9]{0,15})$/.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
}

function subtle() {
  const found = globalThis.crypto?.subtle;
  if (!found) throw new LedgerError("no-webcrypto");
  return found;
}

async function sha256(bytes) {
  return new Uint8Array(await subtle().digest("SHA-256", bytes));
}

// Hashing (RFC 6962 section 2.1)

/** The leaf hash of an entry. @param {Uint8Array} entry @returns {Promise<Uint8Array>} */
export async function leafHash(entry) {
  const bytes = new Uint8Array(entry.length + 1);
  bytes.set(entry, 1);
  return sha256(bytes);
}

/** The hash of an inner node. @param {Uint8Array} left @param {Uint8Array} right @returns {Promise<Uint8Array>} */
export async function nodeHash(left, right) {
  const bytes = new Uint8Array(65);
  bytes[0] = 1;
  bytes.set(left, 1);
  bytes.set(right, 33);
  return sha256(bytes);
}

/** The way from an entry to the root: levels where either neighbour may come, then those along the right edge. */
function shape(index, size) {
  const inner = bits(BigInt(index) ^ BigInt(size - 1)).length;
  const border = bits(BigInt(index) >> BigInt(inner)).replaceAll("0", "").length;
  return { inner, border };
}

function bits(value) {
  return value === 0n ? "" : value.toString(2);
}

function isRight(index, level) {
  return ((BigInt(index) >> BigInt(level)) & 1n) === 1n;
}

function requireHashes(hashes) {
  for (const hash of hashes) {
    if (!(hash instanceof Uint8Array) || hash.length !== 32) throw new LedgerError("malformed-proof", "a hash has 32 bytes");
  }
}

function requireLength(proof, expected) {
  if (proof.length !== expected) throw new LedgerError("proof-length", `${proof.length} hashes, ${expected} needed`);
}

function requireRoot(computed, expected) {
  if (!same(computed, expected)) {
    throw new LedgerError("root-mismatch", `leads to ${toHex(computed)}, not to ${toHex(expected)}`);
  }
}

/**
 * Throws unless the tree of `size` entries with `root` has `leaf` at `index`.
 * @param {{ leaf: Uint8Array, index: number, size: number, proof: Uint8Array[], root: Uint8Array }} claim
 */
export async function verifyInclusion({ leaf, index, size, proof, root }) {
  requireHashes([leaf, root, ...proof]);
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) {
    throw new LedgerError("index-beyond-tree", `entry ${index} of ${size}`);
  }
  const { inner, border } = shape(index, size);
  requireLength(proof, inner + border);
  let hash = leaf;
  for (const [level, other] of proof.entries()) {
    const left = level >= inner || isRight(index, level);
    hash = left ? await nodeHash(other, hash) : await nodeHash(hash, other);
  }
  requireRoot(hash, root);
}

/**
 * Throws unless the tree of `newSize` entries begins with the one of `oldSize`.
 * @param {{ oldSize: number, oldRoot: Uint8Array, newSize: number, newRoot: Uint8Array, proof: Uint8Array[] }} claim
 */
export async function verifyConsistency({ oldSize, oldRoot, newSize, newRoot, proof }) {
  requireHashes([oldRoot, newRoot, ...proof]);
  if (!Number.isSafeInteger(oldSize) || !Number.isSafeInteger(newSize) || oldSize <= 0) throw new LedgerError("empty-tree");
  if (oldSize > newSize) throw new LedgerError("sizes-reversed", `${oldSize} before ${newSize}`);
  if (oldSize === newSize) {
    requireLength(proof, 0);
    requireRoot(newRoot, oldRoot);
    return;
  }
  const shift = bits(BigInt(oldSize)).match(/0*$/)[0].length;
  const perfect = BigInt(oldSize) === 1n << BigInt(shift);
  const whole = shape(oldSize - 1, newSize);
  const inner = whole.inner - shift;
  requireLength(proof, inner + whole.border + (perfect ? 0 : 1));
  const seed = perfect ? oldRoot : proof[0];
  let older = seed;
  let newer = seed;
  for (const [level, other] of proof.slice(perfect ? 0 : 1).entries()) {
    if (level >= inner || isRight(oldSize - 1, level + shift)) {
      older = await nodeHash(other, older);
      newer = await nodeHash(other, newer);
    } else {
      newer = await nodeHash(newer, other);
    }
  }
  requireRoot(older, oldRoot);
  requireRoot(newer, newRoot);
}

// Notes (C2SP signed-note)

function isKeyName(name) {
  return name !== "" && !/[\p{White_Space}+\u0000-\u001f]/u.test(name);
}

function uint32(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
}

/**
 * Reads a verifier key, `name+id+base64`, and checks that its ID is right.
 * @param {string} vkey @returns {Promise<VerifierKey>}
 */
export async function parseVerifierKey(vkey) {
  const match = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/u.exec(vkey);
  const key = match && fromBase64(match[3]);
  if (!match || !key || !isKeyName(match[1])) throw new LedgerError("malformed-key", "a key is name+id+base64");
  if ((key[0] !== ED25519 && key[0] !== COSIGNATURE) || key.length !== 33) throw new LedgerError("malformed-key", "not an Ed25519 key");
  const name = encode(`${match[1]}\n`);
  const hashed = new Uint8Array(name.length + key.length);
  hashed.set(name);
  hashed.set(key, name.length);
  const keyId = uint32(await sha256(hashed));
  if (keyId !== parseInt(match[2], 16)) throw new LedgerError("malformed-key", "the ID is of another key");
  return { name: match[1], keyId, type: key[0], publicKey: key.slice(1) };
}

const LOG_KEY_LINE = /^(\S+)(?: ([0-9]+)\.\.([0-9]*))?$/;

/**
 * Reads a log's keys, a line each: `vkey`, `vkey 17..` or `vkey 17..4810`, as `dengbu key log` prints them. Of several lines those
 * whose algorithm browsers lack are left out.
 * @param {string} text @returns {Promise<LogKey[]>}
 */
export async function parseLogKeys(text) {
  const lines = text.split("\n").filter(Boolean);
  const keys = [];
  for (const line of lines) {
    const [, vkey, fromText, untilText] = LOG_KEY_LINE.exec(line) ?? [];
    const [from, until] = [decimal(fromText ?? "0"), untilText ? decimal(untilText) : Infinity];
    if (!vkey || from === null || until === null || until < from) throw new LedgerError("malformed-key", "not a key with its period");
    const type = fromBase64(vkey.split("+").slice(2).join("+"))?.[0];
    if (lines.length > 1 && type !== undefined && type !== ED25519) continue;
    const key = await parseVerifierKey(vkey);
    if (key.type !== ED25519) throw new LedgerError("malformed-key", "not a log's key");
    keys.push({ key, from, until });
  }
  if (keys.length === 0 || keys.some(({ key }) => key.name !== keys[0].key.name)) throw new LedgerError("malformed-key", "a log has keys of one name");
  return keys;
}

/** Reads a note. Its signatures are not verified yet. @param {string | Uint8Array} input @returns {Note} */
export function parseNote(input) {
  const all = textOf(input, "malformed-note");
  const refuse = (detail) => new LedgerError("malformed-note", detail);
  if (all.length > LONGEST_NOTE) throw refuse("too long");
  if (/[\u0000-\u0009\u000b-\u001f]/.test(all)) throw refuse("a control character");
  const split = all.lastIndexOf("\n\n");
  if (split < 0 || !all.endsWith("\n") || split + 2 >= all.length) throw refuse("no signatures");
  const lines = all.slice(split + 2, -1).split("\n");
  if (lines.length > MOST_SIGNATURES) throw refuse("too many signatures");
  const signatures = lines.map((line) => {
    const [dash, name, base64, ...more] = line.split(" ");
    const bytes = base64 && fromBase64(base64);
    if (dash !== "—" || more.length > 0 || !isKeyName(name ?? "") || !bytes || bytes.length <= 4) {
      throw refuse(`not a signature: ${line}`);
    }
    return { name, keyId: uint32(bytes), signature: bytes.slice(4) };
  });
  return { text: all.slice(0, split + 1), signatures };
}

/** Whether this browser can verify Ed25519 signatures. @returns {Promise<boolean>} */
export async function supportsEd25519() {
  try {
    // The base point of the curve: a valid public key, known to everybody.
    const point = new Uint8Array(32).fill(0x66);
    point[0] = 0x58;
    await importKey(point);
    return true;
  } catch {
    return false;
  }
}

async function importKey(publicKey) {
  try {
    return await subtle().importKey("raw", publicKey, { name: "Ed25519" }, false, ["verify"]);
  } catch (error) {
    if (error instanceof LedgerError) throw error;
    throw new LedgerError(error?.name === "DataError" ? "malformed-key" : "no-ed25519", String(error));
  }
}

/**
 * Verifies the signatures of the given keys; those of others are ignored.
 * @param {Note} note @param {VerifierKey[]} keys
 * @returns {Promise<{ text: string, signedBy: VerifierKey[] }>} the text, and which of the keys signed it
 */
export async function verifyNote(note, keys) {
  const text = encode(note.text);
  const signedBy = [];
  for (const { name, keyId, signature } of note.signatures) {
    const key = keys.find((key) => key.name === name && key.keyId === keyId);
    if (!key || signedBy.includes(key)) continue;
    const imported = await importKey(key.publicKey);
    const signed = key.type === COSIGNATURE ? cosigned(text, signature) : { signature, message: text };
    if (!signed || !(await subtle().verify({ name: "Ed25519" }, imported, signed.signature, signed.message))) {
      throw new LedgerError("bad-signature", `by ${name}`);
    }
    signedBy.push(key);
  }
  if (signedBy.length === 0) throw new LedgerError("no-trusted-signature");
  return { text: note.text, signedBy };
}

/** What a witness signs (C2SP tlog-cosignature): the text behind the time; null for another length and times beyond 2^53. */
function cosigned(text, signature) {
  const time = cosignatureTime(signature);
  if (time === null) return null;
  const head = encode(`cosignature/v1\ntime ${time}\n`);
  const message = new Uint8Array(head.length + text.length);
  message.set(head);
  message.set(text, head.length);
  return { signature: signature.slice(8), message };
}

/** Seconds since 1970 in a cosignature; means nothing before it was verified. @param {Uint8Array} signature */
export function cosignatureTime(signature) {
  if (signature.length !== 72) return null;
  const view = new DataView(signature.buffer, signature.byteOffset, 8);
  const time = view.getUint32(0) * 2 ** 32 + view.getUint32(4);
  return Number.isSafeInteger(time) ? time : null;
}

// Checkpoints (C2SP tlog-checkpoint)

/** Reads the text of a checkpoint's note. @param {string} text @returns {Checkpoint} */
export function parseCheckpoint(text) {
  const refuse = (detail) => new LedgerError("malformed-checkpoint", detail);
  const lines = text.split("\n");
  if (lines.pop() !== "" || lines.length < 3 || lines.includes("")) throw refuse("origin, size and root are three lines");
  const [origin, sizeText, rootText, ...extensions] = lines;
  const size = decimal(sizeText);
  if (size === null) throw refuse(`size ${sizeText}`);
  const root = fromBase64(rootText);
  if (root?.length !== 32) throw refuse(`root ${rootText}`);
  return { origin, size, root, extensions };
}

/**
 * Verifies a checkpoint as the log publishes it.
 * @param {string | Uint8Array} note
 * @param {string} vkeys the log's verifier key, or all that it had with their periods, from a source that isn't the log
 * @param {{ origin?: string, witnesses?: string[] }} [options] the log's name if its key is called otherwise; keys of
 *   witnesses, of whom those that signed are named in the result
 * @returns {Promise<Checkpoint & { witnesses: string[] }>}
 */
export async function verifyCheckpoint(note, vkeys, { origin, witnesses = [] } = {}) {
  const log = await parseLogKeys(vkeys);
  const { name } = log[0].key;
  const others = await Promise.all(witnesses.map(parseVerifierKey));
  const verified = await verifyNote(parseNote(note), [...log.map(({ key }) => key), ...others]);
  const own = log.filter(({ key }) => verified.signedBy.includes(key));
  if (own.length === 0) throw new LedgerError("no-trusted-signature", "only witnesses signed");
  const checkpoint = parseCheckpoint(verified.text);
  if (!own.some(({ from, until }) => from <= checkpoint.size && checkpoint.size <= until)) {
    throw new LedgerError("key-out-of-time", `a tree of ${checkpoint.size} entries`);
  }
  if (checkpoint.origin !== (origin ?? name)) throw new LedgerError("wrong-origin", checkpoint.origin);
  if (checkpoint.size === 0) requireRoot(checkpoint.root, await sha256(new Uint8Array(0)));
  const signedBy = verified.signedBy.filter((key) => others.includes(key));
  return { ...checkpoint, witnesses: signedBy.map((key) => key.name) };
}

// Receipts (C2SP tlog-proof)

/** Reads a proof. Nothing is verified yet. @param {string | Uint8Array} input @returns {Proof} */
export function parseProof(input) {
  const all = textOf(input, "malformed-proof");
  const refuse = (detail) => new LedgerError("malformed-proof", detail);
  if (all.length > 2 * LONGEST_NOTE) throw refuse("too long");
  let rest = all;
  const line = () => {
    const end = rest.indexOf("\n");
    if (end < 0) throw refuse("the text breaks off");
    const text = rest.slice(0, end);
    rest = rest.slice(end + 1);
    return text;
  };
  if (line() !== HEADER) throw refuse(`the first line isn't ${HEADER}`);
  let next = line();
  let extra = null;
  if (next.startsWith("extra ")) {
    extra = fromBase64(next.slice("extra ".length));
    if (!extra) throw refuse("the extra data isn't base64");
    next = line();
  }
  const index = next.startsWith("index ") ? decimal(next.slice("index ".length)) : null;
  if (index === null) throw refuse("no index");
  const hashes = [];
  for (next = line(); next !== ""; next = line()) {
    const hash = fromBase64(next);
    if (hash?.length !== 32 || hashes.length === LONGEST_PATH) throw refuse(`line ${hashes.length + 1} of the path`);
    hashes.push(hash);
  }
  return { extra, index, hashes, checkpoint: rest };
}

/**
 * Verifies a receipt: that the log with this key signed a tree that holds the receipt's entry at its place.
 * @param {string | Uint8Array} receipt C2SP tlog-proof whose extra data is the entry
 * @param {string} vkeys as for `verifyCheckpoint`
 * @param {{ origin?: string, witnesses?: string[] }} [options] as for `verifyCheckpoint`
 * @returns {Promise<{ entry: Uint8Array, index: number, checkpoint: Checkpoint & { witnesses: string[] } }>}
 */
export async function verifyReceipt(receipt, vkeys, options = {}) {
  const proof = parseProof(receipt);
  if (!proof.extra) throw new LedgerError("malformed-proof", "the entry is missing");
  if (proof.extra.length > LONGEST_ENTRY) throw new LedgerError("malformed-proof", "the entry is too long");
  const checkpoint = await verifyCheckpoint(proof.checkpoint, vkeys, options);
  await verifyInclusion({
    leaf: await leafHash(proof.extra),
    index: proof.index,
    size: checkpoint.size,
    proof: proof.hashes,
    root: checkpoint.root,
  });
  return { entry: proof.extra, index: proof.index, checkpoint };
}

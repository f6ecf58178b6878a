// What the log's map says of a unit: which entry is its last, or that it has none (Sources/Ledger/Map/MapReceipt.swift), and what stands on
// its page, which that entry commits to (Sources/Casework/Log/Map/PublicState.swift).
import { LedgerError, fromBase64, leafHash, toHex, verifyCheckpoint } from "./ledger.js";

const HEADER = "dengbu-map-proof@v1";
const WORD = "dengbu-map ";
const MOST_HASHES = 256;

const refuse = (detail) => new LedgerError("malformed-proof", detail);

async function sha256(...parts) {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

const utf8 = (text) => new TextEncoder().encode(text);
const same = (a, b) => a.length === b.length && a.every((byte, index) => byte === b[index]);
const bit = (key, index) => (key[index >> 3] >> (7 - (index & 7))) & 1;

function hash(text) {
  const bytes = fromBase64(text ?? "");
  if (bytes?.length !== 32) throw refuse("not a hash");
  return bytes;
}

/** The root of the map to which a checkpoint commits. @param {{ extensions: string[] }} checkpoint @returns {Uint8Array} */
export function mapRoot(checkpoint) {
  const lines = checkpoint.extensions.filter((line) => line.startsWith(WORD));
  const root = lines.length === 1 ? fromBase64(lines[0].slice(WORD.length)) : null;
  if (root?.length !== 32) throw new LedgerError("no-map", lines.join());
  return root;
}

/**
 * Reads a proof. Nothing is verified yet.
 * @param {string} text
 * @returns {{ name: string, entry: Uint8Array | null, other: { key: Uint8Array, value: Uint8Array } | null, hashes: Uint8Array[], checkpoint: string }}
 */
export function parseMapProof(text) {
  let rest = text;
  const line = () => {
    const end = rest.indexOf("\n");
    if (end < 0) throw refuse("the text breaks off");
    const found = rest.slice(0, end);
    rest = rest.slice(end + 1);
    return found;
  };
  if (line() !== HEADER) throw refuse(`the first line isn't ${HEADER}`);
  let next = line();
  const name = next.slice("name ".length);
  if (!next.startsWith("name ") || name === "" || /[\u0000-\u0020]/.test(name)) throw refuse("no name");
  next = line();
  let entry = null;
  let other = null;
  if (next.startsWith("entry ")) {
    entry = fromBase64(next.slice("entry ".length));
    if (!entry) throw refuse("the entry isn't base64");
    next = line();
  } else if (next.startsWith("other ")) {
    const parts = next.slice("other ".length).split(" ");
    if (parts.length !== 2) throw refuse("not another key's leaf");
    other = { key: hash(parts[0]), value: hash(parts[1]) };
    next = line();
  }
  const hashes = [];
  for (; next !== ""; next = line()) {
    if (hashes.length === MOST_HASHES) throw refuse("too many hashes");
    hashes.push(hash(next));
  }
  return { name, entry, other, hashes, checkpoint: rest };
}

/**
 * Throws unless the map with this root leads the name to the entry; or, without one, has no entry of that name.
 * @param {ReturnType<typeof parseMapProof>} proof @param {Uint8Array} root
 * @returns {Promise<string | null>} the entry's leaf hash in hexadecimal
 */
export async function verifyMapProof({ name, entry, other, hashes }, root) {
  const key = await sha256(utf8(name));
  const empty = await sha256([4]);
  if (hashes.length > 0 && same(hashes[0], empty)) throw refuse("the way goes beyond its end");
  const value = entry && (await leafHash(entry));
  if (other) {
    const shared = hashes.every((_, index) => bit(other.key, index) === bit(key, index));
    if (!shared || same(other.key, key)) throw refuse("it ends at a key that lies elsewhere");
  }
  let node = empty;
  if (value) node = await sha256([2], key, value);
  else if (other) node = await sha256([2], other.key, other.value);
  for (const [height, neighbour] of hashes.entries()) {
    node = bit(key, hashes.length - 1 - height) ? await sha256([3], neighbour, node) : await sha256([3], node, neighbour);
  }
  if (!same(node, root)) throw new LedgerError("root-mismatch", `leads to ${toHex(node)}, not to ${toHex(root)}`);
  return value && toHex(value);
}

function fromHex(text) {
  if (typeof text !== "string" || !/^([0-9a-f]{2})+$/.test(text)) throw refuse("not a salt");
  return Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
}

/**
 * Verifies the proof of a unit's latest state, as `/api/v1/units/…/state` and `/api/v1/log/map` give it.
 * @param {{ unit: string, proof: string, state?: string | null, salt?: string | null }} file
 * @param {string} vkey the log's verifier key, from a source that isn't the file
 * @param {{ origin?: string, witnesses?: string[] }} [options] as for `verifyCheckpoint`
 * @returns {Promise<{ checkpoint: object, entry: object | null, leaf: string | null, state: object | null }>}
 *   the last entry, null if the unit has none; what stands on its page, null where the file or the entry doesn't say
 */
export async function verifyState(file, vkey, options = {}) {
  if (typeof file?.proof !== "string" || typeof file.unit !== "string") throw refuse("not a state");
  const proof = parseMapProof(file.proof);
  if (proof.name !== file.unit) throw new LedgerError("wrong-entry", proof.name);
  const checkpoint = await verifyCheckpoint(proof.checkpoint, vkey, options);
  const leaf = await verifyMapProof(proof, mapRoot(checkpoint));
  if (!leaf) {
    if (file.state || file.salt) throw new LedgerError("wrong-state", "of a unit without entries");
    return { checkpoint, entry: null, leaf, state: null };
  }
  const entry = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(proof.entry));
  if (entry.type !== "act" || entry.unit !== file.unit) throw new LedgerError("wrong-entry", `${entry.unit}`);
  if (!file.state) return { checkpoint, entry, leaf, state: null };
  const committed = toHex(await sha256(fromHex(file.salt), utf8(file.state)));
  if (committed !== entry.state) throw new LedgerError("wrong-state", committed);
  return { checkpoint, entry, leaf, state: JSON.parse(file.state) };
}

const THINGS = [
  ["mortgage", "抵押"], ["seizure", "查封"], ["objection", "异议"], ["notice", "预告登记"], ["residence", "居住权"], ["easement", "地役权"],
  ["lock", "其他限制"],
];

/** What a verified state says, as a sentence for everybody. @param {object} state @returns {string} */
export function stateSentence(state) {
  const names = (wanted) => THINGS.filter(([name]) => state[name] === wanted).map(([, chinese]) => chinese).join("、");
  const ended = state.standing === "cancelled" ? "登记簿页已注销；" : "";
  const there = names(true);
  const absent = names(false);
  return `${ended}${there ? `登记簿页上有：${there}；` : ""}${absent ? `没有：${absent}` : ""}`.replace(/；$/, "");
}

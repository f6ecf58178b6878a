// The chain of a unit's log entries: complete, because each names the one before it and the register names the last.
import { LedgerError, leafHash, toHex } from "./ledger.js";

const broken = (detail) => new LedgerError("broken-chain", detail);

/**
 * Throws unless the entries are the whole history of the unit.
 * @param {{ unit: string, head: string | null, entries: { leaf: string, entry: string | null }[] }} chain as `/api/v1/log/units/…` gives it
 * @returns {Promise<object[]>} the entries, read
 */
export async function verifyChain(chain) {
  let previous = null;
  const read = [];
  for (const [index, link] of chain.entries.entries()) {
    if (typeof link.entry !== "string") throw broken(`entry ${index + 1} is not in the log yet`);
    const leaf = toHex(await leafHash(new TextEncoder().encode(link.entry)));
    const entry = JSON.parse(link.entry);
    if (leaf !== link.leaf || entry.type !== "act" || entry.unit !== chain.unit) throw broken(`entry ${index + 1}`);
    if (entry.previous !== previous || entry.version !== index + 1) throw broken(`before entry ${index + 1} one is missing`);
    previous = leaf;
    read.push(entry);
  }
  if (previous !== chain.head) throw broken("the register's page names another entry as its last");
  return read;
}

/**
 * Throws unless the chain ends where the map does: of the entries that the checkpoint covers the last one is the unit's last.
 * @param {{ entries: { leaf: string, index: number | null }[] }} chain
 * @param {{ checkpoint: { size: number }, leaf: string | null }} latest as `verifyState` gives it
 * @returns {number} entries that were made after the checkpoint
 */
export function requireLatest(chain, { checkpoint, leaf }) {
  const covered = chain.entries.filter(({ index }) => index !== null && index < checkpoint.size);
  const last = covered.at(-1)?.leaf ?? null;
  if (last !== leaf) throw new LedgerError("not-latest", `the map leads to ${leaf}, the chain to ${last}`);
  return chain.entries.length - covered.length;
}

// Fields that a log entry commits to without showing them (Sources/Casework/Log/FieldDisclosure.swift).
import { LedgerError, toHex } from "./ledger.js";

const HASH = /^[0-9a-f]{64}$/;

function fromHex(text) {
  if (!HASH.test(text)) throw new LedgerError("malformed-proof", "not a hash");
  return Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
}

async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** The digest of one field: of the canonical JSON of name, salt and value, which is what JSON.stringify writes. */
async function digest(field) {
  if (typeof field.digest === "string" && field.name === undefined) return fromHex(field.digest);
  const parts = [field.name, field.salt, field.value];
  if (field.digest !== undefined || parts.some((part) => typeof part !== "string")) throw new LedgerError("malformed-proof", "a field");
  return sha256(new TextEncoder().encode(JSON.stringify(parts)));
}

/**
 * What an entry says that commits to these fields.
 * @param {{ v: number, binding: string, fields: object[] }} disclosure
 * @returns {Promise<string>} in hexadecimal
 */
export async function commitment(disclosure) {
  if (disclosure.v !== 1 || !Array.isArray(disclosure.fields)) throw new LedgerError("malformed-proof", "not a disclosure");
  const digests = new Uint8Array(32 * disclosure.fields.length);
  for (const [index, field] of disclosure.fields.entries()) digests.set(await digest(field), 32 * index);
  const bound = new Uint8Array(64);
  bound.set(fromHex(disclosure.binding));
  bound.set(await sha256(digests), 32);
  return toHex(await sha256(bound));
}

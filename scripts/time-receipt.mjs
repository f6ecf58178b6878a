// Prints the median of the milliseconds that Public/modules/ledger.js needs to verify a receipt: node time-receipt.mjs FILE KEY
import { readFileSync } from "node:fs";
import { verifyReceipt } from "../Public/modules/ledger.js";

const [file, key] = process.argv.slice(2);
const receipt = new Uint8Array(readFileSync(file));
const times = [];
for (let round = 0; round < 200; round++) {
  const began = performance.now();
  await verifyReceipt(receipt, key);
  times.push(performance.now() - began);
}
times.sort((a, b) => a - b);
console.log(times[100].toFixed(3));

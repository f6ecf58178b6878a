// The officials' keys: what counts as typing, and where moving in a list leads.
import assert from "node:assert/strict";
import test from "node:test";

import { isTyping, moved, start } from "../../Public/modules/keyboard.js";

test("text that somebody types is never a command", () => {
  for (const tagName of ["TEXTAREA", "SELECT"]) assert.equal(isTyping({ tagName }), true);
  assert.equal(isTyping({ tagName: "INPUT", type: "text" }), true);
  assert.equal(isTyping({ tagName: "INPUT", type: "checkbox" }), false);
  assert.equal(isTyping({ tagName: "A" }), false);
  assert.equal(isTyping({ tagName: "DIV", isContentEditable: true }), true);
});

test("moving stays inside the list, and begins at its first row", () => {
  assert.equal(moved(-1, 1, 3), 0);
  assert.equal(moved(-1, -1, 3), 0);
  assert.equal(moved(0, 1, 3), 1);
  assert.equal(moved(2, 1, 3), 2);
  assert.equal(moved(0, -1, 3), 0);
  assert.equal(moved(-1, 1, 0), -1);
});

/** As much of a document as the module needs. */
const page = (rows) => {
  const listeners = [];
  return {
    querySelectorAll: (selector) => (selector.startsWith("tr") ? rows : []),
    querySelector: () => null,
    addEventListener: (_, listener) => listeners.push(listener),
    removeEventListener: (_, listener) => listeners.splice(listeners.indexOf(listener), 1),
    press: (key, target = { tagName: "BODY" }) => listeners.forEach((listener) => listener({ key, target, preventDefault() {} })),
  };
};

test("j and k choose, Enter opens, and nothing happens while somebody types or after it was stopped", () => {
  const rows = ["/a", "/b"].map((href) => ({ dataset: { href }, selected: "", setAttribute(_, value) { this.selected = value; }, scrollIntoView() {} }));
  const document = page(rows);
  const opened = [];
  const stop = start(document, (address) => opened.push(address));
  document.press("Enter");
  document.press("j");
  document.press("j", { tagName: "TEXTAREA" });
  assert.deepEqual(rows.map((row) => row.selected), ["true", "false"]);
  document.press("j");
  document.press("Enter");
  assert.deepEqual(opened, ["/b"]);
  document.press("k");
  document.press("Enter", { tagName: "A" });
  assert.deepEqual(opened, ["/b"]);
  stop();
  document.press("Enter");
  assert.deepEqual(opened, ["/b"]);
});

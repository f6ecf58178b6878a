// When nobody presses anything: from the press until its click has come, whatever ended it.
import assert from "node:assert/strict";
import test from "node:test";

import { hands } from "../../Public/modules/hands.js";

const AFTER = 100;

/** A window of its own, and whether what waits for its hands may go on. */
const desk = (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const window = new EventTarget();
  const nobodyPresses = hands(window);
  const send = (type, fields = {}) => window.dispatchEvent(Object.assign(new Event(type), fields));
  const later = async (time) => {
    context.mock.timers.tick(time);
    await new Promise(setImmediate);
  };
  const wait = () => {
    const waiter = { goesOn: false };
    nobodyPresses().then(() => (waiter.goesOn = true));
    return waiter;
  };
  return { send, later, wait };
};

test("where nobody presses nobody waits", async (context) => {
  const { later, wait } = desk(context);
  const waiter = wait();
  await later(0);
  assert.equal(waiter.goesOn, true);
});

for (const [begin, end] of [
  [["pointerdown"], ["pointerup"]],
  [["pointerdown"], ["pointercancel"]],
  [["pointerdown"], ["contextmenu"]],
  [["pointerdown"], ["change"]],
  [["pointerdown"], ["blur"]],
  [["keydown", { key: " " }], ["keyup", { key: " " }]],
  [["keydown", { key: "Enter" }], ["keyup", { key: "Enter" }]],
]) {
  test(`a page waits from ${begin[0]} ${begin[1]?.key ?? ""} until some time after ${end[0]}`, async (context) => {
    const { send, later, wait } = desk(context);
    send(...begin);
    const first = wait();
    await later(60_000);
    assert.equal(first.goesOn, false);
    send(...end);
    const second = wait();
    await later(AFTER - 1);
    assert.equal(first.goesOn || second.goesOn, false);
    await later(1);
    assert.equal(first.goesOn && second.goesOn, true);
    const third = wait();
    await later(0);
    assert.equal(third.goesOn, true);
  });
}

test("who presses again at once is waited for once more", async (context) => {
  const { send, later, wait } = desk(context);
  send("pointerdown");
  send("pointerup");
  await later(AFTER / 2);
  send("pointerdown");
  const waiter = wait();
  await later(10 * AFTER);
  assert.equal(waiter.goesOn, false);
  send("pointerup");
  await later(AFTER);
  assert.equal(waiter.goesOn, true);
});

test("what is typed is no press", async (context) => {
  const { send, later, wait } = desk(context);
  send("keydown", { key: "a" });
  const waiter = wait();
  await later(0);
  assert.equal(waiter.goesOn, true);
});

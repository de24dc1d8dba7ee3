import assert from "node:assert/strict";
import { test } from "node:test";
import { cardAfter, cardBeside, keyOf, waitBeforeAsking } from "./moderating.js";

const COLUMNS = [["a1", "a2", "a3"], [], ["c1"]];

test("single keys are letters, arrows and the question mark", () => {
  assert.equal(keyOf({ key: "a" }), "a");
  assert.equal(keyOf({ key: "A" }), "a");
  assert.equal(keyOf({ key: "?", code: "Minus" }), "?");
  assert.equal(keyOf({ key: "ArrowDown" }), "down");
  assert.deepEqual(["z", "Enter", "Tab", " ", "", "1"].map((key) => keyOf({ key })), ["", "", "", "", "", ""]);
});

test("keys with others held down belong to the browser, and composing is typing", () => {
  for (const held of ["ctrlKey", "altKey", "metaKey", "isComposing"]) {
    assert.equal(keyOf({ key: "a", [held]: true }), "");
  }
});

test("on an Arabic or Korean keyboard the place of the key counts, on a French one its letter", () => {
  assert.equal(keyOf({ key: "ش", code: "KeyA" }), "a");
  assert.equal(keyOf({ key: "ㅁ", code: "KeyA" }), "a");
  assert.equal(keyOf({ key: "a", code: "KeyQ" }), "a");
  assert.equal(keyOf({ key: "q", code: "KeyA" }), "");
});

test("cards are gone through downwards and upwards, and end", () => {
  assert.equal(cardBeside(COLUMNS, "a1", "j"), "a2");
  assert.equal(cardBeside(COLUMNS, "a2", "up"), "a1");
  assert.equal(cardBeside(COLUMNS, "a1", "k"), undefined);
  assert.equal(cardBeside(COLUMNS, "a3", "down"), undefined);
});

test("without a card one begins with the first", () => {
  assert.equal(cardBeside(COLUMNS, undefined, "j"), "a1");
  assert.equal(cardBeside([[], ["b1"]], "gone", "j"), "b1");
  assert.equal(cardBeside([[], []], undefined, "j"), undefined);
});

test("the column beside is the next one with cards, the other way round from right to left", () => {
  assert.equal(cardBeside(COLUMNS, "a3", "right"), "c1");
  assert.equal(cardBeside(COLUMNS, "c1", "left"), "a1");
  assert.equal(cardBeside(COLUMNS, "c1", "right", { rightToLeft: true }), "a1");
  assert.equal(cardBeside(COLUMNS, "c1", "right"), undefined);
});

test("after a step one goes on with what moved up", () => {
  assert.equal(cardAfter([["a", "b", "c"], []], [["a", "c"], ["b"]], "b"), "c");
  assert.equal(cardAfter([["a", "b", "c"], []], [["a", "b"], ["c"]], "c"), "b");
  assert.equal(cardAfter([["a"], []], [[], ["a"]], "a"), "a");
  assert.equal(cardAfter([["a"], []], [["a"], []], "a"), "a");
  assert.equal(cardAfter([["a"], []], [[], []], "a"), undefined);
  assert.equal(cardAfter([["a"], ["b"]], [["c"], ["b"]], "gone"), "c");
});

test("a page that takes long is asked for less often", () => {
  assert.equal(waitBeforeAsking({ askedAt: 1000, took: 20 }, 1100), 200);
  assert.equal(waitBeforeAsking({ askedAt: 1000, took: 500 }, 1100), 1900);
  assert.equal(waitBeforeAsking({ askedAt: 1000, took: 500 }, 9000), 0);
});

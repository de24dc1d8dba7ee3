import assert from "node:assert/strict";
import { test } from "node:test";

import { wordsFrom } from "./words.js";

const counted = (texts) => [0, 1, 2, 3, 11, 100].map((count, place) => ({ name: "new", count, text: texts[place] }));

test("a word is found by its name", () => {
  assert.equal(wordsFrom([{ name: "a", text: "Sent" }], "en")("a"), "Sent");
  assert.equal(wordsFrom([], "en")("a"), "");
});

test("a number takes the form that the language has for it", () => {
  const english = wordsFrom(counted(["# new", "# new one", "# new", "# new", "# new", "# new"]), "en");
  assert.deepEqual([1, 2, 21].map((number) => english("new", number)), ["1 new one", "2 new", "21 new"]);
  const arabic = wordsFrom(counted(["zero #", "one #", "two #", "few #", "many #", "other #"]), "ar");
  assert.deepEqual([0, 1, 2, 7, 12, 102].map((number) => arabic("new", number)), ["zero 0", "one 1", "two 2", "few 7", "many 12", "other 102"]);
});

import assert from "node:assert/strict";
import test from "node:test";

import { firstWithin } from "./once.js";

test("the second press of a double click is not the first", () => {
  const first = firstWithin(5000);
  const [form, other] = [{}, {}];

  assert.deepEqual([first(form, 0), first(form, 120), first(other, 130)], [true, false, true]);
});

test("after a while it may be sent again, for whoever stopped the page", () => {
  const first = firstWithin(5000);
  const form = {};

  assert.deepEqual([first(form, 100), first(form, 5099), first(form, 5100)], [true, false, true]);
});

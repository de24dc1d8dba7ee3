import assert from "node:assert/strict";
import { test } from "node:test";

import { cookieFor, cookieIn } from "./cookies.js";

test("a cookie is found by its whole name and decoded", () => {
  assert.equal(cookieIn("xzone=1; zone=Asia%2FSeoul; lang=fi", "zone"), "Asia/Seoul");
  assert.equal(cookieIn("", "zone"), "");
});

test("what is written reads back, and is secure where the page is", () => {
  const written = cookieFor("zone_guess", "America/Argentina/Buenos_Aires", { secure: true });
  assert.match(written, /; Secure$/);
  assert.equal(cookieIn(written.split(";")[0], "zone_guess"), "America/Argentina/Buenos_Aires");
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { cookieFor, cookieIn, cookieName } from "./cookies.js";

test("a cookie is found by its whole name and decoded", () => {
  assert.equal(cookieIn("xzone=1; zone=Asia%2FSeoul; lang=fi", "zone"), "Asia/Seoul");
  assert.equal(cookieIn("", "zone"), "");
});

test("what is written reads back, and is secure where the page is", () => {
  const written = cookieFor("zone_guess", "America/Argentina/Buenos_Aires", { secure: true });
  assert.match(written, /; Secure$/);
  const name = cookieName("zone_guess", { secure: true });
  assert.equal(name, "__Host-zone_guess");
  assert.equal(cookieIn(written.split(";")[0], name), "America/Argentina/Buenos_Aires");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { outcomeOf, sessionIn } from "./picks.js";

test("the address of its agenda page names a session, whatever its title", () => {
  assert.equal(sessionIn("/e/two-cities/s/k7m2qd/agenda"), "two-cities/k7m2qd");
  assert.equal(sessionIn("/e/two-cities/s/k7m2qd-opening/agenda"), "two-cities/k7m2qd");
  assert.equal(sessionIn("/e/two-cities/s/k7m2qd/"), undefined);
});

test("only a clear answer counts as done", () => {
  assert.deepEqual(outcomeOf(200, { picked: true }), { is: "done", picked: true });
  assert.deepEqual(outcomeOf(200, { picked: false }), { is: "done", picked: false });
  assert.deepEqual(outcomeOf(200, undefined), { is: "failed", why: undefined });
  assert.deepEqual(outcomeOf(404, { error: { detail: "Not found" } }), { is: "failed", why: undefined });
});

test("a refusal says why, who is signed out is led to sign in, an outage is told from both", () => {
  assert.deepEqual(outcomeOf(400, { error: { detail: "Full." } }), { is: "failed", why: "Full." });
  assert.deepEqual(outcomeOf(401, undefined), { is: "sign-in" });
  assert.deepEqual(outcomeOf(0, undefined), { is: "offline" });
  assert.deepEqual(outcomeOf(503, undefined), { is: "offline" });
});

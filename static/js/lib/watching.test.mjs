import assert from "node:assert/strict";
import { test } from "node:test";

import { answered, beat, newVisit, passed, resumed, untilBeat } from "./watching.js";

test("watched is what ran before somebody's eyes", () => {
  const visit = newVisit("v", 0);
  passed(visit, 1000, { playing: true, seen: true });
  passed(visit, 1000, { playing: false, seen: true });
  passed(visit, 1000, { playing: true, seen: false });
  assert.deepEqual([visit.watched, visit.present], [1000, 3000]);
});

test("what a sleeping device missed counts as nothing", () => {
  const visit = newVisit("v", 0);
  passed(visit, 3_600_000, { playing: true, seen: true });
  passed(visit, 3_600_000, { playing: false, seen: false });
  passed(visit, 60_000, { playing: false, seen: false });
  passed(visit, -5, { playing: true, seen: true });
  assert.deepEqual([visit.watched, visit.present], [0, 60_000]);
});

test("beats say all since the visit began, each with its number", () => {
  const visit = newVisit("v", 0);
  passed(visit, 1500.4, { playing: true, seen: true });
  assert.deepEqual(beat(visit, 15_000, { video: true }), { visit: "v", n: 1, watched_ms: 1500, present_ms: 1500, video: true });
  passed(visit, 1000, { playing: false, seen: true });
  assert.deepEqual(beat(visit, 30_000, {}), { visit: "v", n: 2, watched_ms: 1500, present_ms: 2500 });
});

test("a visit goes on over a reload, not over half an hour, nor before it began", () => {
  const visit = newVisit("v", 1_000_000);
  assert.equal(resumed(visit, "w", 1_000_000 + 29 * 60_000), visit);
  assert.equal(resumed(visit, "w", 1_000_000 + 30 * 60_000).name, "w");
  assert.equal(resumed(visit, "w", 0).name, "w");
  assert.equal(resumed(null, "w", 0).name, "w");
});

test("when live becomes a replay another visit begins", () => {
  const visit = newVisit("v", 0);
  assert.deepEqual([{ mode: "" }, { mode: "live" }, { mode: "live" }, {}, { mode: "replay" }].map((said) => answered(visit, said)), [false, false, false, false, true]);
});

test("beats of many spread over four seconds", () => {
  assert.deepEqual([0, 0.5, 1].map((share) => untilBeat(15_000, () => share)), [13_000, 15_000, 17_000]);
});

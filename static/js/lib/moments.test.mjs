import assert from "node:assert/strict";
import { test } from "node:test";

import { clockIn, distance, placeOfNow, shareOfDay, underWay, untilNextMinute } from "./moments.js";

const at = (time) => Date.parse(`2021-12-09T${time}:00Z`);
const spans = [
  { start: at("06:30"), end: at("06:40") },
  { start: at("06:40"), end: at("06:55") },
  { start: at("07:10"), end: at("07:30") },
];

test("a session is under way from its start until before its end", () => {
  assert.deepEqual(underWay(spans, at("06:30")), [0]);
  assert.deepEqual(underWay(spans, at("06:40")), [1]);
  assert.deepEqual(underWay(spans, at("07:00")), []);
});

test("the line of now stands before the next session, and nowhere outside the programme", () => {
  assert.equal(placeOfNow(spans, at("06:29")), -1);
  assert.equal(placeOfNow(spans, at("06:30")), 1);
  assert.equal(placeOfNow(spans, at("07:00")), 2);
  assert.equal(placeOfNow(spans, at("07:29")), 3);
  assert.equal(placeOfNow(spans, at("07:30")), -1);
  assert.equal(placeOfNow([], at("07:30")), -1);
});

test("clocks of zones, also at midnight and with half hours", () => {
  assert.deepEqual(clockIn("Asia/Seoul", at("06:30")), { hour: 15, minute: 30 });
  assert.deepEqual(clockIn("Asia/Kolkata", at("18:30")), { hour: 0, minute: 0 });
  assert.equal(shareOfDay({ hour: 15, minute: 30 }), 64.6);
});

test("how far a moment is, in the unit that people would say", () => {
  assert.deepEqual(distance(at("06:30"), at("06:29")), [1, "minute"]);
  assert.deepEqual(distance(at("08:29"), at("06:30")), [119, "minute"]);
  assert.deepEqual(distance(at("08:30"), at("06:30")), [2, "hour"]);
  assert.deepEqual(distance(at("06:30") + 3 * 24 * 60 * 60_000, at("06:30")), [3, "day"]);
});

test("the next minute is never zero milliseconds away", () => {
  assert.equal(untilNextMinute(at("06:30")), 60_000);
  assert.equal(untilNextMinute(at("06:30") + 59_000), 1000);
});

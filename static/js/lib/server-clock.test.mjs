import assert from "node:assert/strict";
import { test } from "node:test";

import { measured, newClock, serverNow } from "./server-clock.js";

test("until an answer came the device's clock has to do", () => {
  assert.equal(serverNow(newClock(), 50, 1000), 1000);
});

test("a wrong device clock is no matter", () => {
  const clock = newClock();
  measured(clock, { sent: 100, received: 300, server: 1_000_000 });
  assert.equal(serverNow(clock, 300, 5), 1_000_100);
});

test("the surer measure stays, and gives way with time", () => {
  const clock = newClock();
  measured(clock, { sent: 0, received: 20, server: 1000 });
  measured(clock, { sent: 100, received: 900, server: 1700 });
  assert.equal(serverNow(clock, 10, 0), 1000);
  measured(clock, { sent: 3_600_000, received: 3_600_100, server: 3_601_050 });
  assert.equal(serverNow(clock, 3_600_050, 0), 3_601_050);
});

test("a header in whole seconds counts as half a second more", () => {
  const clock = newClock();
  measured(clock, { sent: 0, received: 0, server: 5000, grain: 1000 });
  assert.equal(serverNow(clock, 0, 0), 5500);
});

test("after sleep the new measure counts although it is less sure", () => {
  const clock = newClock();
  measured(clock, { sent: 0, received: 10, server: 1000 });
  measured(clock, { sent: 1000, received: 1400, server: 3_602_200 });
  assert.equal(serverNow(clock, 1200, 0), 3_602_200);
});

test("an answer without a time tells nothing", () => {
  const clock = newClock();
  measured(clock, { sent: 0, received: 10, server: Number.NaN });
  assert.equal(serverNow(clock, 0, 7), 7);
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { answeredAtOnce, arranged, newSpeaker, spoken, waitBeforeReconnect, wish } from "./pacing.js";

test("reconnecting waits 0.5 to 4 seconds, and up to 30 after a minute's outage", () => {
  assert.deepEqual([0, 0.5, 1].map((share) => waitBeforeReconnect(0, () => share)), [500, 2250, 4000]);
  assert.deepEqual([0, 1].map((share) => waitBeforeReconnect(60_000, () => share)), [500, 30_000]);
});

test("whoever reconnects at the same time is spread over the seconds", () => {
  const seconds = new Set(Array.from({ length: 200 }, () => Math.floor(waitBeforeReconnect(0, Math.random) / 1000)));
  assert.deepEqual([...seconds].sort(), [0, 1, 2, 3]);
});

test("at most one sentence in five seconds, the latest of its kind", () => {
  const speaker = newSpeaker();
  let count = 1;
  wish(speaker, "news", () => `${count} new`);
  assert.equal(spoken(speaker, 0), "1 new");
  count = 2;
  wish(speaker, "news", () => `${count} new`);
  wish(speaker, "connection", "Lost");
  wish(speaker, "connection", "Back");
  count = 3;
  assert.equal(spoken(speaker, 4999), "");
  assert.equal(spoken(speaker, 5000), "Back");
  assert.equal(spoken(speaker, 9999), "");
  assert.equal(spoken(speaker, 10_000), "3 new");
  assert.equal(spoken(speaker, 15_000), "");
});

test("however much happens, the sentences keep their distance", () => {
  const speaker = newSpeaker();
  const times = [];
  for (let now = 0; now < 60_000; now += 137) {
    wish(speaker, ["own", "connection", "news"][now % 3], `at ${now}`);
    if (spoken(speaker, now)) times.push(now);
  }
  assert.ok(times.length > 10);
  assert.ok(times.every((time, place) => place === 0 || time - times[place - 1] >= 5000));
});

test("one's own step is answered at once, and arrivals keep their distance to it and to each other", () => {
  const speaker = newSpeaker();
  const heard = [];
  for (let now = 0; now < 20_000; now += 250) {
    wish(speaker, "news", "New ones wait");
    const sentence = now === 6000 || now === 6500 ? answeredAtOnce(speaker, "Shown", now) : spoken(speaker, now);
    if (sentence) heard.push([now, sentence]);
  }
  assert.deepEqual(heard, [
    [0, "New ones wait"], [5000, "New ones wait"], [6000, "Shown"], [6500, "Shown"], [11_500, "New ones wait"], [16_500, "New ones wait"],
  ]);
});

test("what became pointless is not said and takes nobody's turn", () => {
  const speaker = newSpeaker();
  wish(speaker, "own", () => "");
  wish(speaker, "news", "3 new");
  assert.equal(spoken(speaker, 0), "3 new");
});

test("the first list is shown whole", () => {
  assert.deepEqual(arranged([], ["a", "b"], { free: false, all: false }), { shown: ["a", "b"], waiting: [] });
});

test("new ones wait, and rows stay where they are while somebody reads", () => {
  assert.deepEqual(arranged(["a", "b"], ["c", "b", "a"], { free: false, all: false }), { shown: ["a", "b"], waiting: ["c"] });
  assert.deepEqual(arranged(["a", "b"], ["c", "b"], { free: false, all: false }), { shown: ["a", "b"], waiting: ["c"] });
});

test("a list that nobody is busy with takes the order, and new ones still wait", () => {
  assert.deepEqual(arranged(["a", "b", "x"], ["c", "b", "a"], { free: true, all: false }), { shown: ["b", "a"], waiting: ["c"] });
});

test("whoever wants all sees all in the one order", () => {
  assert.deepEqual(arranged(["a", "b", "x"], ["c", "b", "a"], { free: false, all: true }), { shown: ["c", "b", "a"], waiting: [] });
});

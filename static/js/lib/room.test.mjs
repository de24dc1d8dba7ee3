import assert from "node:assert/strict";
import { test } from "node:test";

import { emptied, have, hasGap, inOrder, isBehind, mine, newRoom, opened, questionOf, questions, ticked, told, voted } from "./room.js";

const ask = (id, more = {}) => ({ id, state: "approved", version: 1, text: id, pinned: false, score: 1, ver: 0, place: 1, ...more });
const line = (seq, question) => ({ seq, type: "question", data: question });
const gone = (seq, id) => ({ seq, type: "gone", data: { id } });
const ids = (room) => questions(room).map(({ id }) => id);

function roomWith(items, { seq = 1, gauge = 0 } = {}) {
  const room = newRoom();
  opened(room, { mode: "snapshot", epoch: "e", seq, gauge, items, role: "public" });
  return room;
}

test("the order is open before answered, pinned, live, most votes, first asked", () => {
  const all = [
    ask("pinned", { pinned: true, place: 9 }), ask("live", { state: "live", place: 8 }), ask("three", { score: 3, place: 7 }),
    ask("early", { score: 2, place: 2 }), ask("late", { score: 2, place: 3 }), ask("done", { state: "answered", score: 99, pinned: true }),
  ];
  assert.deepEqual(all.toReversed().sort(inOrder).map(({ id }) => id), ["pinned", "live", "three", "early", "late", "done"]);
});

test("what waits for a moderator is seen by moderators only where they ask for it", () => {
  const room = roomWith([ask("a"), ask("b", { state: "pending" })]);
  assert.deepEqual(ids(room), ["a"]);
  assert.deepEqual(questions(room, () => true).map(({ id }) => id), ["a", "b"]);
});

test("a line that comes early leaves a gap until the missing one came", () => {
  const room = roomWith([]);
  told(room, { epoch: "e", items: [line(3, ask("c"))] });
  assert.equal(hasGap(room), true);
  assert.deepEqual(have(room), { epoch: "e", seq: 1, gauge: 0 });
  told(room, { epoch: "e", items: [{ seq: 2, type: "quiet" }] });
  assert.equal(hasGap(room), false);
  assert.deepEqual(have(room), { epoch: "e", seq: 3, gauge: 0 });
});

test("a tick ahead of the log is noticed, and its scores are taken", () => {
  const room = roomWith([ask("a")]);
  ticked(room, { epoch: "e", seq: 2, since: 0, gauge: 6, scores: [["a", 7, 6], ["unknown", 3, 2]] });
  assert.equal(isBehind(room), true);
  assert.equal(questionOf(room, "a").score, 7);
  assert.equal(have(room).gauge, 6);
  opened(room, { mode: "replay", epoch: "e", seq: 2, items: [gone(2, "a")], gauge: 6, scores: [] });
  assert.equal(isBehind(room), false);
  assert.deepEqual(ids(room), []);
});

test("another epoch asks for everything anew", () => {
  const room = roomWith([ask("old")], { seq: 50 });
  told(room, { epoch: "f", items: [line(1, ask("new"))] });
  assert.equal(hasGap(room), true);
  assert.deepEqual(ids(room), ["old"]);
  opened(room, { mode: "snapshot", epoch: "f", seq: 1, gauge: 0, items: [ask("new")] });
  assert.equal(hasGap(room), false);
  assert.deepEqual(ids(room), ["new"]);
});

test("what was hidden does not come back with an old message", () => {
  const room = roomWith([], { seq: 4 });
  told(room, { epoch: "e", items: [line(5, ask("a", { version: 2 }))] });
  told(room, { epoch: "e", items: [gone(6, "a")] });
  told(room, { epoch: "e", items: [line(5, ask("a", { version: 2 }))] });
  opened(room, { mode: "snapshot", epoch: "e", seq: 5, gauge: 0, items: [ask("a", { version: 2 })] });
  assert.deepEqual(ids(room), []);
  told(room, { epoch: "e", items: [line(7, ask("a", { version: 4 }))] });
  assert.deepEqual(ids(room), ["a"]);
});

test("a snapshot drops what it does not hold, unless a later line told of it", () => {
  const room = roomWith([ask("a"), ask("b")], { seq: 2 });
  told(room, { epoch: "e", items: [line(3, ask("b", { version: 2 }))] });
  opened(room, { mode: "snapshot", epoch: "e", seq: 2, gauge: 0, items: [] });
  assert.deepEqual(ids(room), ["b"]);
});

test("a second snapshot brings scores; a line that comes twice does not bring old ones", () => {
  const room = roomWith([ask("a")]);
  told(room, { epoch: "e", items: [line(2, ask("a", { version: 2, score: 3, ver: 2 }))] });
  opened(room, { mode: "snapshot", epoch: "e", seq: 2, gauge: 7, items: [ask("a", { version: 2, score: 8, ver: 7 })] });
  told(room, { epoch: "e", items: [line(2, ask("a", { version: 2, score: 3, ver: 2 }))] });
  assert.equal(questionOf(room, "a").score, 8);
});

test("of two messages about a score the newer counts, whichever comes last", () => {
  const room = roomWith([ask("a")]);
  ticked(room, { epoch: "e", seq: 1, since: 0, gauge: 2, scores: [["a", 3, 2]] });
  voted(room, { id: "a", score: 2, ver: 1, vote: true }); // answered late
  assert.equal(questionOf(room, "a").score, 3);
  told(room, { epoch: "e", items: [line(2, ask("a", { version: 2, score: 2, ver: 1 }))] });
  assert.deepEqual([questionOf(room, "a").version, questionOf(room, "a").score], [2, 3]);
});

test("a score that is told before its question is kept for it", () => {
  const room = roomWith([]);
  ticked(room, { epoch: "e", seq: 1, since: 0, gauge: 4, scores: [["a", 5, 4]] });
  told(room, { epoch: "e", items: [line(2, ask("a", { score: 3, ver: 2 }))] });
  assert.equal(questionOf(room, "a").score, 5);
});

test("a tick that was lost is noticed by the next one, also by one without scores", () => {
  const room = roomWith([ask("a")], { gauge: 3 });
  ticked(room, { epoch: "e", seq: 1, since: 5, gauge: 5, scores: [] });
  assert.equal(hasGap(room), true);
  assert.equal(have(room).gauge, 3);
  opened(room, { mode: "replay", epoch: "e", seq: 1, items: [], gauge: 5, scores: [["a", 9, 5]] });
  assert.equal(hasGap(room), false);
  assert.equal(questionOf(room, "a").score, 9);
});

test("ticks that come before the missing one need no second asking", () => {
  const room = roomWith([ask("a")], { gauge: 1 });
  ticked(room, { epoch: "e", seq: 1, since: 2, gauge: 3, scores: [["a", 3, 3]] });
  ticked(room, { epoch: "e", seq: 1, since: 3, gauge: 6, scores: [["a", 6, 6]] });
  ticked(room, { epoch: "e", seq: 1, since: 1, gauge: 2, scores: [["a", 2, 2]] });
  assert.equal(hasGap(room), false);
  assert.deepEqual([have(room).gauge, questionOf(room, "a").score], [6, 6]);
});

test("what came after two gaps is taken as complete only once both are filled", () => {
  const room = roomWith([ask("a")], { gauge: 1 });
  ticked(room, { epoch: "e", seq: 1, since: 3, gauge: 4, scores: [] });
  ticked(room, { epoch: "e", seq: 1, since: 7, gauge: 8, scores: [] });
  opened(room, { mode: "replay", epoch: "e", seq: 1, items: [], gauge: 5, scores: [] });
  assert.equal(hasGap(room), true);
  opened(room, { mode: "replay", epoch: "e", seq: 1, items: [], gauge: 7, scores: [] });
  assert.deepEqual([hasGap(room), have(room).gauge], [false, 8]);
});

test("one's own votes and questions come whole", () => {
  const room = roomWith([ask("a")]);
  mine(room, { questions: [{ id: "p", state: "pending" }], votes: ["a"] });
  voted(room, { id: "a", score: 0, ver: 1, vote: false });
  assert.deepEqual([...room.votes], []);
  assert.equal(questionOf(room, "a").score, 0);
  assert.equal(room.own[0].id, "p");
});

test("who moderates no longer keeps nothing of what moderators see", () => {
  const room = newRoom();
  opened(room, { mode: "snapshot", epoch: "e", seq: 1, gauge: 0, items: [ask("a", { state: "pending" })], role: "staff", rights: ["moderate"] });
  mine(room, { role: "public", rights: [] });
  assert.deepEqual(questions(room, () => true), []);
  assert.equal(have(room), undefined);
  assert.equal(hasGap(room), true);
});

test("of what was told of the stage the newest line is true, whichever comes last", () => {
  const [waiting, live, over] = [{ hand: "schedule" }, { hand: "live" }, { hand: "ended" }];
  const room = newRoom();
  opened(room, { mode: "snapshot", epoch: "e", seq: 4, gauge: 0, items: [], stage: waiting });
  assert.equal(room.stage, waiting);
  told(room, { epoch: "e", items: [{ seq: 6, type: "stage", data: over }] });
  told(room, { epoch: "e", items: [{ seq: 5, type: "stage", data: live }] });
  opened(room, { mode: "snapshot", epoch: "e", seq: 5, gauge: 0, items: [], stage: live });
  assert.deepEqual([room.stage, room.seq, hasGap(room)], [over, 6, false]);
});

test("a session that is called off has no stage, one of which nothing was told may have", () => {
  const room = newRoom();
  assert.equal(room.stage, undefined);
  opened(room, { mode: "snapshot", epoch: "e", seq: 1, gauge: 0, items: [], stage: { hand: "live" } });
  opened(room, { mode: "replay", epoch: "e", seq: 2, items: [{ seq: 2, type: "stage", data: null }], gauge: 0, scores: [], stage: null });
  assert.equal(room.stage, null);
});

test("a line says whether questions are taken; an old one changes nothing", () => {
  const room = roomWith([]);
  told(room, { epoch: "e", items: [{ seq: 2, type: "room", data: { open: true } }] });
  assert.equal(room.open, true);
  told(room, { epoch: "e", items: [{ seq: 1, type: "room", data: { open: false } }] });
  assert.equal(room.open, true);
});

test("of a room that is gone nothing is left, and what comes late brings nothing back", () => {
  const room = roomWith([ask("a"), ask("b")]);
  emptied(room);
  assert.deepEqual([ids(room), room.open, room.stage], [[], false, null]);
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { Outbox, standing } from "./outbox.js";

function storage() {
  const held = new Map();
  return { getItem: (key) => held.get(key) ?? null, setItem: (key, text) => held.set(key, text), removeItem: (key) => held.delete(key), held };
}

const refusing = { getItem: () => { throw new Error("forbidden"); }, setItem: () => { throw new Error("full"); }, removeItem: () => { throw new Error("forbidden"); } };

function outboxOn(place, { time = { now: 1000 } } = {}) {
  let made = 0;
  return new Outbox(place, "room", { clock: () => time.now, newCid: () => `cid-${(made += 1)}` });
}

test("a command keeps its cid over a reload until it is answered", () => {
  const place = storage();
  const { cid } = outboxOn(place).add("ask", { text: "Why?" });
  const later = outboxOn(place);
  assert.equal(later.due(new Set()).cid, cid);
  assert.equal(later.answered(cid, undefined), "later");
  assert.equal(later.due(new Set()).cid, cid);
  assert.equal(later.answered(cid, { ok: true }), "done");
  assert.deepEqual(later.all(), []);
  assert.equal(place.held.size, 0);
});

test("of several votes for one question the last is sent", () => {
  const outbox = outboxOn(storage());
  outbox.add("vote", { id: "a", vote: true });
  outbox.add("vote", { id: "b", vote: true });
  outbox.add("vote", { id: "a", vote: false });
  assert.deepEqual(outbox.all().map(({ content }) => content), [{ id: "b", vote: true }, { id: "a", vote: false }]);
  assert.equal(outbox.wantedVote("a"), false);
  assert.equal(outbox.wantedVote("c"), undefined);
});

test("the answer to a vote that was replaced leaves the new one", () => {
  const outbox = outboxOn(storage());
  const first = outbox.add("vote", { id: "a", vote: true });
  const second = outbox.add("vote", { id: "a", vote: false });
  assert.equal(outbox.answered(first.cid, { ok: true }), "done");
  assert.deepEqual(outbox.all().map(({ cid }) => cid), [second.cid]);
});

test("what is too often is sent later, not before its time", () => {
  const time = { now: 1000 };
  const outbox = outboxOn(storage(), { time });
  const { cid } = outbox.add("ask", { text: "Why?" });
  assert.equal(outbox.answered(cid, { ok: false, error: "rate", retry_ms: 3000 }), "later");
  assert.equal(outbox.due(new Set()), undefined);
  assert.equal(outbox.wait(), 3000);
  time.now += 3000;
  assert.equal(outbox.due(new Set()).cid, cid);
  assert.equal(outbox.due(new Set([cid])), undefined);
});

test("a refused question is kept with the reason, a refused vote is not", () => {
  const outbox = outboxOn(storage());
  const question = outbox.add("ask", { text: "Why?" });
  const vote = outbox.add("vote", { id: "a", vote: true });
  const refusal = { ok: false, error: "closed", message: "Questions are closed." };
  assert.equal(outbox.answered(question.cid, refusal), "refused");
  assert.equal(outbox.answered(vote.cid, refusal), "refused");
  assert.deepEqual(outbox.all().map(({ cid, message }) => [cid, message]), [[question.cid, "Questions are closed."]]);
  assert.equal(outbox.due(new Set()), undefined);
  outbox.drop(question.cid);
  assert.deepEqual(outbox.all(), []);
});

test("two tabs see each other's commands and take nothing from one another", () => {
  const place = storage();
  const [one, other] = [outboxOn(place), new Outbox(place, "room", { clock: () => 1000, newCid: () => "other" })];
  one.add("ask", { text: "First?" });
  other.add("ask", { text: "Second?" });
  one.answered("cid-1", { ok: true });
  assert.deepEqual(one.all().map(({ cid }) => cid), ["other"]);
});

test("storage that refuses or holds rubbish stops nobody", () => {
  const outbox = outboxOn(refusing);
  outbox.add("vote", { id: "a", vote: true });
  assert.equal(outbox.due(new Set()).content.id, "a");
  const place = storage();
  place.setItem("room", "{not json");
  assert.deepEqual(outboxOn(place).all(), []);
});

test("what waited for a day is not sent, and a thousand do not fill the storage", () => {
  const time = { now: 1000 };
  const outbox = outboxOn(storage(), { time });
  for (let count = 0; count < 1000; count += 1) outbox.add("ask", { text: `${count}?` });
  assert.equal(outbox.all().length, 50);
  assert.equal(outbox.add("ask", { text: "One more?" }), undefined);
  time.now += 24 * 60 * 60 * 1000;
  assert.deepEqual(outbox.all(), []);
});

test("how a command stands", () => {
  assert.equal(standing({}, { connected: true }), "sending");
  assert.equal(standing({}, { connected: false }), "waiting");
  assert.equal(standing({ notBefore: 9 }, { connected: true }), "waiting");
  assert.equal(standing({ error: "closed" }, { connected: true }), "refused");
});

test("what is no command of ours in the storage does no harm", () => {
  for (const text of ["{", "null", "[null, 1, {}, {\"cid\": \"c\", \"at\": 1000}]", "7"]) {
    const place = storage();
    place.held.set("room", text);
    const outbox = outboxOn(place);
    assert.deepEqual(outbox.all(), [], text);
    assert.equal(outbox.due(new Set()), undefined);
    assert.ok(outbox.add("ask", { text: "Why?" }));
  }
});

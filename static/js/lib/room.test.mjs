import assert from "node:assert/strict";
import { test } from "node:test";

import { have, hasGap, inOrder, isBehind, isVisible, mine, newRoom, opened, questionOf, questions, ticked, told, voted } from "./room.js";

const ask = (id, more = {}) => ({ id, state: "approved", version: 1, text: id, pinned: false, score: 1, place: 1, ...more });
const line = (seq, question) => ({ seq, type: "question", data: question });
const gone = (seq, id) => ({ seq, type: "gone", data: { id } });
const ids = (room) => questions(room).map(({ id }) => id);

function roomWith(items, { seq = 1 } = {}) {
  const room = newRoom();
  opened(room, { mode: "snapshot", epoch: "e", seq, items, role: "public" });
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
  assert.deepEqual(have(room), { epoch: "e", seq: 1 });
  told(room, { epoch: "e", items: [{ seq: 2, type: "quiet" }] });
  assert.equal(hasGap(room), false);
  assert.deepEqual(have(room), { epoch: "e", seq: 3 });
});

test("a tick ahead of the log is noticed, and its scores are taken", () => {
  const room = roomWith([ask("a")]);
  ticked(room, { epoch: "e", seq: 2, scores: [["a", 7], ["unknown", 3]] });
  assert.equal(isBehind(room), true);
  assert.equal(questionOf(room, "a").score, 7);
  opened(room, { mode: "replay", epoch: "e", seq: 2, items: [gone(2, "a")] });
  assert.equal(isBehind(room), false);
  assert.deepEqual(ids(room), []);
});

test("another epoch asks for everything anew", () => {
  const room = roomWith([ask("old")], { seq: 50 });
  told(room, { epoch: "f", items: [line(1, ask("new"))] });
  assert.equal(hasGap(room), true);
  assert.deepEqual(ids(room), ["old"]);
  opened(room, { mode: "snapshot", epoch: "f", seq: 1, items: [ask("new")] });
  assert.equal(hasGap(room), false);
  assert.deepEqual(ids(room), ["new"]);
});

test("what was hidden does not come back with an old message", () => {
  const room = roomWith([], { seq: 4 });
  told(room, { epoch: "e", items: [line(5, ask("a", { version: 2 }))] });
  told(room, { epoch: "e", items: [gone(6, "a")] });
  told(room, { epoch: "e", items: [line(5, ask("a", { version: 2 }))] });
  opened(room, { mode: "snapshot", epoch: "e", seq: 5, items: [ask("a", { version: 2 })] });
  assert.deepEqual(ids(room), []);
  told(room, { epoch: "e", items: [line(7, ask("a", { version: 4 }))] });
  assert.deepEqual(ids(room), ["a"]);
});

test("a snapshot drops what it does not hold, unless a later line told of it", () => {
  const room = roomWith([ask("a"), ask("b")], { seq: 2 });
  told(room, { epoch: "e", items: [line(3, ask("b", { version: 2 }))] });
  opened(room, { mode: "snapshot", epoch: "e", seq: 2, items: [] });
  assert.deepEqual(ids(room), ["b"]);
});

test("a second snapshot brings scores; a line that comes twice does not bring old ones", () => {
  const room = roomWith([ask("a")]);
  told(room, { epoch: "e", items: [line(2, ask("a", { version: 2, score: 3 }))] });
  opened(room, { mode: "snapshot", epoch: "e", seq: 2, items: [ask("a", { version: 2, score: 8 })] });
  told(room, { epoch: "e", items: [line(2, ask("a", { version: 2, score: 3 }))] });
  assert.equal(questionOf(room, "a").score, 8);
});

test("one's own votes and questions come whole", () => {
  const room = roomWith([ask("a")]);
  mine(room, { questions: [{ id: "p", state: "pending" }], votes: ["a"] });
  voted(room, { id: "a", score: 0, vote: false });
  assert.deepEqual([...room.votes], []);
  assert.equal(questionOf(room, "a").score, 0);
  assert.equal(room.own[0].id, "p");
});

test("who moderates no longer keeps nothing of what moderators see", () => {
  const room = newRoom();
  opened(room, { mode: "snapshot", epoch: "e", seq: 1, items: [ask("a", { state: "pending" })], role: "staff", rights: ["moderate"] });
  mine(room, { role: "public", rights: [] });
  assert.deepEqual(questions(room, () => true), []);
  assert.equal(have(room), undefined);
  assert.equal(hasGap(room), true);
});

/* ------------------------------------------------------------ any order, loss and repetition */

/** Numbers that look random and are the same for the same seed. */
function randomBy(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A server with its log, as app/live says it: lines are filled with what is true when they are said. */
class Server {
  log = [];
  all = new Map();

  write(id, change) {
    const before = this.all.get(id) ?? { ...ask(id, { place: this.all.size + 1, version: 0, state: "pending" }), wasShown: false };
    const now = { ...before, ...change, version: before.version + 1 };
    now.wasShown ||= isVisible(now);
    this.all.set(id, now);
    this.log.push(id);
  }

  say(from, to = this.log.length) {
    return this.log.slice(from, to).map((id, place) => {
      const { wasShown, ...question } = this.all.get(id);
      const seq = from + place + 1;
      if (isVisible(question)) return line(seq, question);
      return wasShown ? gone(seq, id) : { seq, type: "quiet" };
    });
  }

  list() {
    return [...this.all.values()].filter(isVisible).map(({ wasShown: _, ...question }) => question).sort(inOrder);
  }

  snapshot(head = this.log.length) {
    return { mode: "snapshot", epoch: "e", seq: head, items: this.list() };
  }

  answer(seen) {
    return seen ? { mode: "replay", epoch: "e", seq: this.log.length, items: this.say(seen.seq) } : this.snapshot();
  }

  tick() {
    return { epoch: "e", seq: this.log.length, scores: this.list().map(({ id, score }) => [id, score]) };
  }
}

const STATES = ["pending", "approved", "approved", "live", "answered", "dismissed", "withdrawn"];

/** A story of a room: what happens, and the messages that were sent meanwhile. */
function story(server, random) {
  const begin = server.snapshot();
  const sent = [(room) => opened(room, begin), (room) => opened(room, server.snapshot())];
  for (let step = 0; step < 40; step += 1) {
    const id = `q${random(6)}`;
    const before = server.log.length;
    if (random(3)) {
      server.write(id, { state: STATES[random(STATES.length)], pinned: random(5) === 0 });
    } else if (server.all.has(id)) {
      server.all.get(id).score += 1;
    }
    const from = random(3) ? before : random(before + 1);
    const ev = { epoch: "e", items: server.say(from) };
    const [tick, snapshot] = [server.tick(), server.snapshot(Math.max(0, server.log.length - random(2)))];
    sent.push((room) => told(room, ev), (room) => ticked(room, tick));
    if (random(8) === 0) sent.push((room) => opened(room, snapshot));
  }
  return sent;
}

for (const start of ["snapshot first", "nothing first"]) {
  test(`any order, loss and repetition of messages end in the same list (${start})`, () => {
    for (let seed = 1; seed <= 1000; seed += 1) {
      const random = randomBy(seed);
      const server = new Server();
      const sent = story(server, random);
      const room = newRoom();
      if (start === "snapshot first") sent[0](room);
      for (let count = random(sent.length * 2); count > 0; count -= 1) {
        sent[random(sent.length)](room);
      }
      ticked(room, server.tick());
      if (have(room) === undefined || hasGap(room) || isBehind(room)) {
        opened(room, server.answer(have(room)));
      }
      ticked(room, server.tick());
      assert.deepEqual(questions(room), server.list(), `seed ${seed}`);
      assert.equal(hasGap(room) || isBehind(room), false, `seed ${seed}`);
    }
  });
}

test("messages in their order need no sync", () => {
  const server = new Server();
  const room = newRoom();
  opened(room, server.snapshot());
  for (let step = 0; step < 20; step += 1) {
    server.write(`q${step % 4}`, { state: STATES[step % STATES.length] });
    told(room, { epoch: "e", items: server.say(step) });
    assert.equal(hasGap(room), false);
    assert.deepEqual(questions(room).map(({ version }) => version), server.list().map(({ version }) => version));
  }
});

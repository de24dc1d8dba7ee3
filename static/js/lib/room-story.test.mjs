/* A server that tells a room's story, and a screen that hears it in any order, with losses and repetitions. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isDeepStrictEqual } from "node:util";

import { have, hasGap, inOrder, isBehind, isVisible, newRoom, opened, questions, ticked, told, voted } from "./room.js";

const ask = (id, more) => ({ id, text: id, pinned: false, score: 1, ver: 0, ...more });
const line = (seq, question) => ({ seq, type: "question", data: question });
const gone = (seq, id) => ({ seq, type: "gone", data: { id } });

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
  gauge = 0;
  all = new Map();

  write(id, change) {
    const before = this.all.get(id) ?? { ...ask(id, { place: this.all.size + 1, version: 0, state: "pending" }), wasShown: false };
    const now = { ...before, ...change, version: before.version + 1 };
    now.wasShown ||= isVisible(now);
    this.all.set(id, now);
    this.log.push(id);
  }

  vote(id) {
    this.gauge += 1;
    const now = this.all.get(id);
    Object.assign(now, { score: now.score + 1, ver: this.gauge });
    return { id, score: now.score, ver: now.ver, vote: true };
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

  snapshot(head = this.log.length, gauge = this.gauge) {
    return { mode: "snapshot", epoch: "e", seq: head, gauge, items: this.list() };
  }

  answer(seen) {
    if (!seen) return this.snapshot();
    return { mode: "replay", epoch: "e", seq: this.log.length, items: this.say(seen.seq), ...this.scores(seen.gauge) };
  }

  scores(since) {
    const scores = this.list().filter(({ ver }) => ver > since).map(({ id, score, ver }) => [id, score, ver]);
    return { gauge: this.gauge, scores };
  }

  tick(since = this.gauge) {
    return { epoch: "e", seq: this.log.length, since, ...this.scores(since) };
  }
}

const STATES = ["pending", "approved", "approved", "live", "answered", "dismissed", "withdrawn"];

/** A story of a room: what happens, and the messages that were sent meanwhile. */
function story(server, random) {
  const begin = server.snapshot();
  const sent = [(room) => opened(room, begin), (room) => opened(room, server.snapshot())];
  let heard = 0;
  for (let step = 0; step < 40; step += 1) {
    const id = `q${random(6)}`;
    const before = server.log.length;
    if (random(3)) {
      server.write(id, { state: STATES[random(STATES.length)], pinned: random(5) === 0 });
    } else if (server.all.has(id)) {
      const answer = server.vote(id);
      if (random(2)) sent.push((room) => voted(room, answer));
    }
    const from = random(3) ? before : random(before + 1);
    const ev = { epoch: "e", items: server.say(from) };
    const earlier = (number) => Math.max(0, number - random(2));
    const snapshot = server.snapshot(earlier(server.log.length), earlier(server.gauge));
    sent.push((room) => told(room, ev));
    if (random(3)) {
      const tick = server.tick(heard);
      heard = server.gauge;
      sent.push((room) => ticked(room, tick));
    }
    if (random(8) === 0) sent.push((room) => opened(room, snapshot));
  }
  return sent;
}

/** A screen that heard a part of a story in any order; it takes what is missing where `asks`. */
function screenOf(seed, { hasSnapshot, asks }) {
  const random = randomBy(seed);
  const server = new Server();
  const sent = story(server, random);
  const room = newRoom();
  if (hasSnapshot) sent[0](room);
  for (let count = random(sent.length * 2); count > 0; count -= 1) {
    sent[random(sent.length)](room);
  }
  ticked(room, server.tick()); // the head tick, which holds no scores
  if (asks && (have(room) === undefined || hasGap(room) || isBehind(room))) {
    opened(room, server.answer(have(room)));
  }
  return { room, server };
}

for (const hasSnapshot of [true, false]) {
  test(`any order, loss and repetition of messages end in the same list (${hasSnapshot ? "snapshot" : "nothing"} first)`, () => {
    for (let seed = 1; seed <= 1000; seed += 1) {
      const { room, server } = screenOf(seed, { hasSnapshot, asks: true });
      assert.deepEqual(questions(room), server.list(), `seed ${seed}`);
      assert.equal(hasGap(room) || isBehind(room), false, `seed ${seed}`);
    }
  });
}

test("negative control: a screen that does not ask for what is missing differs, and knows that it does", () => {
  let differing = 0;
  for (let seed = 1; seed <= 1000; seed += 1) {
    const { room, server } = screenOf(seed, { hasSnapshot: true, asks: false });
    const isSame = isDeepStrictEqual(questions(room), server.list());
    assert.equal(isSame || hasGap(room) || isBehind(room), true, `seed ${seed}`);
    differing += isSame ? 0 : 1;
  }
  assert.ok(differing > 200, `${differing} differ`);
});

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

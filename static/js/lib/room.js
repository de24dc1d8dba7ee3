/* What a screen knows of a room, kept by the rules of docs/live-protocol.md: messages may be lost, doubled or late, and
 * the questions are the same in the end. No clock, no network, no page.
 *
 * What is said of a question is as new as the line of the log that says it, or newer. So of each question are kept the
 * newest line that told of it (`line`, also where it is gone) and its version; what is older changes nothing.
 * Scores are no lines, they are kept apart (gauges.js). */

import { newGauges, scored, scoresTold, withScore } from "./gauges.js";

const VISIBLE = new Set(["approved", "live", "answered"]);

/** Whether everybody sees the question. */
export const isVisible = (question) => VISIBLE.has(question.state);

/** Compares two questions by the one order of all screens; the server has the same (app/live/rules/said.py). */
export function inOrder(one, other) {
  const [first, second] = [rank(one), rank(other)];
  const differs = first.findIndex((value, place) => value !== second[place]);
  return differs === -1 ? 0 : first[differs] - second[differs];
}

function rank({ state, pinned, score, place }) {
  return [state === "answered" ? 1 : 0, pinned ? 0 : 1, state === "live" ? 0 : 1, -score, place];
}

/** A room of which nothing is known yet. */
export function newRoom() {
  return {
    epoch: null, seq: 0, newest: 0, later: new Set(), otherEpoch: false,
    gauges: newGauges(),
    known: new Map(), whole: -1, // up to the line `whole` a snapshot told everything: what it did not name was not there
    role: "public", rights: [], open: false, own: [], votes: new Set(),
    stage: undefined, stageLine: -1, // as of that line; null where the session was called off
  };
}

/** What to send as `have`; undefined where everything is wanted. */
export const have = ({ epoch, seq, gauges }) => (epoch === null ? undefined : { epoch, seq, gauge: gauges.gauge });

/** Whether lines or scores are missing between those that are known. */
export const hasGap = ({ later, gauges, otherEpoch }) => later.size > 0 || gauges.early !== null || otherEpoch;

/** Whether a tick named a line that did not come yet. */
export const isBehind = ({ newest, seq }) => newest > seq;

/** The questions in order: all that this audience sees, or what everybody sees. */
export function questions(room, wanted = isVisible) {
  return [...room.known.values()].flatMap(({ question }) => (question && wanted(question) ? [withScore(room.gauges, question)] : [])).sort(inOrder);
}

/** The question with that id, undefined where it is not there (any more). */
export function questionOf(room, id) {
  const question = room.known.get(id)?.question;
  return question ? withScore(room.gauges, question) : undefined;
}

/** Take the answer to `join` or `sync`, or room.json. */
export function opened(room, said) {
  if (said.role && said.role !== room.role) {
    Object.assign(room, { role: said.role, epoch: null });
  }
  for (const key of ["rights", "open"]) {
    room[key] = said[key] ?? room[key];
  }
  if (said.mode === "replay") {
    replayed(room, said);
  } else {
    snapshot(room, said);
  }
  if (said.stage !== undefined && !room.otherEpoch) {
    stageTold(room, said.stage, said.seq);
  }
  mine(room, said.me ?? {});
}

function stageTold(room, stage, line) {
  if (line >= room.stageLine) {
    Object.assign(room, { stage, stageLine: line });
  }
}

function replayed(room, { epoch, seq, items, gauge, scores }) {
  if (epoch !== room.epoch) {
    room.otherEpoch = true;
    return;
  }
  room.otherEpoch = false;
  items.forEach((line) => lineTold(room, line));
  reached(room, seq);
  scoresTold(room.gauges, scores, { since: 0, gauge });
}

function snapshot(room, { epoch, seq, items, gauge }) {
  if (epoch !== room.epoch) {
    const { role, rights, open, own, votes } = room;
    Object.assign(room, newRoom(), { epoch, role, rights, open, own, votes });
  }
  room.otherEpoch = false;
  const there = new Set(items.map(({ id }) => id));
  for (const [id, { line }] of room.known) {
    if (!there.has(id) && line <= seq) {
      room.known.set(id, { line: seq, question: null });
    }
  }
  for (const question of items) {
    questionTold(room, question, seq, { inSnapshot: true });
  }
  room.whole = Math.max(room.whole, seq);
  reached(room, seq);
  scoresTold(room.gauges, [], { since: 0, gauge });
}

/** Take an `ev`. */
export function told(room, { epoch, items }) {
  if (epoch !== room.epoch) {
    room.otherEpoch = room.epoch !== null;
    return;
  }
  items.forEach((line) => lineTold(room, line));
  reached(room, room.seq);
}

function lineTold(room, { seq, type, data }) {
  if (seq > room.seq) {
    room.later.add(seq);
  }
  if (type === "question") {
    questionTold(room, data, seq);
  } else if (type === "gone" && seq > knownOf(room, data.id).line) {
    room.known.set(data.id, { line: seq, question: null });
  } else if (type === "stage") {
    stageTold(room, data, seq);
  } else if (type === "room" && seq > room.seq) {
    room.open = data.open;
  }
}

const knownOf = (room, id) => room.known.get(id) ?? { line: room.whole, question: null };

function questionTold(room, question, line, { inSnapshot = false } = {}) {
  const known = knownOf(room, question.id);
  scored(room.gauges, question);
  // A snapshot shows what its own line did and maybe more: it may bring back what that line took away. A line that
  // comes a second time may not.
  const isNews = known.question ? question.version > known.question.version : line >= known.line + (inSnapshot ? 0 : 1);
  if (isNews) {
    room.known.set(question.id, { line: Math.max(line, known.line), question });
  } else if (known.question) {
    known.line = Math.max(line, known.line);
  }
}

/** Nothing is missing up to `seq`; go on from there over what came early. */
function reached(room, seq) {
  room.seq = Math.max(room.seq, seq);
  while (room.later.delete(room.seq + 1)) {
    room.seq += 1;
  }
  for (const early of room.later) {
    if (early <= room.seq) {
      room.later.delete(early);
    }
  }
}

/** Take a `tick`: scores are absolute, the newest wins. It holds those that moved between its `since` and its `gauge`. */
export function ticked(room, { epoch, seq, since, gauge, scores }) {
  if (epoch !== room.epoch) {
    room.otherEpoch = room.epoch !== null;
    return;
  }
  room.newest = Math.max(room.newest, seq);
  scoresTold(room.gauges, scores, { since, gauge });
}

/** Take the answer to a vote. */
export function voted(room, { id, score, ver, vote }) {
  scored(room.gauges, { id, score, ver });
  if (vote) {
    room.votes.add(id);
  } else {
    room.votes.delete(id);
  }
}

/** The room is gone: nobody sees a question of it any more, nothing is shown in it. */
export function emptied(room) {
  room.known.forEach((known) => Object.assign(known, { question: null }));
  Object.assign(room, { open: false, stage: null });
}

/** Take a `me`: one's own questions and votes, or a role that changed; then everything has to be taken anew. */
export function mine(room, said) {
  room.own = said.questions ?? room.own;
  room.votes = said.votes ? new Set(said.votes) : room.votes;
  if (said.role && said.role !== room.role) {
    Object.assign(room, newRoom(), { role: said.role, rights: said.rights ?? [], own: room.own, votes: room.votes, otherEpoch: true });
  }
}

/* What a tab tells of its visit (docs/counting.md): how long it watched and was there, since the visit began. What is
 * watched is time in which the video ran before somebody's eyes; what a sleeping device missed is not. Milliseconds. */

const SILENCE = 30 * 60_000;
const LONGEST = { seen: 5000, unseen: 65_000 }; // between two looks; browsers look at hidden tabs once a minute only

/** A visit that begins. */
export const newVisit = (name, at) => ({ name, n: 0, watched: 0, present: 0, mode: "", at });

/** The visit that was kept over a reload, or a new one: after half an hour without a beat it is another. */
export const resumed = (kept, name, at) => (kept && at - kept.at < SILENCE && at >= kept.at ? kept : newVisit(name, at));

/** Some time passed. `seen`: somebody can see the page, or its picture in another window. */
export function passed(visit, elapsed, { playing, seen }) {
  const counted = elapsed > (seen ? LONGEST.seen : LONGEST.unseen) ? 0 : Math.max(0, elapsed);
  visit.present += counted;
  visit.watched += playing && seen ? counted : 0;
}

/** The next beat. */
export function beat(visit, at, more) {
  visit.n += 1;
  visit.at = at;
  return { visit: visit.name, n: visit.n, watched_ms: Math.round(visit.watched), present_ms: Math.round(visit.present), ...more };
}

/** Take the answer to a beat; true where another visit has to begin, because live became a replay. */
export function answered(visit, { mode = "" }) {
  const isOther = Boolean(visit.mode && mode && mode !== visit.mode);
  visit.mode = mode || visit.mode;
  return isOther;
}

/** Milliseconds until the next beat: not all at the same moment. */
export const untilBeat = (every, random) => Math.round(every - 2000 + random() * 4000);

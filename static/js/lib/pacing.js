/* When a room's page does things: reconnects, speaks, moves its list. Times in milliseconds; the caller has the clock. */

const SOON = [500, 4000];
const LATER = [500, 30_000];
const LONG_OUTAGE = 60_000;
const ORDER = ["own", "connection", "news"];

/** How long to wait before connecting anew after an outage of that length; `random` as Math.random. */
export function waitBeforeReconnect(outage, random) {
  const [least, most] = outage < LONG_OUTAGE ? SOON : LATER;
  return Math.floor(least + random() * (most - least));
}

/** Somebody who says at most one sentence in a while. */
export const newSpeaker = (every = 5000) => ({ every, spokenAt: -Infinity, waiting: new Map() });

/** Wish that something be said: a sentence, or a function that words it when its time has come ("" = nothing any more).
 * Of one kind (`own`, `connection`, `news`) only the latest is said. */
export function wish({ waiting }, kind, sentence) {
  waiting.set(kind, sentence);
}

/** The sentence to say now, "" where there is none or it is too early; what concerns oneself comes first. */
export function spoken(speaker, now) {
  if (now - speaker.spokenAt < speaker.every) {
    return "";
  }
  for (const kind of ORDER) {
    const wished = speaker.waiting.get(kind);
    speaker.waiting.delete(kind);
    const sentence = typeof wished === "function" ? wished() : (wished ?? "");
    if (sentence) {
      speaker.spokenAt = now;
      return sentence;
    }
  }
  return "";
}

/** What somebody did herself is answered at once, for she waits for it; whatever else there is to say waits from then on. */
export function answeredAtOnce(speaker, sentence, now) {
  speaker.waiting.delete("own");
  speaker.spokenAt = now;
  return sentence;
}

/** What a list shows next, from what it shows now and what there is, in order (ids).
 *
 * Nothing jumps: while the list is not `free`, each row stays where it is, also one whose question is gone. New ones
 * wait until somebody wants `all`. Answers the rows, and the new ones that wait. */
export function arranged(shown, ordered, { free, all }) {
  const there = new Set(ordered);
  const before = new Set(shown);
  const takesAll = all || shown.length === 0;
  if (!free && !takesAll) {
    return { shown, waiting: ordered.filter((id) => !before.has(id)) };
  }
  const rows = takesAll ? ordered : ordered.filter((id) => before.has(id) && there.has(id));
  return { shown: rows, waiting: takesAll ? [] : ordered.filter((id) => !before.has(id)) };
}

/* The state of a session's stage, decided as the server decides it (app/live/rules/stage.py), from what it told and by
 * its clock: so nothing has to be sent when a session begins or ends. No clock, no page. */

import { distance } from "./moments.js";

const MINUTE = 60_000;

/** The state at `now` (milliseconds, the server's): waiting, live, break, ended or replay. */
export function stateOf({ hand, starts, ends, replays }, now) {
  const state = hand === "schedule" ? bySchedule(starts, ends, now) : hand;
  return state === "ended" && replays.length ? "replay" : state;
}

function bySchedule(starts, ends, now) {
  if (!starts || !ends || now < Date.parse(starts)) {
    return "waiting";
  }
  return now < Date.parse(ends) ? "live" : "ended";
}

/** The streams to be watched in that state, one for each language. */
export const showing = ({ streams, replays }, state) => ({ live: streams, replay: replays })[state] ?? [];

/** Whether there is a video in that part of the session: then presence alone makes no view (docs/counting.md). */
export const hasVideo = ({ streams, replays }, state) => (state === "ended" || state === "replay" ? replays : streams).length > 0;

/** The stream to play: the one that was chosen, else of the chosen language, else of the reader's, else the first. */
export function picked(streams, { id, language } = {}, reader = "") {
  const of = (tag) => tag && streams.find((stream) => base(stream.language) === base(tag));
  return streams.find((stream) => stream.id === id) ?? (of(language) || of(reader) || streams[0]);
}

const base = (tag) => tag.split("-", 1)[0];

/** What a stream is called in a list: its label, its language. */
export function nameOf({ label, language }, reader, nameOfLanguage) {
  const said = label[reader] ?? Object.values(label)[0] ?? "";
  const tongue = language ? nameOfLanguage(language) : "";
  return [tongue, said].filter(Boolean).join(" · ");
}

/** How far the start is, for Intl.RelativeTimeFormat; null where it is less than a minute, or past. */
export function untilStart({ starts }, now) {
  const start = Date.parse(starts);
  return start - now < MINUTE ? null : distance(start, now);
}

/** Where a stream comes from: an origin, "" for this site. */
export function originOf({ kind, address }) {
  if (kind === "youtube") {
    return "https://www.youtube-nocookie.com";
  }
  return address.startsWith("/") ? "" : new URL(address).origin;
}

/** Whether a page whose policy is open for `sources` can show the stream. */
export function isOpenFor(sources, stream) {
  const origin = originOf(stream);
  const isFed = stream.kind !== "hls" || sources.includes("blob:");
  return isFed && (origin === "" || sources.includes(origin));
}

/** Milliseconds to wait before a stream that failed `times` in a row is tried again. */
export const waitBeforeTrying = (times, random) => Math.round(Math.min(30_000, 1000 * 2 ** (times - 1)) * (0.75 + random() / 2));

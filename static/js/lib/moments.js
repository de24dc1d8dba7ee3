/* Where the present stands in a list of moments; what a clock shows. Pure. */

const MINUTE = 60_000;

/** Which of the spans (`{start, end}` in milliseconds, sorted by start) are under way at `now`: their places. */
export function underWay(spans, now) {
  return spans.flatMap(({ start, end }, place) => (start <= now && now < end ? [place] : []));
}

/** Before which place the line of `now` belongs, or -1 where it lies outside all spans. */
export function placeOfNow(spans, now) {
  if (!spans.length || now < spans[0].start || now >= Math.max(...spans.map(({ end }) => end))) {
    return -1;
  }
  const place = spans.findIndex(({ start }) => start > now);
  return place === -1 ? spans.length : place;
}

/** Milliseconds until the next full minute. */
export function untilNextMinute(now) {
  return MINUTE - (now % MINUTE);
}

/** How far a moment is, for Intl.RelativeTimeFormat: days from two days on, hours from two hours on, else minutes. */
export function distance(moment, now) {
  const minutes = Math.round((moment - now) / MINUTE);
  if (Math.abs(minutes) >= 2 * 24 * 60) {
    return [Math.round(minutes / (24 * 60)), "day"];
  }
  return Math.abs(minutes) >= 2 * 60 ? [Math.round(minutes / 60), "hour"] : [minutes, "minute"];
}

/** Hour and minute on the clock of a zone. */
export function clockIn(zone, now) {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).formatToParts(now);
  const value = (type) => Number(parts.find((part) => part.type === type).value);
  return { hour: value("hour"), minute: value("minute") };
}

/** How much of the day has passed on a clock, in percent with one decimal. */
export function shareOfDay({ hour, minute }) {
  return Math.round(((hour * 60 + minute) / 1440) * 1000) / 10;
}

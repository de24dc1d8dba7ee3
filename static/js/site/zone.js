/*
 * Remembers the browser's own time zone as a guess. An explicit choice is the server's cookie and wins.
 *
 * The server renders times, so the very first page is in the event's zone: it is asked for again, once, as soon as the
 * guess is known. Where cookies are refused nothing is asked again.
 */
import { cookieFor, cookieIn, cookieName } from "../lib/cookies.js";

const COOKIE = "zone_guess";

export default function (root) {
  const secure = location.protocol === "https:";
  const name = cookieName(COOKIE, { secure });
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone || cookieIn(root.cookie, name) === zone) {
    return;
  }
  root.cookie = cookieFor(COOKIE, zone, { secure });
  const isKept = cookieIn(root.cookie, name) === zone;
  const isAskedFor = new URLSearchParams(location.search).has("zone");
  if (isKept && !isAskedFor && root.querySelector(".zone-line")) {
    location.reload();
  }
}

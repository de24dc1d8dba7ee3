/* Remembers the browser's own time zone as a guess for the next page. An explicit choice is the server's cookie and wins. */
import { cookieFor, cookieIn, cookieName } from "../lib/cookies.js";

const COOKIE = "zone_guess";

export default function (root) {
  const secure = location.protocol === "https:";
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && cookieIn(root.cookie, cookieName(COOKIE, { secure })) !== zone) {
    root.cookie = cookieFor(COOKIE, zone, { secure });
  }
}

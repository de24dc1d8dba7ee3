/* Says how far away the start is ("in 2 hours"); hidden without scripts, and once it has begun. */
import { distance, untilNextMinute } from "../lib/moments.js";

export default function (root) {
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
  const start = Date.parse(root.dataset.at);

  function show() {
    const now = Date.now();
    root.hidden = now >= start;
    if (!root.hidden) {
      root.textContent = words.format(...distance(start, now));
      setTimeout(show, untilNextMinute(now));
    }
  }

  show();
}

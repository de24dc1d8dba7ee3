/* The line of this very moment in a programme, and a mark on the sessions that are under way. */
import { placeOfNow, underWay, untilNextMinute } from "../lib/moments.js";

export default function (root) {
  const rows = [...root.querySelectorAll("[data-start]")];
  const spans = rows.map(({ dataset }) => ({ start: Date.parse(dataset.start), end: Date.parse(dataset.end) }));
  if (spans.some(({ start }, place) => place > 0 && start < spans[place - 1].start)) {
    return; // by track or stage: one line cannot stand for all of them
  }
  const line = document.createElement("li");
  line.className = "now-line";
  line.append(root.dataset.nowWords);

  function show() {
    const now = Date.now();
    const live = new Set(underWay(spans, now));
    rows.forEach((row, place) => row.classList.toggle("row-live", live.has(place)));
    const place = placeOfNow(spans, now);
    if (place === -1) {
      line.remove();
    } else if (place < rows.length) {
      rows[place].before(line);
    } else {
      rows.at(-1).after(line);
    }
    setTimeout(show, untilNextMinute(now));
  }

  show();
}

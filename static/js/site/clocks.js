/* Clocks that go on: each <time data-zone> shows its zone's present minute, and the mark on its band moves along. */
import { clockIn, shareOfDay, untilNextMinute } from "../lib/moments.js";

export default function (root) {
  const words = new Intl.DateTimeFormat(document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang, {
    hour: "numeric", minute: "2-digit", timeZone: "UTC",
  });

  function show(element, now) {
    const clock = clockIn(element.dataset.zone, now);
    const text = words.format(Date.UTC(2000, 0, 1, clock.hour, clock.minute));
    if (element.textContent !== text && element.dataset.ticking) {
      element.textContent = text;
    }
    element.dataset.ticking = "yes"; // the server's own minute stays until the first full one
    element.dateTime = new Date(now).toISOString();
    const near = element.closest("li") ?? root;
    near.querySelector("[data-slot=mark]")?.setAttribute("x", `${shareOfDay(clock)}%`);
  }

  function tick() {
    const now = Date.now();
    for (const element of root.querySelectorAll("time[data-zone]")) {
      show(element, now);
    }
    setTimeout(tick, untilNextMinute(Date.now()));
  }

  tick();
}

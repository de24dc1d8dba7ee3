/* A double click sends a form once: the second press is dropped while the first one's answer is under way. */

import { firstWithin } from "../lib/once.js";

const WHILE = 5000; // milliseconds; later presses come from people whose page did not answer

export default function (root) {
  let first = firstWithin(WHILE);
  root.addEventListener("submit", (event) => {
    const method = event.submitter?.formMethod || event.target.getAttribute("method");
    if (method === "post" && !event.defaultPrevented && !first(event.target, event.timeStamp)) {
      event.preventDefault();
    }
  });
  window.addEventListener("pageshow", () => {
    first = firstWithin(WHILE);
  });
}

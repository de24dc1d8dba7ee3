/* An organizer's numbers, counted again while somebody looks at them: the page is asked for anew, the rest of it stays.
 * Found by data-module="counted"; what is put in place has a data-slot. */

import { pageAt, putInPlace } from "../live/page.js";

const AGAIN = 10_000; // milliseconds
const SHARE = 20; // an answer that takes long is asked for less often

export default function (root) {
  const slots = [...root.querySelectorAll("[data-slot]")].map(({ dataset }) => dataset.slot);

  async function count() {
    const begun = Date.now();
    const { page, moved, status } = document.visibilityState === "visible" ? await pageAt(location.pathname + location.search) : {};
    if (moved || status === 404 || status === 401) {
      location.reload(); // signed out, or not of the team any more
      return;
    }
    if (page && status === 200) {
      putInPlace(page, slots);
    }
    setTimeout(count, Math.max(AGAIN, SHARE * (Date.now() - begun)));
  }

  setTimeout(count, AGAIN);
}

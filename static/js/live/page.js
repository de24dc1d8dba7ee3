/* The page that one is on, asked for anew: the server words and orders what is seen, scripts only put it in place. */

import { waitBeforeAsking } from "../lib/moderating.js";

const AGAIN = 2000; // milliseconds, where no page came

/** The page at `address` as a document, null where none came; `how` as for fetch. `moved`: it is another page now. */
export async function pageAt(address, how = {}) {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, cache: "no-store", ...how });
    const isPage = answer.headers.get("Content-Type")?.startsWith("text/html");
    const page = isPage ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
    return { page, moved: answer.redirected && new URL(answer.url).pathname !== location.pathname, status: answer.status };
  } catch {
    return { page: null, moved: false, status: 0 };
  }
}

/** Put what stands in the slots of the new page into those of this one; a slot that did not change is left alone. */
export function putInPlace(page, names) {
  for (const name of names) {
    const here = document.querySelector(`[data-slot="${name}"]`);
    const there = page.querySelector(`[data-slot="${name}"]`);
    if (here && there && !here.isEqualNode(there)) {
      const held = here.contains(document.activeElement) ? document.activeElement : null;
      here.replaceChildren(...document.importNode(there, true).childNodes);
      twinOf(held, here)?.focus({ preventScroll: true });
    }
  }
}

/** Asks for this page anew whenever `looks()` answers something new. `take(answer)` shows it; false: to be asked again. */
export class Fresh {
  #looks; #take; #seen = ""; #isAsking = false; #last = { askedAt: 0, took: 0 };

  constructor(looks, take) {
    [this.#looks, this.#take] = [looks, take];
  }

  /** Something may have happened. */
  look() {
    if (!this.#isAsking && this.#looks() !== this.#seen) {
      this.#askIn(waitBeforeAsking(this.#last, Date.now()));
    }
  }

  #askIn(wait) {
    this.#isAsking = true;
    setTimeout(() => this.#ask(), wait);
  }

  async #ask() {
    const [wanted, begun] = [this.#looks(), Date.now()];
    const taken = this.#take(await pageAt(location.pathname + location.search));
    this.#last = { askedAt: Date.now(), took: Date.now() - begun };
    if (taken) {
      this.#seen = wanted;
      this.#isAsking = false;
      this.look();
    } else {
      this.#askIn(AGAIN);
    }
  }
}

/** The button with the same name and value: it takes the focus of the one it took the place of. */
const twinOf = (button, place) => (button?.name ? [...place.querySelectorAll("button")].find(({ name, value }) => name === button.name && value === button.value) : undefined);

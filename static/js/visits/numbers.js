/* The numbers of a session or event, where its organizers show them: taken from their own page, since this one is kept
 * for everybody and longer. Counted again while somebody looks. Found by data-module="numbers". */

const AGAIN = 30_000; // milliseconds

export default function (root) {
  let isNear = false;
  let asking = 0;

  async function ask() {
    const there = document.visibilityState === "visible" && isNear ? await sectionAt(root.dataset.address) : undefined;
    if (there && !root.firstElementChild?.isEqualNode(there)) {
      root.replaceChildren(there);
    }
    root.hidden = !root.firstElementChild;
    asking = there === null ? 0 : setTimeout(ask, AGAIN); // null: they are not shown, and no more is asked
  }

  new IntersectionObserver(([{ isIntersecting }]) => {
    isNear = isIntersecting;
    if (isNear && !asking) {
      asking = setTimeout(ask, 0);
    }
  }, { rootMargin: "50% 0px" }).observe(root.parentElement);
}

/** The section on that page; null where it has none, undefined where the page could not be had. */
async function sectionAt(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok) {
      return undefined;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const section = page.querySelector("section.numbers");
    return section && document.importNode(section, true);
  } catch {
    return undefined;
  }
}

/* Marks in the row of days the one that is being read. */

export default function (root) {
  const links = new Map([...root.querySelectorAll("a[href^='#']")].map((link) => [link.hash.slice(1), link]));
  const groups = [...links.keys()].map((id) => document.getElementById(id)?.closest("section")).filter(Boolean);

  const seen = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        target.dataset.seen = isIntersecting ? "yes" : "";
      }
      const current = groups.find((group) => group.dataset.seen);
      for (const [id, link] of links) {
        if (current && current.contains(document.getElementById(id))) {
          link.setAttribute("aria-current", "true");
        } else {
          link.removeAttribute("aria-current");
        }
      }
    },
    { rootMargin: "-12% 0px -60% 0px" },
  );
  groups.forEach((group) => seen.observe(group));
}

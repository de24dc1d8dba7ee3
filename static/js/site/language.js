/* A language chosen in the menu is remembered; without scripts the link shows this one page in it. */
import { cookieFor } from "../lib/cookies.js";

export default function (root) {
  root.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-language]");
    if (chosen) {
      document.cookie = cookieFor("lang", chosen.dataset.language, { secure: location.protocol === "https:" });
    }
  });
}

/* Fills the head's slot with the person who is signed in. Cached pages hold no person, so this is asked beside them. */

import { tell } from "../site/messages.js";
import { me } from "./me.js";

export default async function (root, start) {
  const { messages, person } = await me(root.dataset.source);
  tell(messages);
  if (!person) {
    return; // offline too: "Sign in" stays, which leads to the same place
  }
  const filled = root.querySelector("template").content.cloneNode(true);
  filled.querySelector("[data-slot=name]").textContent = person.name;
  if (!person.manages) {
    filled.querySelector("[data-slot=manages]").remove();
  }
  root.replaceChildren(filled);
  start(root.firstElementChild);
}

/* Fills the head's slot with the person who is signed in. Cached pages hold no person, so this is asked beside them.
 * /me.json answers {"person": null} or {"person": {"name": "Aino", "manages": true}}. */

import { tell } from "../site/messages.js";

export default async function (root, start) {
  let said;
  try {
    const answer = await fetch(root.dataset.source, { headers: { Accept: "application/json" } });
    said = answer.ok ? await answer.json() : {};
  } catch {
    return; // offline: "Sign in" stays, which leads to the same place
  }
  tell(said.messages);
  const { person } = said;
  if (!person) {
    return;
  }
  const filled = root.querySelector("template").content.cloneNode(true);
  filled.querySelector("[data-slot=name]").textContent = person.name;
  if (!person.manages) {
    filled.querySelector("[data-slot=manages]").remove();
  }
  root.replaceChildren(filled);
  start(root.firstElementChild);
}

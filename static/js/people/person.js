/* Fills the head's slot with the person who is signed in. Cached pages hold no person, so this is asked beside them.
 * /me.json answers {"person": null} or {"person": {"name": "Aino", "manages": true}}. */

export default async function (root, start) {
  let person;
  try {
    const answer = await fetch(root.dataset.source, { headers: { Accept: "application/json" } });
    person = answer.ok ? (await answer.json()).person : null;
  } catch {
    return; // offline: "Sign in" stays, which leads to the same place
  }
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

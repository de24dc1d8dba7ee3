/* Turns the links into the agenda (a.pick) below `root` into buttons that take a session in and out without a reload.
 * The page is the same for everybody: what is hers is asked beside it, once. For who is signed in. */

import { wordsIn } from "../live/words.js";
import { outcomeOf, sessionIn } from "../lib/picks.js";

let hers;

// A page that one goes back to is shown as it was left: meanwhile something may have been taken in or out elsewhere.
addEventListener("pageshow", async ({ persisted }) => {
  const fresh = persisted && hers && (await ask());
  if (fresh?.picked) {
    Object.assign(await hers, fresh);
    show(fresh.picked);
  }
});

export default async function (root) {
  const links = [...root.querySelectorAll("a.pick")];
  if (!links.length) {
    return;
  }
  hers ??= ask();
  const said = await hers;
  if (said?.picked) {
    said.say ??= wordsIn(document.getElementById("pick-words"), document.documentElement.lang);
    said.voice ??= voice();
    links.forEach((link) => link.replaceWith(toggle(link, said)));
  }
}

/** Mark which are picked. */
function show(picked) {
  for (const button of document.querySelectorAll("button.pick")) {
    button.setAttribute("aria-pressed", picked.has(button.dataset.session));
  }
}

async function ask() {
  try {
    const answer = await fetch("/agenda.json", { headers: { Accept: "application/json" } });
    const { picked, csrf } = await answer.json();
    return { picked: picked && new Set(picked), csrf };
  } catch {
    return undefined; // the links stay, which lead to the same
  }
}

/** A line that is read aloud and not seen: it is there before it says anything. */
function voice() {
  const line = document.createElement("p");
  line.className = "aside-voice";
  line.setAttribute("role", "status");
  document.querySelector(".main").append(line);
  return line;
}

function toggle(link, said) {
  const button = document.createElement("button");
  const session = sessionIn(new URL(link.href).pathname);
  button.type = "button";
  button.className = link.className;
  button.dataset.session = session;
  button.textContent = said.say("toggle");
  button.setAttribute("aria-pressed", said.picked.has(session));
  if (link.hasAttribute("aria-describedby")) {
    button.setAttribute("aria-describedby", link.getAttribute("aria-describedby"));
  }
  button.addEventListener("click", () => press(button, link, said));
  if (document.activeElement === link) {
    queueMicrotask(() => button.focus());
  }
  return button;
}

async function press(button, link, said) {
  if (button.getAttribute("aria-busy") === "true") {
    return;
  }
  button.setAttribute("aria-busy", "true");
  const wanted = button.getAttribute("aria-pressed") !== "true";
  let outcome = await send(link.href, wanted, said.csrf);
  if (outcome.is === "failed") {
    outcome = await again(link.href, wanted, said, outcome);
  }
  button.removeAttribute("aria-busy");
  complain(button, "");
  if (outcome.is === "done") {
    said.picked[outcome.picked ? "add" : "delete"](button.dataset.session);
    show(said.picked); // it may stand twice on the page
    speak(said, said.say(outcome.picked ? "in" : "out"));
  } else if (outcome.is === "sign-in") {
    location.assign(link.href);
  } else {
    const why = outcome.why ?? said.say(outcome.is);
    complain(button, why);
    speak(said, why);
  }
}

/** Once more as whoever is signed in now: the token of a page is worth nothing after a sign-out or sign-in elsewhere. */
async function again(address, picked, said, before) {
  const fresh = await ask();
  if (!fresh) {
    return before;
  }
  if (!fresh.picked) {
    return { is: "sign-in" };
  }
  Object.assign(said, fresh);
  show(said.picked);
  return send(address, picked, said.csrf);
}

async function send(address, picked, csrf) {
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": csrf },
      body: new URLSearchParams({ picked: Number(picked) }),
    });
    return outcomeOf(answer.status, await answer.json().catch(() => undefined));
  } catch {
    return outcomeOf(0);
  }
}

function speak(said, words) {
  said.voice.textContent = "";
  setTimeout(() => (said.voice.textContent = words), 50); // said again, also where the same was said before
}

function complain(button, words) {
  const before = button.nextElementSibling;
  if (before?.classList.contains("pick-wrong")) {
    before.remove();
  }
  if (words) {
    const line = document.createElement("span");
    line.className = "pick-wrong";
    line.textContent = words;
    button.after(line);
  }
}

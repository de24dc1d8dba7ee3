/* What is typed stays in this tab until it is sent: whoever leaves the page by a slip, or has to look something up, finds
 * it again. Should somebody else have saved meanwhile, the form goes on from the version it was typed for, and saving
 * shows both. What was sent is forgotten once a page says that it arrived. */

import { putBack, typedIn } from "../lib/kept.js";

const MARK = "kept:";
const ON_THE_WAY = new Set(["city", "organisation"]); // what was entered elsewhere and is brought back

const NOTHING = { getItem: () => null, setItem: () => {}, removeItem: () => {} };

/** The tab's storage. Who refuses cookies refuses it, too: then nothing is kept, and everything else goes on. */
function storage() {
  try {
    return window.sessionStorage;
  } catch {
    return NOTHING;
  }
}

function keyOf(form) {
  const query = new URLSearchParams(window.location.search);
  ON_THE_WAY.forEach((name) => query.delete(name));
  return `${MARK}${form.getAttribute("action") || window.location.pathname}?${query}`;
}

function entries() {
  return Object.keys(storage()).filter((key) => key.startsWith(MARK));
}

function write(key, entry) {
  try {
    storage().setItem(key, JSON.stringify(entry));
  } catch (error) {
    if (error.name !== "QuotaExceededError") throw error; // a full storage keeps nothing more, and nothing else changes
  }
}

const carried = (form) => ["version", "base"].map((name) => form.elements[name]).filter(Boolean);

function note(form, key, all) {
  const typed = typedIn(form.elements, { all });
  if (typed.length) {
    write(key, { typed, carried: carried(form).map((hidden) => [hidden.name, hidden.value]) });
  } else {
    storage().removeItem(key);
  }
}

function restore(form, { typed, carried: before }, told) {
  let isChanged = false;
  putBack(() => form.elements, typed, (control) => {
    isChanged = true;
    control.closest("details")?.setAttribute("open", "");
    control.dispatchEvent(new Event("input", { bubbles: true }));
  });
  if (isChanged) {
    for (const [name, value] of before) form.elements[name].value = value;
    told.hidden = false;
  }
}

/** Forget what was sent, now that a page of ours came. What that page refuses was not taken, nor what one goes back to. */
export function forgetSent(root) {
  const [arrival] = performance.getEntriesByType("navigation");
  const isTaken = arrival?.type === "navigate" && !root.querySelector("[data-refused]");
  for (const key of entries()) {
    const entry = JSON.parse(storage().getItem(key));
    if (entry.sent && isTaken) {
      storage().removeItem(key);
    } else if (entry.sent) {
      write(key, { ...entry, sent: false });
    }
  }
}

/** Forget everything: whoever sits here next is somebody else. */
export function forget(form) {
  form.addEventListener("submit", () => entries().forEach((key) => storage().removeItem(key)));
}

export default function (form) {
  const told = form.querySelector("[data-slot=kept]");
  const key = keyOf(form);
  const isTyped = form.dataset.kept === "typed"; // the page came with what was typed: refused, or a preview
  const found = isTyped ? null : storage().getItem(key);

  const drop = () => storage().removeItem(key);
  told.querySelector("button").addEventListener("click", () => {
    drop();
    window.location.reload();
  });
  document.querySelector("[data-slot=kept-drop]")?.addEventListener("click", drop); // "take what was saved"
  form.addEventListener("input", () => note(form, key, isTyped));
  form.addEventListener("submit", () => {
    const kept = storage().getItem(key);
    if (kept) write(key, { ...JSON.parse(kept), sent: true });
  });
  queueMicrotask(() => (found ? restore(form, JSON.parse(found), told) : isTyped && note(form, key, true))); // rows start first
}

/* Single keys on the moderator's console: they go from card to card and press the buttons that are there. */

import { cardBeside, keyOf } from "../lib/moderating.js";
import { cardOf, columnsOf } from "./cards.js";
import { keep, kept } from "./stored.js";

const STORED = "meridian.console.keys";
const MOVES = new Set(["j", "k", "up", "down", "left", "right"]);

/** Listen to keys, as long as they are on; `help` is the list of them with its switch. */
export function listen(root, help) {
  const isOn = help.querySelector("[data-slot=keys]");
  isOn.checked = kept("local", STORED) !== "off";
  root.toggleAttribute("data-keys", isOn.checked);
  isOn.addEventListener("change", () => {
    keep("local", STORED, isOn.checked ? "on" : "off");
    root.toggleAttribute("data-keys", isOn.checked);
  });
  help.hidden = false;

  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
    const key = isTyping || !isOn.checked || event.defaultPrevented ? "" : keyOf(event);
    if (key && press(key)) {
      event.preventDefault();
    }
  });

  function press(key) {
    if (key === "?") {
      help.open = !help.open;
      return true;
    }
    const card = cardOf(document.activeElement);
    return MOVES.has(key) ? go(key, card) : act(key, card);
  }

  function go(key, card) {
    const rightToLeft = getComputedStyle(root).direction === "rtl";
    const next = document.getElementById(cardBeside(columnsOf(root), card?.id, key, { rightToLeft }));
    next?.focus();
    return Boolean(next);
  }

  function act(key, card) {
    const named = `[data-key="${key}"]`; // of the card that one is at, else of the stage
    const button = card?.querySelector(named) ?? document.querySelector(`[data-slot="stage"] ${named}`);
    button?.click();
    return Boolean(button);
  }
}

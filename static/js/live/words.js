/* The words that a template holds for scripts: elements with data-word, counted ones with data-count. */

import { wordsFrom } from "../lib/words.js";

/** `say(name)` or `say(name, number)`, from a template of words. */
export function wordsIn(template, language) {
  const words = [...template.content.querySelectorAll("[data-word]")];
  return wordsFrom(words.map(({ dataset, textContent }) => ({ name: dataset.word, count: Number(dataset.count), text: textContent })), language);
}

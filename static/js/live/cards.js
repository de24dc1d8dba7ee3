/* The cards on the moderator's console: where they are, and where one goes on when they move. */

import { cardAfter } from "../lib/moderating.js";

/** The card that an element is in. */
export const cardOf = (element) => element?.closest?.("[data-slot=card]") ?? null;

/** The ids of the cards, column by column. */
export const columnsOf = (root) => [...root.querySelectorAll(".console-column")].map(cardsOf);

const cardsOf = (column) => [...column.querySelectorAll("[data-slot=card]")].map(({ id }) => id);

/** What one is at, to be found again after the columns are put in place anew; undefined where one is nowhere. */
export function placeOf(root, card) {
  if (!card) {
    return undefined;
  }
  const button = card.contains(document.activeElement) ? document.activeElement : null;
  return { before: columnsOf(root), id: card.id, button, top: card.getBoundingClientRect().top };
}

/** Go on there: on the same card, which stays where the eye is, else on the one that moved up. */
export function goOn(root, { before, id, button, top }) {
  const next = document.getElementById(cardAfter(before, columnsOf(root), id));
  (twinOf(button, next) ?? next)?.focus({ preventScroll: true });
  if (next?.id === id && columnOf(before, id) === columnOf(columnsOf(root), id)) {
    scrollBy(0, next.getBoundingClientRect().top - top);
  } else {
    next?.scrollIntoView({ block: "nearest" });
  }
}

const columnOf = (columns, id) => columns.findIndex((ids) => ids.includes(id));

const twinOf = (button, card) => [...(card?.querySelectorAll("button") ?? [])].find(({ name, value }) => name === button?.name && value === button.value);

/* A moderator's keys: which key was meant, and which card it leads to. No page, no clock. */

const LETTERS = new Set(["a", "b", "d", "e", "f", "g", "h", "j", "k", "l", "p", "s", "w", "x"]);
const ARROWS = { ArrowDown: "down", ArrowUp: "up", ArrowLeft: "left", ArrowRight: "right" };

/** The single key that was pressed, "" where it means nothing here. On a keyboard of other letters the place counts. */
export function keyOf(event) {
  if (isHeld(event)) {
    return "";
  }
  const { key = "" } = event;
  if (key === "?" || key in ARROWS) {
    return ARROWS[key] ?? "?";
  }
  const letter = letterOf(event).toLowerCase();
  return LETTERS.has(letter) ? letter : "";
}

const isHeld = ({ ctrlKey, altKey, metaKey, isComposing }) => Boolean(ctrlKey || altKey || metaKey || isComposing);

function letterOf({ key = "", code = "" }) {
  const isForeign = key.length === 1 && key.charCodeAt(0) > 127; // letters of another script
  return isForeign && code.startsWith("Key") ? code.slice(3) : key;
}

/** The card to go to from `id` in the columns (lists of ids), undefined where there is none. */
export function cardBeside(columns, id, key, { rightToLeft = false } = {}) {
  const column = columns.findIndex((ids) => ids.includes(id));
  if (column === -1) {
    return columns.flat()[0];
  }
  const place = columns[column].indexOf(id);
  if (key === "left" || key === "right") {
    return cardAcross(columns, column, place, (key === "right") !== rightToLeft ? 1 : -1);
  }
  const step = key === "down" || key === "j" ? 1 : -1;
  return columns[column][place + step];
}

function cardAcross(columns, column, place, step) {
  for (let at = column + step; at >= 0 && at < columns.length; at += step) {
    if (columns[at].length) {
      return columns[at][Math.min(place, columns[at].length - 1)];
    }
  }
  return undefined;
}

/** Where one goes on working after the card left its column: what moved up into its place, else the one before. */
export function cardAfter(before, after, id) {
  const column = before.findIndex((ids) => ids.includes(id));
  const ids = column === -1 ? [] : after[column];
  if (!ids.includes(id)) {
    const place = column === -1 ? 0 : before[column].indexOf(id);
    const following = before[column]?.slice(place + 1).find((each) => ids.includes(each));
    return following ?? ids.at(-1) ?? after.flat()[0];
  }
  return id;
}

/** Milliseconds until a page may be asked for again: a few times a second, and slower where it takes long. */
export function waitBeforeAsking({ askedAt, took }, now) {
  return Math.max(0, askedAt + Math.max(300, 4 * took) - now);
}

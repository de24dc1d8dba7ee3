/* The list of questions on a page. Nothing jumps: see arranged() in lib/pacing.js; here it is done to the page. */

import { arranged } from "../lib/pacing.js";
import { questionOf, questions } from "../lib/room.js";
import { fillQuestion, fillVote, markGone } from "./question.js";

const BUSY = 3000; // milliseconds after somebody moved, pressed or scrolled in the list
const MOVE = { duration: 200, easing: "cubic-bezier(0.2, 0.7, 0.3, 1)" };

export class QuestionList {
  isPaused = false;
  isSettled = true; // whether the rows stand as they should: else there is to be another look once nobody is busy
  #root; #blank; #say; #vote;
  #rows = new Map(); #shown = []; #touchedAt = -Infinity; #isSeen = true;

  /** `vote(id, wanted)` is called where somebody votes. */
  constructor(root, blank, { say, vote }) {
    [this.#root, this.#blank, this.#say, this.#vote] = [root, blank, say, vote];
    const touched = () => {
      this.#touchedAt = performance.now();
    };
    for (const name of ["pointermove", "pointerdown", "keydown", "focusin"]) {
      root.addEventListener(name, touched, { passive: true });
    }
    addEventListener("scroll", touched, { passive: true });
    root.addEventListener("click", (event) => this.#pressed(event));
    new IntersectionObserver(([{ isIntersecting }]) => {
      this.#isSeen = isIntersecting;
    }).observe(root);
  }

  /** Show what is known; answers how many new ones wait. */
  show(room, { wantedVote, canVote, all = false }) {
    const ids = questions(room).map(({ id }) => id);
    const isUnseen = !this.isPaused && (document.hidden || !this.#isSeen);
    const free = !this.isPaused && performance.now() - this.#touchedAt > BUSY;
    const { shown, waiting } = arranged(this.#shown, ids, { free: free || isUnseen, all: all || isUnseen });
    this.isSettled = free || shown.every((id, place) => id === ids[place]);
    this.#arrange(shown);
    for (const id of shown) {
      this.#fill(room, id, { wanted: wantedVote(id), canVote, all });
    }
    return waiting.length;
  }

  #fill(room, id, { wanted, canVote, all }) {
    const row = this.#rows.get(id);
    const question = questionOf(room, id);
    if (!question) {
      markGone(row, this.#say("gone"));
      return;
    }
    const isNew = !row.dataset.id;
    if (isNew || all || !this.isPaused) {
      fillQuestion(row, question, this.#say);
    }
    const voted = wanted ?? room.votes.has(id);
    fillVote(row, {
      voted,
      score: this.isPaused && !isNew && !all ? undefined : question.score + Number(voted) - Number(room.votes.has(id)),
      isOpen: canVote && question.state !== "answered",
    });
  }

  #pressed(event) {
    const button = event.target.closest(".button-vote");
    if (button && button.getAttribute("aria-disabled") !== "true") {
      this.#vote(button.closest("li").dataset.id, button.getAttribute("aria-pressed") !== "true");
    }
  }

  #arrange(shown) {
    if (shown.length === this.#shown.length && shown.every((id, place) => id === this.#shown[place])) {
      return;
    }
    const isFirst = this.#shown.length === 0;
    this.#shown = shown;
    const kept = new Set(shown);
    for (const [id, row] of this.#rows) {
      if (!kept.has(id)) {
        this.#keepFocus(row);
        row.remove();
        this.#rows.delete(id);
      }
    }
    for (const id of shown) {
      if (!this.#rows.has(id)) {
        this.#rows.set(id, this.#blank.content.firstElementChild.cloneNode(true));
      }
    }
    this.#move(shown.map((id) => this.#rows.get(id)), isFirst);
  }

  /** Focus in a row that goes away stays in the list. */
  #keepFocus(row) {
    if (row.contains(document.activeElement)) {
      (row.nextElementSibling ?? row.previousElementSibling)?.querySelector("button")?.focus({ preventScroll: true });
    }
  }

  #move(rows, isFirst) {
    const before = new Map(rows.filter((row) => row.isConnected).map((row) => [row, row.getBoundingClientRect().top]));
    const focused = rows.find((row) => row.contains(document.activeElement));
    placed(this.#root, rows, focused);
    const read = focused ?? firstRead(this.#root, rows, before);
    if (read) {
      window.scrollBy({ top: read.getBoundingClientRect().top - before.get(read), behavior: "instant" });
    }
    if (isFirst || matchMedia("(prefers-reduced-motion: reduce)").matches) {
      return;
    }
    for (const [row, top] of before) {
      const way = top - row.getBoundingClientRect().top;
      if (way) row.animate([{ translate: `0 ${way}px` }, { translate: "0 0" }], MOVE);
    }
  }
}

/** Put rows into order around the focused one, which is not taken out: it would lose the focus. */
function placed(root, rows, focused) {
  const place = rows.indexOf(focused);
  if (place > 0) {
    rows.slice(0, place).forEach((row) => root.insertBefore(row, focused));
  }
  rows.slice(place + 1).forEach((row) => root.append(row));
}

/** The first row in sight that was there before, where somebody has scrolled into the list. */
function firstRead(root, rows, before) {
  return root.getBoundingClientRect().top < 0 ? rows.filter((row) => before.get(row) > 0).sort((one, other) => before.get(one) - before.get(other))[0] : undefined;
}

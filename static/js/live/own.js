/* One's own questions: those not sent yet with what holds them up, and what became of the others. */

import { standing } from "../lib/outbox.js";
import { write } from "./question.js";

const WITHDRAWABLE = new Set(["pending", "approved"]);

export class OwnQuestions {
  #root; #blank; #say; #acts;
  #rows = new Map(); #states;

  /** `acts`: withdraw(id), edit(entry), discard(entry), heard(state) where a moderator moved one. */
  constructor(root, blank, { say, acts }) {
    [this.#root, this.#blank, this.#say, this.#acts] = [root, blank, say, acts];
  }

  /** Show the own questions of the room, and those in the outbox. */
  show({ own }, entries, { connected }) {
    const withdrawing = new Set(entries.filter(({ name }) => name === "withdraw").map(({ content }) => content.id));
    const lines = [
      ...own.map(({ id, state, text }) => ({
        key: id, text, stands: state, acts: { withdraw: WITHDRAWABLE.has(state) && !withdrawing.has(id) }, subject: id,
      })),
      ...entries.filter(({ name }) => name === "ask").map((entry) => {
        const stands = standing(entry, { connected });
        const isRefused = stands === "refused";
        return { key: entry.cid, text: entry.content.text, stands, why: entry.message, acts: { edit: isRefused, discard: isRefused }, subject: entry };
      }),
    ];
    this.#hear(own);
    this.#root.hidden = !lines.length;
    this.#place(lines);
  }

  #place(lines) {
    const list = this.#root.querySelector("ul");
    const keys = new Set(lines.map(({ key }) => key));
    for (const [key, row] of this.#rows) {
      if (!keys.has(key)) {
        this.#leave(row);
        row.remove();
        this.#rows.delete(key);
      }
    }
    for (const line of lines) {
      if (!this.#rows.has(line.key)) {
        this.#rows.set(line.key, list.appendChild(this.#blank.content.firstElementChild.cloneNode(true)));
      }
      this.#fill(this.#rows.get(line.key), line);
    }
  }

  #fill(row, { text, stands, why = "", acts, subject }) {
    const slot = (name) => row.querySelector(`[data-slot=${name}]`);
    write(slot("stands"), this.#say(`stands-${stands}`));
    write(slot("text"), text);
    slot("text").hidden = !text;
    slot("why").hidden = !why;
    write(slot("why"), why);
    if (!acts.withdraw && slot("asking").contains(document.activeElement)) this.#leave(row);
    slot("asking").hidden = !acts.withdraw; // it asks before anything is erased
    for (const button of row.querySelectorAll("[data-act]")) {
      const { act } = button.dataset;
      if (!acts[act] && button === document.activeElement) this.#leave(row);
      button.hidden = !acts[act];
      button.onclick = () => this.#acts[act](subject);
    }
  }

  /** The button that had the focus goes: the heading takes it. */
  #leave(row) {
    if (row.contains(document.activeElement)) {
      this.#root.querySelector("h3").focus({ preventScroll: true });
    }
  }

  #hear(own) {
    const states = new Map(own.map(({ id, state }) => [id, state]));
    for (const [id, state] of states) {
      if (this.#states && this.#states.get(id) !== state) this.#acts.heard(state);
    }
    this.#states = states;
  }
}

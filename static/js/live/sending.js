/* Sends what waits in the outbox, in order, as long as there is a connection; says what became of each command. */

import { Outbox } from "../lib/outbox.js";

/** An outbox of this browser for a room; without storage it lasts as long as the page. */
export function outboxFor(address) {
  const newCid = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return new Outbox({ getItem: (key) => localStorage.getItem(key), setItem: (key, text) => localStorage.setItem(key, text), removeItem: (key) => localStorage.removeItem(key) }, `room:${address}`, { clock: Date.now, newCid });
}

/** `settled(entry, outcome, answer)` is called with what became of a command: `done` or `refused`. */
export class Sending {
  #outbox; #connection; #settled;
  #underWay = new Set();

  constructor(outbox, connection, settled) {
    [this.#outbox, this.#connection, this.#settled] = [outbox, connection, settled];
  }

  /** Send what may be sent now. Safe to call at any time. */
  async go() {
    if (this.#underWay.size) {
      return;
    }
    for (let entry = this.#next(); entry; entry = this.#next()) {
      this.#underWay.add(entry.cid);
      const answer = await this.#connection.send(entry.name, entry.name === "ask" ? { ...entry.content, cid: entry.cid } : entry.content);
      this.#underWay.delete(entry.cid);
      const outcome = this.#outbox.answered(entry.cid, answer);
      if (outcome !== "later") {
        this.#settled(entry, outcome, answer);
      } else if (!answer) {
        return; // tried again by the next call
      }
    }
  }

  #next() {
    return this.#connection.isConnected ? this.#outbox.due(this.#underWay) : undefined;
  }
}

/* Commands that were not answered yet, kept in the browser's storage: while there is no connection, over a reload, and
 * in two tabs. Each has a `cid` made once, so sending it again does nothing twice (docs/live-protocol.md). */

const LARGEST = 50;
const KEPT = 24 * 60 * 60 * 1000; // milliseconds; what nobody could send for a day is not sent by surprise
const AGAIN = new Set(["rate", "busy", "auth"]);

/** The commands waiting under a key. `storage` is like localStorage; where it refuses, they are kept until the page goes. */
export class Outbox {
  #storage; #key; #clock; #newCid;
  #kept = null;

  constructor(storage, key, { clock, newCid }) {
    [this.#storage, this.#key, this.#clock, this.#newCid] = [storage, key, clock, newCid];
  }

  /** All of them, oldest first. */
  all() {
    const text = this.#kept ?? attempt(() => this.#storage.getItem(this.#key)) ?? "[]";
    const entries = attempt(() => JSON.parse(text));
    return Array.isArray(entries) ? entries.filter((entry) => entry?.cid && entry.content && this.#clock() - entry.at < KEPT) : [];
  }

  #write(entries) {
    const text = JSON.stringify(entries);
    const isKept = attempt(() => {
      if (entries.length) {
        this.#storage.setItem(this.#key, text);
      } else {
        this.#storage.removeItem(this.#key);
      }
      return true;
    });
    this.#kept = isKept ? null : text;
  }

  /** The vote that somebody last wanted for a question; undefined where none waits. */
  wantedVote(id) {
    return this.all().findLast((entry) => isVoteFor(entry, id))?.content.vote;
  }

  /** Note a command; a new vote takes the place of one for the same question. Undefined where too many wait. */
  add(name, content) {
    const others = this.all().filter((entry) => name !== "vote" || !isVoteFor(entry, content.id));
    if (others.length >= LARGEST) {
      return undefined;
    }
    const entry = { cid: this.#newCid(), name, content, at: this.#clock() };
    this.#write([...others, entry]);
    return entry;
  }

  /** The first command that may be sent now, except those under way. */
  due(underWay) {
    return this.all().find(({ cid, error, notBefore = 0 }) => !error && notBefore <= this.#clock() && !underWay.has(cid));
  }

  /** Milliseconds until the next command that has to wait may be sent; Infinity where none has to. */
  wait() {
    const waiting = this.all().filter(({ error, notBefore }) => !error && notBefore);
    return Math.min(...waiting.map(({ notBefore }) => notBefore - this.#clock()), Infinity);
  }

  /** Take an answer (undefined: there was none). Says what became of the command: `done`, `later` or `refused`. */
  answered(cid, answer) {
    if (!answer) {
      return "later";
    }
    if (AGAIN.has(answer.error)) {
      this.#change(cid, { notBefore: this.#clock() + (answer.retry_ms ?? 1000) });
      return "later";
    }
    if (!answer.ok && this.all().some((entry) => entry.cid === cid && entry.name === "ask")) {
      this.#change(cid, { error: answer.error, message: answer.message ?? "" });
    } else {
      this.drop(cid);
    }
    return answer.ok ? "done" : "refused";
  }

  #change(cid, more) {
    this.#write(this.all().map((entry) => (entry.cid === cid ? { ...entry, ...more } : entry)));
  }

  /** Forget a command. */
  drop(cid) {
    this.#write(this.all().filter((entry) => entry.cid !== cid));
  }
}

/** How a command stands: `refused`, `sending`, or `waiting` for a connection. */
export function standing({ error, notBefore }, { connected }) {
  if (error) {
    return "refused";
  }
  return connected && !notBefore ? "sending" : "waiting";
}

const isVoteFor = ({ name, content }, id) => name === "vote" && content.id === id;

function attempt(act) {
  try {
    return act();
  } catch {
    return undefined; // storage may be full, forbidden or hold what is not ours
  }
}

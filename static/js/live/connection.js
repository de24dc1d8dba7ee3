/* Keeps a room in step: room.json first, then the socket; room.json again and again where sockets are refused.
 * The rules are those of docs/live-protocol.md "Staying in step". */

import { waitBeforeReconnect } from "../lib/pacing.js";
import { measured, newClock } from "../lib/server-clock.js";
import { hasForm, postForm, roomJson } from "./plain.js";
import { emptied, have, hasGap, isBehind, mine, opened, ticked, told } from "../lib/room.js";

const POLL = 4000;
const SILENCE = 6000; // without a tick the connection is dead
const BEHIND = 1000; // a tick may be ahead for so long
const PATIENCE = 10_000; // for an answer

/** Follow the room below `address` ("/e/…/s/…/"). `changed()` is called after every message, `stood(state)` when the
 * connection changes: `connecting`, `live` (socket), `polling`, `offline`, `missing` (there is no such room for us). */
export class Connection {
  state = "connecting";
  clock = newClock();
  #room; #address; #changed; #stood;
  #session; #csrf; #socket; #isJoining = false;
  #downSince = Date.now(); #heardAt = 0; #behindSince = 0; #reconnecting = 0; #polling = 0;

  constructor(room, address, { changed, stood }) {
    [this.#room, this.#address, this.#changed, this.#stood] = [room, address, changed, stood];
  }

  /** Begin. */
  async start() {
    addEventListener("online", () => this.#reconnectIn(0));
    addEventListener("offline", () => this.#lost());
    setInterval(() => this.#watch(), 1000);
    await this.#load();
    await this.#open();
  }

  /** Whether a command would be sent now. */
  get isConnected() {
    return this.state === "live" || this.state === "polling";
  }

  /** Send a command; its answer, undefined where none came. */
  async send(name, content) {
    if (this.state === "live") {
      return this.#emit(name, content);
    }
    return this.state === "polling" && hasForm(name) ? this.#post(name, content) : undefined;
  }

  /** There is no such room any more, at least not for us: what was said in it goes from the page. */
  #gone() {
    emptied(this.#room);
    this.#stands("missing");
    this.#socket?.disconnect();
    this.#changed();
  }

  #stands(state) {
    if (state !== this.state && this.state !== "missing") {
      this.state = state;
      this.#stood(state);
    }
  }

  // ---------------------------------------------------------------- the socket

  async #open() {
    try {
      const { io } = await import("socket.io-client");
      this.#socket = io("/live", { transports: ["websocket"], reconnection: false, autoConnect: false, timeout: PATIENCE, ackTimeout: PATIENCE });
    } catch {
      this.#pollIn(0); // it cannot be loaded here
      return;
    }
    const on = (name, act) => this.#socket.on(name, act);
    on("connect", () => this.#join("join"));
    on("connect_error", (error) => this.#lost(error?.data?.retry_ms));
    on("disconnect", () => this.#lost());
    on("ev", (said) => this.#take(told, said));
    on("tick", (said) => this.#take(ticked, said));
    on("me", (said) => this.#take(mine, said));
    on("gone", (said) => said.session === this.#session && this.#gone());
    on("bye", (said) => this.#lost(said?.retry_in * 1000));
    this.#socket.connect();
  }

  #take(apply, said) {
    if (said.session !== this.#session) {
      return;
    }
    if (apply === ticked) this.#heardAt = Date.now();
    apply(this.#room, said);
    this.#sync();
    this.#changed();
  }

  /** Take what is missing. */
  async #join(command) {
    if (this.#isJoining) {
      return;
    }
    this.#isJoining = true;
    const sent = performance.now();
    const answer = await this.#emit(command, { session: this.#session ?? "", have: have(this.#room) });
    this.#isJoining = false;
    if (answer?.ok) {
      measured(this.clock, { sent, received: performance.now(), server: Date.parse(answer.now) });
      opened(this.#room, answer);
      [this.#heardAt, this.#behindSince, this.#downSince] = [Date.now(), 0, 0];
      this.#stands("live");
      this.#changed();
    } else if (answer?.error === "not_found" && this.#session) {
      this.#gone();
    } else {
      this.#lost(answer?.retry_ms);
    }
  }

  #sync() {
    this.#behindSince = isBehind(this.#room) ? this.#behindSince || Date.now() : 0;
    const isLate = this.#behindSince && Date.now() - this.#behindSince > BEHIND;
    if (this.state === "live" && (hasGap(this.#room) || isLate)) {
      this.#join("sync");
    }
  }

  #watch() {
    this.#sync();
    if (this.state === "live" && Date.now() - this.#heardAt > SILENCE) {
      this.#lost();
    }
  }

  async #emit(name, content) {
    try {
      return await this.#socket.emitWithAck(name, content);
    } catch {
      return undefined; // the connection ended, or nobody answered
    }
  }

  #lost(wait) {
    if (this.state === "missing") {
      return;
    }
    this.#downSince ||= Date.now();
    if (this.state !== "polling" || !navigator.onLine) {
      this.#stands(navigator.onLine ? "connecting" : "offline");
    }
    this.#socket?.disconnect();
    this.#reconnectIn(wait || waitBeforeReconnect(Date.now() - this.#downSince, Math.random));
    this.#pollIn(POLL);
  }

  #reconnectIn(wait) {
    clearTimeout(this.#reconnecting);
    this.#reconnecting = setTimeout(() => this.state !== "live" && this.state !== "missing" && this.#socket?.connect(), wait);
  }

  // ---------------------------------------------------------------- plain HTTP

  #pollIn(wait) {
    if (this.#polling) {
      return;
    }
    this.#polling = setTimeout(async () => {
      this.#polling = 0;
      if (this.state === "live" || this.state === "missing") {
        return;
      }
      const isThere = await this.#load();
      if (this.state !== "live") {
        this.#stands(isThere ? "polling" : "offline");
        this.#pollIn(isThere ? POLL : POLL + waitBeforeReconnect(Date.now() - this.#downSince, Math.random));
      }
    }, wait);
  }

  async #load(how) {
    const { status, said, clock } = await roomJson(this.#address, how);
    if (status === 404) this.#gone();
    if (said) {
      measured(this.clock, clock);
      [this.#session, this.#csrf] = [said.session, said.csrf];
      opened(this.#room, said);
      this.#changed();
    }
    return Boolean(said);
  }

  async #post(name, content) {
    const { answer, isOffline } = await postForm(this.#address, name, content, this.#csrf);
    if (isOffline) {
      this.#lost();
    } else if (!answer) {
      await this.#load({ cache: "reload" }); // the form's token was too old
    }
    return answer;
  }
}

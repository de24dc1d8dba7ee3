/* The stage on a session's page (templates/live/_stage.html): its state by the server's clock, the stream that is to be
 * watched in it, the choice of language. Made and driven by the room beside it, which has the connection. */

import { serverNow } from "../lib/server-clock.js";
import { hasVideo, isOpenFor, nameOf, picked, showing, stateOf, untilStart } from "../lib/stage.js";
import { Beats } from "./beats.js";
import { framed } from "./framed.js";
import { streamed } from "./streamed.js";
import { write } from "./question.js";
import { keep, kept } from "./stored.js";
import { wordsIn } from "./words.js";

const CHOSEN = "stage:language";
const PILLS = { live: "pill pill-live", break: "pill pill-mind", replay: "pill pill-act", waiting: "pill pill-act", ended: "tag" };
const PLAYERS = { hls: streamed, youtube: framed, frame: framed };

export class Stage {
  #root; #say; #clock; #tell; #sources; #pill;
  #stage; #state; #player = null; #playing = null; // "" where nothing is to be watched, null before it is known

  /** The stage beside the room `root`, null where the page has none. `tell(sentence)` says it on the status line. */
  static beside(root, { clock, tell }) {
    const place = root.parentElement.querySelector(":scope > .stage");
    return place && new Stage(place, { clock, tell, address: root.dataset.address });
  }

  constructor(root, { clock, tell, address }) {
    [this.#root, this.#clock, this.#tell] = [root, clock, tell];
    this.#say = wordsIn(this.#part("words"), root.dataset.language);
    this.#sources = root.dataset.sources.split(" ").filter(Boolean);
    this.#part("languages").querySelector("select").addEventListener("change", ({ target }) => this.#choose(target));
    this.#part("shrink").addEventListener("click", ({ currentTarget }) => this.#makeSmall(currentTarget.ariaPressed !== "true"));
    new Beats(address, () => ({
      video: Boolean(this.#stage) && hasVideo(this.#stage, this.#state),
      playing: this.#player?.isPlaying() ?? false,
    }));
  }

  /** Take what was told of the stage: undefined where nothing was, null where the session was called off. */
  show(stage) {
    if (stage !== undefined && stage !== this.#stage) {
      this.#stage = stage;
      this.look();
    }
  }

  /** The state may have changed by itself: look at the clock. */
  look() {
    if (this.#stage) {
      const now = serverNow(this.#clock, performance.now(), Date.now());
      const state = stateOf(this.#stage, now);
      if (this.#state && state !== this.#state) {
        this.#tell(this.#say(`said-${state}`));
      }
      this.#state = state;
      this.#stands(now);
      this.#plays();
    } else if (this.#stage === null) {
      this.#stops();
      this.#playing = null;
    }
  }

  #part(name) {
    return this.#root.querySelector(`[data-stage="${name}"]`);
  }

  // ---------------------------------------------------------------- its state in words

  #stands(now) {
    const [state, stage] = [this.#state, this.#stage];
    this.#root.dataset.state = state;
    const begins = state === "waiting" ? this.#begins(now) : "";
    write(this.#part("word"), this.#say(state));
    write(this.#part("sentence"), begins || this.#say(`sentence-${state}`));
    this.#fillPill(state, begins.replace(/\.$/, ""));
    this.#root.parentElement.classList.toggle("hall-shown", stage.streams.length + stage.replays.length > 0);
  }

  #begins(now) {
    if (!this.#stage.starts) {
      return this.#say("unknown");
    }
    const distance = untilStart(this.#stage, now);
    const words = new Intl.RelativeTimeFormat(this.#root.dataset.language, { numeric: "auto" });
    return distance ? this.#say("begins", words.format(...distance)) : this.#say("begins-now");
  }

  /** The mark below the page's title. The one that the page came with counts by the device's clock: it goes. */
  #fillPill(state, begins) {
    if (!this.#pill) {
      const first = document.querySelector(".hero [data-stage=pill]");
      this.#pill = document.createElement("li");
      this.#pill.dataset.stage = "pill";
      first?.replaceWith(this.#pill);
    }
    this.#pill.className = PILLS[state];
    write(this.#pill, begins || this.#say(`pill-${state}`) || this.#say(state));
  }

  // ---------------------------------------------------------------- what is watched

  #plays() {
    const streams = showing(this.#stage, this.#state);
    const chosen = read(kept("session", CHOSEN));
    const stream = picked(streams, chosen, this.#root.dataset.language);
    const playing = stream ? JSON.stringify([this.#state, stream.id, stream.kind, stream.address]) : "";
    if (playing === this.#playing) {
      return;
    }
    this.#stops();
    this.#playing = playing;
    this.#offer(streams, stream);
    if (stream) {
      this.#begin(stream);
    } else {
      this.#makeSmall(false);
    }
  }

  #begin(stream) {
    const picture = this.#part("picture");
    const player = isOpenFor(this.#sources, stream) ? PLAYERS[stream.kind] : closed;
    this.#part("card").hidden = true;
    this.#root.classList.add("stage-plays");
    this.#part("shrink").hidden = false;
    this.#player = player(picture, stream, {
      say: this.#say,
      title: this.#say("video", this.#root.dataset.title),
      isLive: this.#state === "live",
      blank: (name) => this.#part(name).content.firstElementChild.cloneNode(true),
    });
  }

  #stops() {
    this.#player?.stop();
    this.#player = null;
    this.#part("links")?.remove();
    this.#part("card").hidden = false;
    this.#part("shrink").hidden = true;
    this.#part("languages").hidden = true;
    this.#root.classList.remove("stage-plays");
  }

  #offer(streams, playing) {
    const names = new Intl.DisplayNames(this.#root.dataset.language, { type: "language" });
    const label = this.#part("languages");
    label.hidden = streams.length < 2;
    label.querySelector("select").replaceChildren(...streams.map((stream, place) => {
      const name = nameOf(stream, this.#root.dataset.language, (tag) => names.of(tag)) || String(place + 1);
      return new Option(name, stream.id, false, stream === playing);
    }));
  }

  #choose({ value }) {
    const stream = showing(this.#stage, this.#state).find(({ id }) => String(id) === value);
    if (stream) {
      keep("session", CHOSEN, JSON.stringify({ id: stream.id, language: stream.language }));
      this.#plays();
      this.#part("languages").querySelector("select").focus({ preventScroll: true });
    }
  }

  #makeSmall(isSmall) {
    this.#root.parentElement.classList.toggle("hall-small", isSmall);
    this.#part("shrink").setAttribute("aria-pressed", String(isSmall));
  }
}

function read(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {}; // it is not ours
  }
}

/** The page's policy was made for other streams: it has to be loaded anew. */
function closed(picture, _stream, { say, blank }) {
  const note = blank("trouble");
  write(note.querySelector("[data-part=words]"), say("closed"));
  const button = note.querySelector("[data-part=again]");
  write(button, say("reload"));
  button.addEventListener("click", () => location.reload());
  picture.append(note);
  return { stop: () => note.remove(), isPlaying: () => false };
}

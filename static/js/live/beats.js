/* Signs of life of who is here, from which visits and views are counted (docs/counting.md). One tab of a browser beats:
 * the one in which something plays, else the first. */

import { answered, beat, newVisit, passed, resumed, untilBeat } from "../lib/watching.js";
import { keep, kept } from "./stored.js";

const LOOK = 1000;

export class Beats {
  #address; #told; #visit; #looked = performance.now(); #every = 15_000;
  #isOurs = false; #wasPlaying = false; #isCookieless = false; #playing = false;

  /** `told()` answers `{video, playing}`: whether there is a video, and whether it runs now. */
  constructor(address, told) {
    [this.#address, this.#told] = [address, told];
    this.#visit = resumed(attempt(() => JSON.parse(kept("session", this.#name))), newName(), Date.now());
    this.#claim({});
    setInterval(() => this.#look(), LOOK);
    setTimeout(() => this.#go(), 3000); // soon after the page: a visit of less than 15 s is one, too
    addEventListener("pagehide", () => this.#leaves());
  }

  get #name() {
    return `beat:${this.#address}`;
  }

  /** Be the tab that beats, as long as it is open; `steal`: although another one is. */
  #claim(how) {
    if (!navigator.locks) {
      this.#isOurs = true;
      return;
    }
    const held = () => {
      this.#isOurs = true;
      return new Promise(() => {});
    };
    navigator.locks.request(this.#name, how, held).catch(() => {
      this.#isOurs = false; // another tab plays now
      this.#claim({});
    });
  }

  #look() {
    const { playing } = this.#told();
    const elapsed = performance.now() - this.#looked;
    this.#looked += elapsed;
    if (this.#isOurs) {
      passed(this.#visit, elapsed, { playing, seen: !document.hidden || Boolean(document.pictureInPictureElement) });
    } else if (playing && !this.#wasPlaying && !document.hidden) {
      this.#claim({ steal: true });
    }
    [this.#wasPlaying, this.#playing] = [playing, playing];
  }

  async #go() {
    if (this.#isOurs) {
      this.#visit = resumed(this.#visit, newName(), Date.now());
      await this.#send(this.#next(), { mayRepeat: true });
    }
    setTimeout(() => this.#go(), untilBeat(this.#every, Math.random));
  }

  #next() {
    const said = beat(this.#visit, Date.now(), {
      video: this.#told().video,
      playing: this.#playing,
      visible: !document.hidden,
      webdriver: Boolean(navigator.webdriver),
      cookieless: this.#isCookieless,
    });
    keep("session", this.#name, JSON.stringify(this.#visit));
    return said;
  }

  async #send(said, { mayRepeat }) {
    const answer = await attempt(() => fetch(`${this.#address}beat`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(said),
    }).then((response) => (response.ok ? response.json() : null), () => null));
    if (!answer) {
      return; // the next beat says it all
    }
    this.#every = answer.next_ms ?? this.#every;
    if (answer.again && mayRepeat) {
      await this.#send(said, { mayRepeat: false });
    } else if (answer.again) {
      this.#isCookieless = true; // the cookie did not stay
    } else if (answered(this.#visit, answer)) {
      this.#visit = newVisit(newName(), Date.now());
    }
  }

  #leaves() {
    if (this.#isOurs) {
      this.#look();
      navigator.sendBeacon(`${this.#address}beat`, new Blob([JSON.stringify(this.#next())], { type: "application/json" }));
    }
  }
}

const newName = () => Array.from(crypto.getRandomValues(new Uint8Array(9)), (byte) => byte.toString(16).padStart(2, "0")).join("");

function attempt(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

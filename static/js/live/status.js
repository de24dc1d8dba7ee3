/* The one polite line of the console: what the moderator did herself is answered at once, for she pressed; what arrives is
 * said in at most one sentence in five seconds. */

import { answeredAtOnce, newSpeaker, spoken, wish } from "../lib/pacing.js";

const LOOK = 500;

export class Status {
  #place; #speaker = newSpeaker();

  constructor(place) {
    this.#place = place;
    setInterval(() => this.#write(spoken(this.#speaker, performance.now())), LOOK);
  }

  /** The answer to what she did. */
  answers(sentence) {
    this.#write(answeredAtOnce(this.#speaker, sentence, performance.now()));
  }

  /** Something arrived. */
  tells(sentence) {
    wish(this.#speaker, "news", sentence);
  }

  #write(sentence) {
    if (sentence) {
      this.#place.dataset.live = "";
      this.#place.textContent = sentence;
    }
  }
}

/* A video that plays HLS: by itself where the browser can, else fed by hls.js, which is loaded only then. */

import { waitBeforeTrying } from "../lib/stage.js";
import { write } from "./question.js";

const HLS = "application/vnd.apple.mpegurl";

/** Play a stream in `picture`. Live begins by itself, without sound; a replay waits to be started. */
export const streamed = (picture, stream, how) => new Streamed(picture, stream, how);

class Streamed {
  #picture; #stream; #how; #video; #sound; #trouble = null; #waiting = 0;
  #hls = null; #failed = 0; #seen = -1; #isNative; #isWhole = false; #isKnown = false; #isStopped = false; #wish;

  constructor(picture, stream, how) {
    [this.#picture, this.#stream, this.#how] = [picture, stream, how];
    this.#wish = how.isLive && !matchMedia("(prefers-reduced-motion: reduce)").matches && !navigator.connection?.saveData;
    this.#video = this.#made();
    this.#isNative = Boolean(this.#video.canPlayType(HLS));
    picture.append(this.#video);
    this.#load();
  }

  /** Whether the picture moves: neither paused nor stalled. To be asked every now and then. */
  isPlaying() {
    const { paused, currentTime } = this.#video;
    const moves = !paused && currentTime !== this.#seen;
    this.#seen = currentTime;
    return moves;
  }

  /** Take it away. */
  stop() {
    this.#isStopped = true;
    clearTimeout(this.#waiting);
    this.#leave();
    for (const element of [this.#video, this.#sound, this.#trouble]) {
      element?.remove();
    }
  }

  #made() {
    const video = document.createElement("video");
    Object.assign(video, { controls: true, playsInline: true, preload: "metadata", className: "stage-video", title: this.#how.title });
    video.setAttribute("aria-label", this.#how.title);
    video.addEventListener("playing", () => this.#goes());
    video.addEventListener("error", () => video.error && this.#fails());
    video.addEventListener("volumechange", () => !video.muted && this.#sound?.remove());
    return video;
  }

  async #load() {
    if (this.#isNative) {
      this.#video.src = this.#stream.address;
      this.#video.addEventListener("loadedmetadata", () => this.#knows(Number.isFinite(this.#video.duration)), { once: true });
      this.#starts();
      return;
    }
    try {
      const { default: Hls } = await (this.#isWhole ? import("hls.js") : import("hls.js/light"));
      this.#feed(Hls);
    } catch {
      this.#fails();
    }
  }

  #feed(Hls) {
    if (this.#isStopped) {
      return;
    }
    if (!Hls.isSupported()) {
      this.#cannot();
      return;
    }
    const hls = new Hls({ enableWorker: false });
    this.#hls = hls;
    hls.on(Hls.Events.ERROR, (_name, { fatal }) => fatal && this.#fails());
    hls.on(Hls.Events.LEVEL_LOADED, (_name, { details }) => this.#knows(!details.live));
    hls.on(Hls.Events.MANIFEST_LOADED, (_name, said) => this.#needs(said));
    hls.loadSource(this.#stream.address);
    hls.attachMedia(this.#video);
    this.#starts();
  }

  /** Sound or subtitles that are streams of their own are beyond the light build. */
  #needs({ audioTracks = [], subtitles = [] }) {
    if (!this.#isWhole && [...audioTracks, ...subtitles].some(({ url }) => url)) {
      this.#isWhole = true;
      this.#leave();
      this.#load();
    }
  }

  /** What is shown as live and has an end is a clip: it goes round. A stream that ends later does not. */
  #knows(hasEnd) {
    if (!this.#isKnown) {
      this.#isKnown = true;
      this.#video.loop = this.#how.isLive && hasEnd;
    }
  }

  #starts() {
    if (this.#wish) {
      this.#video.muted = true;
      this.#video.play().then(() => this.#offerSound(), () => {}); // not allowed here: it has its button
    }
  }

  #offerSound() {
    if (this.#sound || !this.#video.muted) {
      return;
    }
    this.#sound = Object.assign(document.createElement("button"), { type: "button", className: "button stage-sound", textContent: this.#how.say("sound") });
    this.#sound.addEventListener("click", () => {
      this.#video.muted = false;
      this.#video.focus({ preventScroll: true });
    });
    this.#picture.append(this.#sound);
  }

  #goes() {
    this.#failed = 0;
    this.#trouble?.remove();
    this.#trouble = null;
  }

  #leave() {
    this.#hls?.destroy();
    this.#hls = null;
    if (this.#isNative) {
      this.#video.removeAttribute("src");
      this.#video.load();
    }
  }

  #fails() {
    if (this.#isStopped || this.#waiting) {
      return;
    }
    this.#leave();
    this.#isNative &&= !("MediaSource" in window); // a browser that says it can and cannot is fed
    this.#failed += 1;
    if (this.#failed > 1) {
      this.#complain("trouble", "again", () => this.#again());
    }
    this.#waiting = setTimeout(() => this.#again(), waitBeforeTrying(this.#failed, Math.random));
  }

  #again() {
    clearTimeout(this.#waiting);
    this.#waiting = 0;
    this.#load();
  }

  #cannot() {
    this.#video.hidden = true;
    this.#complain("unplayable", "elsewhere", () => open(this.#stream.address, "_blank", "noopener"));
  }

  #complain(words, label, act) {
    if (!this.#trouble) {
      this.#trouble = this.#how.blank("trouble");
      this.#trouble.querySelector("button").addEventListener("click", () => act());
      write(this.#trouble.querySelector("[data-part=words]"), this.#how.say(words));
      write(this.#trouble.querySelector("button"), this.#how.say(label));
      this.#picture.append(this.#trouble);
    }
  }
}

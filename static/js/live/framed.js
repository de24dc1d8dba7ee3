/* Another site's player in a frame. Nothing is loaded from there before somebody says so: the site learns of it. */

import { write } from "./question.js";
import { keep, kept } from "./stored.js";

const YOUTUBE = "https://www.youtube-nocookie.com";
const PLAYING = 1; // YouTube's word for it
const MAY = "autoplay; encrypted-media; fullscreen; picture-in-picture";
const SANDBOX = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-forms allow-presentation";

/** Show a stream of kind `youtube` or `frame` in `picture`, once there is consent. */
export function framed(picture, stream, { say, title, blank }) {
  const host = stream.kind === "youtube" ? "youtube" : new URL(stream.address).host;
  const name = `consent:${host}`;
  const player = { element: null, state: null };
  const shows = (wanted) => {
    player.element?.remove();
    player.element = wanted;
    picture.append(wanted);
  };
  const heard = ({ origin, source, data }) => {
    if (origin === YOUTUBE && source === player.element?.contentWindow) {
      player.state = stateIn(data) ?? player.state;
    }
  };
  const plays = () => shows(frameOf(stream, title));
  addEventListener("message", heard);
  if (kept("local", name) || kept("session", name)) {
    plays();
  } else {
    shows(consent(blank("consent"), { say, host, kind: stream.kind }, (remember) => {
      keep(remember ? "local" : "session", name, "yes");
      plays();
      player.element.focus({ preventScroll: true });
    }));
  }
  return {
    stop() {
      removeEventListener("message", heard);
      player.element.remove();
    },
    // What another site's page does is not ours to see; YouTube's player says it, until then an open frame counts.
    isPlaying: () => player.element.localName === "iframe" && (player.state === null || player.state === PLAYING),
  };
}

function consent(card, { say, host, kind }, agreed) {
  const part = (name) => card.querySelector(`[data-part=${name}]`);
  write(part("title"), say(`${kind}-title`, host));
  write(part("gist"), say(`${kind}-gist`, host).replaceAll("#", host));
  write(part("play"), say(`${kind}-play`, host));
  part("play").addEventListener("click", () => agreed(part("remember").checked));
  return card;
}

function frameOf({ kind, address, language }, title) {
  const frame = document.createElement("iframe");
  Object.assign(frame, { title, allow: MAY, referrerPolicy: "strict-origin-when-cross-origin", className: "stage-frame" });
  frame.setAttribute("sandbox", SANDBOX);
  frame.allowFullscreen = true;
  if (kind === "youtube") {
    const wishes = new URLSearchParams({ autoplay: 1, enablejsapi: 1, playsinline: 1, rel: 0, origin: location.origin });
    if (language) wishes.set("hl", language);
    frame.src = `${YOUTUBE}/embed/${address}?${wishes}`;
    frame.addEventListener("load", () => frame.contentWindow.postMessage('{"event":"listening","id":1}', YOUTUBE));
  } else {
    frame.src = address;
  }
  return frame;
}

/** The state that a message of YouTube's player tells, undefined where it tells none. */
function stateIn(data) {
  try {
    const { event, info } = JSON.parse(data);
    return event === "onStateChange" ? info : info?.playerState;
  } catch {
    return undefined;
  }
}

/* A stream as people will see it, for who set it; names the hosts that the page's policy did not let it load from. */

import { framed } from "./framed.js";
import { streamed } from "./streamed.js";
import { write } from "./question.js";
import { wordsIn } from "./words.js";

export default function (root) {
  const { id, kind, address, spoken, title, language } = root.dataset;
  const part = (name) => root.querySelector(`[data-stage="${name}"]`);
  const say = wordsIn(part("words"), language);
  const missing = part("missing");

  document.addEventListener("securitypolicyviolation", ({ blockedURI, effectiveDirective }) => {
    if (["connect-src", "media-src"].includes(effectiveDirective) && URL.canParse(blockedURI)) {
      missing.hidden = false;
      write(missing, missing.dataset.words.replace("#", new URL(blockedURI).host));
    }
  });
  part("card").hidden = true;
  const play = kind === "hls" ? streamed : framed;
  play(part("picture"), { id: Number(id), kind, address, language: spoken }, {
    say,
    title: say("video", title),
    isLive: true,
    blank: (name) => part(name).content.firstElementChild.cloneNode(true),
  });
}

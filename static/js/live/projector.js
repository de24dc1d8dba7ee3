/* The projector, kept in step with its room: the slide is asked for anew when something happened, the countdown to the
 * start goes by the server's clock. */

import { newRoom, questions } from "../lib/room.js";
import { serverNow } from "../lib/server-clock.js";
import { stateOf, untilStart } from "../lib/stage.js";
import { Connection } from "./connection.js";
import { fit } from "./fitting.js";
import { Fresh, putInPlace } from "./page.js";
import { write } from "./question.js";

const LOOK = 1000;
const LATE = 1000; // what is asked for when the state changes by itself has to be made after that

export default function (root) {
  const room = newRoom();
  const connection = new Connection(room, root.dataset.room, {
    changed: () => fresh.look(),
    stood: (state) => {
      root.dataset.connection = state;
      if (state === "missing") cleared(root);
    },
  });
  const now = () => serverNow(connection.clock, performance.now(), Date.now());
  const stands = () => (room.stage ? stateOf(room.stage, now() - LATE) : "");

  /** All that the slide depends on: the log's newest line, the stage's state, the questions and their votes. */
  const looks = () => [room.epoch, room.seq, room.newest, room.open, stands(), ...questions(room).map(({ id, score }) => `${id}:${score}`)].join(" ");

  const fresh = new Fresh(looks, ({ page, status }) => {
    if (status === 404) {
      cleared(root);
    } else if (page && status === 200 && root.hasAttribute("data-gone")) {
      location.reload(); // it is shown to everybody again
    } else if (page && status === 200) {
      placed(page);
      counts(root, room, now());
      fit(slide);
      return true;
    }
    return false; // a hall has nobody who would reload it
  });

  const slide = root.querySelector("[data-slot=slide]");
  new ResizeObserver(() => fit(slide)).observe(slide);
  document.fonts.ready.then(() => fit(slide));

  setInterval(() => {
    counts(root, room, now());
    fresh.look();
  }, LOOK);
  connection.start();
}

function placed(page) {
  putInPlace(page, ["slide", "join", "state"]);
  document.querySelector("[data-slot=state]").dataset.state = page.querySelector("[data-slot=state]").dataset.state;
}

function counts(root, room, now) {
  const place = root.querySelector("[data-countdown]");
  if (place && room.stage?.starts) {
    const words = new Intl.RelativeTimeFormat(root.dataset.language, { numeric: "auto" });
    const distance = untilStart(room.stage, now);
    write(place, distance ? root.dataset.begins.replace("#", words.format(...distance)) : root.dataset.soon);
  }
}

/** There is no such room any more, at least not for everybody: a hall must not go on reading what was said in it. */
function cleared(root) {
  root.dataset.gone = "";
  ["slide", "join", "state"].forEach((name) => root.querySelector(`[data-slot=${name}]`).replaceChildren());
}

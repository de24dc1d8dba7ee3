/* The moderator's console, kept in step: what others do is seen at once, one's own steps need no new page, single keys
 * do what the buttons do. The page is asked for anew when something happened; the forms are the page's own. */

import { newRoom, questions } from "../lib/room.js";
import { serverNow } from "../lib/server-clock.js";
import { stateOf } from "../lib/stage.js";
import { cardOf, columnsOf, goOn, placeOf } from "./cards.js";
import { Connection } from "./connection.js";
import { listen } from "./keys.js";
import { Fresh, pageAt, putInPlace } from "./page.js";
import { Status } from "./status.js";

const OTHERS = ["columns", "standing", "asking", "premoderation", "stage"];
const OWN = [...OTHERS, "trouble"];
const LATE = 1000;

export default function (root) {
  const room = newRoom();
  const away = slotOf(root, "away");
  const status = new Status(slotOf(root, "said"));
  let losses = 0; // whoever is signed out loses the connection first; what the page shows is not hers any more then
  const connection = new Connection(room, root.dataset.room, { changed, stood });
  const fresh = new Fresh(() => `${losses} ${looksOf(room)} ${stageNow(room, connection)}`, (answer) => taken(root, status, answer));

  function stood(state) {
    losses += root.dataset.connection === "live" ? 1 : 0;
    stands(root, away, state);
    fresh.look();
  }

  function changed() {
    questions(room).forEach(({ id, score }) => scored(root, id, String(score)));
    fresh.look();
  }

  document.addEventListener("submit", (event) => {
    if (event.submitter?.dataset.key) {
      event.preventDefault();
      send(root, status, event.target, event.submitter);
    }
  });
  listen(root, slotOf(root, "help"));
  connection.start();
}

const slotOf = (root, name) => root.querySelector(`[data-slot="${name}"]`);

/** What others did. */
function taken(root, line, { page, moved, status }) {
  if (moved || status === 404 || status === 401) {
    location.reload(); // signed out, or a moderator no more
  } else if (page && status === 200) {
    if (show(root, page, OTHERS, placeOf(root, cardOf(document.activeElement)))) {
      line.tells(root.dataset.new);
    }
    return true;
  }
  return false;
}

/** What one does oneself: the answer is the console as it is then, also where somebody else was faster. */
async function send(root, line, form, button) {
  const card = cardOf(form);
  const busy = card ?? form;
  if (busy.ariaBusy === "true") {
    return;
  }
  busy.ariaBusy = "true";
  const place = placeOf(root, card);
  const body = new URLSearchParams([...new FormData(form), [button.name, button.value]]);
  const { page, moved } = await pageAt(button.getAttribute("formaction") ?? form.getAttribute("action"), { method: "POST", body });
  busy.ariaBusy = "false";
  if (page?.querySelector("[data-module=console]")) {
    if (show(root, page, OWN, stillAt(place) ? place : placeOf(root, cardOf(document.activeElement)))) {
      line.tells(root.dataset.new);
    }
    line.answers(noticesOf(page));
  } else if (moved && page) {
    location.reload();
  } else {
    line.answers(root.dataset.failed);
  }
}

/** Whether nobody went on from there meanwhile: the room may tell what one did before its answer comes. */
const stillAt = (place) => [undefined, place?.id].includes(cardOf(document.activeElement)?.id);

/** Put the new page in place; whether somebody new waits in it. */
function show(root, page, slots, place) {
  const before = new Set(columnsOf(root).flat());
  putInPlace(page, slots);
  if (place) {
    goOn(root, place);
  }
  return columnsOf(root)[0].some((id) => !before.has(id));
}

const noticesOf = (page) => [...page.querySelectorAll(".notices .notice p")].map(({ textContent }) => textContent.trim()).join(" ");

/** The stage's state by the server's clock: it changes without a line in the log when the session begins or ends. A
 * little late, so that the page that is asked for then is surely made afterwards. */
function stageNow({ stage }, { clock }) {
  return stage ? stateOf(stage, serverNow(clock, performance.now(), Date.now()) - LATE) : "";
}

/** All that the page depends on: the log's newest line, and the order of what everybody sees. */
const looksOf = (room) => [room.epoch, room.seq, room.newest, room.open, ...questions(room).map(({ id }) => id)].join(" ");

function scored(root, id, score) {
  const figure = root.querySelector(`[data-score="${id}"]`);
  if (figure && figure.textContent !== score) {
    figure.textContent = score;
  }
}

function stands(root, away, state) {
  root.dataset.connection = state;
  away.hidden = state === "live" || state === "polling";
}

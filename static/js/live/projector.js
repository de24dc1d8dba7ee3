/* The projector, kept in step with its room: the slide is asked for anew when something happened. */

import { newRoom, questions } from "../lib/room.js";
import { Connection } from "./connection.js";
import { Fresh, putInPlace } from "./page.js";

export default function (root) {
  const room = newRoom();

  /** All that the slide depends on: the log's newest line, the questions and their votes. */
  const looks = () => [room.epoch, room.seq, room.newest, room.open, ...questions(room).map(({ id, score }) => `${id}:${score}`)].join(" ");

  const fresh = new Fresh(looks, ({ page, status }) => {
    if (page && status === 200) {
      putInPlace(page, ["slide", "join"]);
      return true;
    }
    return false; // a hall has nobody who would reload it
  });

  new Connection(room, root.dataset.room, {
    changed: () => fresh.look(),
    stood: (state) => {
      root.dataset.connection = state;
    },
  }).start();
}

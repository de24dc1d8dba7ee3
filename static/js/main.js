/* Starts the behaviours of a page: each element with data-module="menu copy" is handed to those modules' functions.
 * Every page works without; a module that fails leaves its element as the server made it. */
import clocks from "./site/clocks.js";
import copy from "./site/copy.js";
import countdown from "./site/countdown.js";
import days from "./schedule/days.js";
import filters from "./schedule/filters.js";
import kept, { forget, forgetSent } from "./forms/kept.js";
import language from "./site/language.js";
import { me } from "./people/me.js";
import menu from "./site/menu.js";
import now from "./schedule/now.js";
import numbers from "./visits/numbers.js";
import once from "./forms/once.js";
import person from "./people/person.js";
import print from "./site/print.js";
import tabs from "./desk/tabs.js";
import texts from "./forms/texts.js";
import zone from "./site/zone.js";

const room = (root) => import("./live/room.js").then((live) => live.default(root)); // its scripts come to its pages only
const moderating = (root) => import("./live/console.js").then((live) => live.default(root));
const projector = (root) => import("./live/projector.js").then((live) => live.default(root));
const counted = (root) => import("./visits/counted.js").then((visits) => visits.default(root));
const trying = (root) => import("./live/trying.js").then((live) => live.default(root));
const picks = async (root) => (await me()).person && (await import("./audience/picks.js")).default(root); // theirs who are signed in
const modules = { clocks, console: moderating, copy, counted, countdown, days, filters, forget, kept, language, menu, now, numbers, person, picks, print, projector, room, tabs, texts, trying };

/** Start the modules below `root`, itself included. */
export function start(root) {
  const own = root.matches?.("[data-module]") ? [root] : [];
  for (const element of [...own, ...root.querySelectorAll("[data-module]")]) {
    for (const name of element.dataset.module.split(" ")) {
      if (Object.hasOwn(modules, name)) {
        begin(modules[name], element);
      }
    }
  }
}

function begin(module, element) {
  try {
    module(element, start);
  } catch (error) {
    reportError(error); // the others begin all the same
  }
}

zone(document);
once(document);
forgetSent(document);
start(document);

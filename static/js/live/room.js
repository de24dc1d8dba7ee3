/* The live room of a session, for who attends: the list, votes, asking, one's own questions, one line of status.
 * Found by data-module="room" (templates/live/_room.html); begins once it is near the window. */

import { newSpeaker, spoken, wish } from "../lib/pacing.js";
import { mine, newRoom, voted } from "../lib/room.js";
import { askForm } from "./ask.js";
import { Connection } from "./connection.js";
import { QuestionList } from "./list.js";
import { OwnQuestions } from "./own.js";
import { write } from "./question.js";
import { outboxFor, Sending } from "./sending.js";
import { Stage } from "./stage.js";
import { keep, kept } from "./stored.js";
import { wordsIn } from "./words.js";

const LOOK = 500; // milliseconds between two looks at what waits: a sentence, a list that became free, a command
const READ = 8000; // so long a sentence stays
const QUIET = "room:quiet";

export default function (root) {
  const near = new IntersectionObserver(([{ isIntersecting }]) => {
    if (isIntersecting) {
      near.disconnect();
      new RoomPage(root);
    }
  }, { rootMargin: "50% 0px" });
  near.observe(root.parentElement); // with the stage beside it
}

class RoomPage {
  #slot; #say; #address;
  #room = newRoom();
  #speaker = newSpeaker();
  #outbox; #connection; #sending; #list; #own; #backToForm; #stage;
  #drawing = 0; #news = 0; #wasLost = false; #isQuiet = kept("local", QUIET) === "yes";

  constructor(root) {
    const template = (name) => root.querySelector(`template[data-slot=${name}]`);
    this.#say = wordsIn(template("words"), root.dataset.language);
    this.#address = root.dataset.address;
    this.#outbox = outboxFor(this.#address);
    this.#connection = new Connection(this.#room, this.#address, { changed: () => this.#draw(), stood: (state) => this.#stands(state) });
    this.#sending = new Sending(this.#outbox, this.#connection, (...what) => this.#settled(...what));
    const body = template("room").content.cloneNode(true);
    const slots = new Map([root, body].flatMap((part) => [...part.querySelectorAll("[data-slot]:not(template)")]).map((slot) => [slot.dataset.slot, slot]));
    this.#slot = (name) => slots.get(name);
    this.#build(template, root.dataset.language);
    this.#slot("plain").replaceWith(body);
    this.#stage = Stage.beside(root, { clock: this.#connection.clock, tell: (sentence) => this.#wish("own", sentence) });
    this.#stands("connecting");
    this.#connection.start();
    setInterval(() => this.#look(), LOOK);
  }

  #build(template, language) {
    const say = this.#say;
    this.#list = new QuestionList(this.#slot("list"), template("question"), { say, vote: (id, vote) => this.#send("vote", { id, vote }) });
    this.#own = new OwnQuestions(this.#slot("mine"), template("own"), {
      say,
      acts: {
        withdraw: (id) => this.#send("withdraw", { id }),
        edit: (entry) => this.#back(entry),
        discard: ({ cid }) => this.#forget(cid),
        heard: (state) => this.#wish("own", say(`said-${state}`)),
      },
    });
    this.#backToForm = askForm(this.#slot("ask"), `room:${this.#address}:draft`, { say, language, send: (content) => this.#send("ask", content) });
    this.#slot("more").addEventListener("click", () => this.#more());
    this.#toggle("pause", false, (isOn) => {
      this.#list.isPaused = isOn;
      this.#wish("own", say(isOn ? "said-paused" : "said-going"));
      this.#show();
    });
    this.#toggle("announce", !this.#isQuiet, (isOn) => {
      this.#isQuiet = !isOn;
      keep("local", QUIET, isOn ? "no" : "yes");
    });
  }

  #toggle(name, isOn, act) {
    const button = this.#slot(name);
    button.setAttribute("aria-pressed", String(isOn));
    button.addEventListener("click", () => {
      const now = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(now));
      act(now);
    });
  }

  // ---------------------------------------------------------------- commands

  #send(name, content) {
    const entry = this.#outbox.add(name, content);
    if (!entry) {
      this.#wish("own", this.#say("said-full"));
    }
    this.#sending.go();
    this.#show();
    return Boolean(entry);
  }

  #settled({ name }, outcome, answer) {
    if (outcome === "refused") {
      this.#wish("own", answer.message ?? "");
    } else if (name === "vote") {
      voted(this.#room, answer);
    } else {
      mine(this.#room, answer);
    }
    this.#show();
  }

  #back({ cid, content }) {
    this.#forget(cid);
    this.#backToForm(content);
  }

  #forget(cid) {
    this.#outbox.drop(cid);
    this.#show();
  }

  // ---------------------------------------------------------------- showing

  #stands(state) {
    const isLost = state === "offline" || state === "missing";
    if (isLost !== this.#wasLost) {
      this.#wish("connection", this.#say(isLost ? (state === "missing" ? "state-missing" : "said-lost") : "said-back"));
      this.#wasLost = isLost;
    }
    this.#slot("state").hidden = false;
    write(this.#slot("state"), this.#say(`state-${state}`));
    this.#sending.go();
    this.#draw();
  }

  #draw() {
    if (!this.#drawing) {
      this.#drawing = setTimeout(() => {
        this.#drawing = 0;
        this.#show();
      }, 30);
    }
  }

  #show({ all = false } = {}) {
    if (this.#room.epoch === null) {
      return;
    }
    const { open, stage } = this.#room;
    this.#stage?.show(stage);
    const entries = this.#outbox.all();
    const waiting = this.#list.show(this.#room, { all, canVote: open, wantedVote: (id) => this.#outbox.wantedVote(id) });
    this.#own.show(this.#room, entries, { connected: this.#connection.isConnected });
    this.#slot("ask").hidden = !open;
    this.#slot("closed").hidden = open;
    this.#slot("none").hidden = this.#slot("list").childElementCount > 0;
    this.#tellNews(waiting);
  }

  #tellNews(waiting) {
    const more = this.#slot("more");
    more.parentElement.hidden = waiting === 0;
    write(more, waiting ? this.#say("more", waiting) : "");
    if (waiting > this.#news && !this.#isQuiet) {
      this.#wish("news", () => (this.#news ? this.#say("said-new", this.#news) : ""));
    }
    this.#news = waiting;
  }

  #more() {
    this.#show({ all: true });
    this.#slot("list").querySelector("button")?.focus({ preventScroll: true });
  }

  #look() {
    if (this.#news || this.#outbox.all().length || !this.#list.isSettled) this.#show();
    this.#sending.go();
    this.#stage?.look();
    const sentence = spoken(this.#speaker, Date.now());
    if (sentence) {
      write(this.#slot("said"), sentence);
    } else if (Date.now() - this.#speaker.spokenAt > READ) {
      write(this.#slot("said"), "");
    }
  }

  #wish(kind, sentence) {
    wish(this.#speaker, kind, sentence);
  }
}

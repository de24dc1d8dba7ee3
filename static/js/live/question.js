/* What a row of the list says. Texts of people go into textContent; what has not changed is not touched. */

const MARKS = { live: ["pill-live", "stands-live"], answered: ["pill-good", "stands-answered"], pinned: ["pill-mind", "pinned"] };

/** Write a question into its row. */
export function fillQuestion(row, question, say) {
  const slot = (name) => row.querySelector(`[data-slot=${name}]`);
  Object.assign(row, { id: question.id });
  row.dataset.id = question.id;
  row.classList.toggle("question-live", question.state === "live");
  row.classList.remove("question-gone");
  write(slot("text"), question.text);
  slot("text").lang = question.language || "";
  slot("text").id = `${question.id}-text`;
  row.querySelector(".button-vote").setAttribute("aria-describedby", `${question.id}-text`);
  slot("name").hidden = !question.name;
  write(slot("name").firstElementChild, question.name);
  fillMark(slot("mark"), question, say);
  fillAnswer(slot("answer"), question.answer ?? {});
}

function fillMark(mark, { state, pinned }, say) {
  const [kind, word] = MARKS[state] ?? (pinned ? MARKS.pinned : []);
  mark.hidden = !kind;
  mark.className = `pill ${kind ?? ""}`;
  write(mark, kind ? say(word) : "");
}

function fillAnswer(place, answer) {
  const language = [document.documentElement.lang, ...Object.keys(answer)].find((tag) => answer[tag]);
  place.hidden = !language;
  const prose = place.querySelector(".prose");
  const text = language ? answer[language] : "";
  if (prose.dataset.text !== text) {
    prose.dataset.text = text;
    prose.lang = language ?? "";
    prose.replaceChildren(...text.split(/\n{2,}/).map((words) => Object.assign(document.createElement("p"), { textContent: words })));
  }
}

/** Write vote and score; without a score it stays as it is. */
export function fillVote(row, { voted, score, isOpen }) {
  const button = row.querySelector(".button-vote");
  set(button, "aria-pressed", voted);
  set(button, "aria-disabled", !isOpen);
  if (score !== undefined) {
    write(row.querySelector("[data-slot=score]"), String(score));
  }
}

/** A question that is hidden now leaves no word of itself; its row stays until nobody reads there. */
export function markGone(row, words) {
  row.classList.add("question-gone");
  row.classList.remove("question-live");
  write(row.querySelector("[data-slot=text]"), words);
  for (const name of ["name", "answer", "mark"]) {
    row.querySelector(`[data-slot=${name}]`).hidden = true;
  }
  write(row.querySelector("[data-slot=name] bdi"), "");
  fillAnswer(row.querySelector("[data-slot=answer]"), {});
  fillVote(row, { voted: false, isOpen: false });
}

/** Set a text where it is another one. */
export function write(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function set(element, name, value) {
  if (element.getAttribute(name) !== String(value)) {
    element.setAttribute(name, String(value));
  }
}

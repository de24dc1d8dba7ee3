/* The form to ask. What was typed stays until it is sent, over a reload too. */

import { write } from "./question.js";

/** `send(content)` answers whether the question was taken. Answers how to put a text back. */
export function askForm(form, key, { say, send, language }) {
  const { text, name } = form.elements;
  const wrong = form.querySelector("[data-slot=wrong]");
  const complain = (words) => {
    wrong.hidden = !words;
    write(wrong, words);
    text.toggleAttribute("aria-invalid", Boolean(words));
  };
  const keep = () => attempt(() => sessionStorage.setItem(key, text.value));
  text.value ||= attempt(() => sessionStorage.getItem(key)) ?? "";
  text.addEventListener("input", keep);
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!text.value.trim()) {
      complain(say("empty"));
      text.focus();
    } else if (send({ text: text.value, name: name.value, language })) {
      complain("");
      text.value = "";
      keep();
    }
  });
  return (content) => {
    [text.value, name.value] = [content.text, content.name];
    keep();
    text.focus();
  };
}

function attempt(act) {
  try {
    return act();
  } catch {
    return undefined; // storage is refused
  }
}

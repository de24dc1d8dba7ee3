/* Filters answer at once: a choice sends the form; empty fields stay out of the address. */

export default function (root) {
  root.addEventListener("change", (event) => {
    if (event.target.matches("select")) {
      root.requestSubmit();
    }
  });
  root.addEventListener("submit", () => {
    for (const field of root.querySelectorAll("input, select")) {
      field.disabled = field.value === "" || (field.name === "by" && field.value === "day");
    }
  });
  window.addEventListener("pageshow", () => {
    for (const field of root.querySelectorAll(":disabled")) {
      field.disabled = false;
    }
  });
}

/* A text in several languages: as soon as the spare row is used, another one follows. Without scripts: one per saving. */

export default function (root) {
  const more = root.querySelector(".texts-more");
  let spare = root.querySelector('[data-slot="spare"]');
  if (!more || !spare) {
    return;
  }
  const blank = spare.cloneNode(true);
  let made = 0;

  const another = () => {
    const row = blank.cloneNode(true);
    made += 1;
    for (const control of row.querySelectorAll("[id]")) {
      control.id = `${control.id}-${made}`;
    }
    for (const label of row.querySelectorAll("label")) {
      label.htmlFor = `${label.htmlFor}-${made}`;
    }
    spare.after(row);
    spare = row;
  };

  more.addEventListener("input", (event) => {
    if (spare.contains(event.target) && event.target.matches("input, textarea") && event.target.value) {
      another();
    }
  });
}

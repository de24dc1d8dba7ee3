/* A button that prints the page. Hidden without scripts, for it could do nothing. */

export default function (root) {
  root.hidden = false;
  root.addEventListener("click", () => window.print());
}

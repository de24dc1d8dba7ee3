/* A <details> menu closes when one presses Escape or goes elsewhere. */

export default function (root) {
  const close = (event) => {
    if (root.open && !root.contains(event.target)) {
      root.open = false;
    }
  };
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && root.open) {
      root.open = false;
      root.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", close);
  document.addEventListener("focusin", close);
}

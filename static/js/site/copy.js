/* A button that copies an address. Hidden without scripts, for it could do nothing. */

export default function (root) {
  const words = root.querySelector("[data-slot=words]");
  const before = words.textContent;
  root.hidden = !navigator.clipboard;
  root.addEventListener("click", async () => {
    await navigator.clipboard.writeText(root.dataset.copy);
    words.textContent = root.dataset.done;
    setTimeout(() => {
      words.textContent = before;
    }, 2000);
  });
}

/* Tabs that scroll sideways start with the current one in sight. Browsers that know scroll-initial-target need no help. */

export default function (root) {
  const current = root.querySelector("[aria-current]");
  if (current && root.scrollWidth > root.clientWidth) {
    root.scrollLeft = current.offsetLeft - (root.clientWidth - current.offsetWidth) / 2;
  }
}

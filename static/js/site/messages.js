/* What the last action had to say, on a page that was kept for everybody and so could not say it itself. */

const KINDS = { success: "good", warning: "mind", error: "error" };

/** Show messages (`{kind, text}`) at the head of the page's content, in a region that is read aloud. */
export function tell(messages) {
  const main = document.querySelector(".main");
  if (!messages?.length || !main) {
    return;
  }
  const region = document.createElement("div");
  region.className = "notices";
  region.setAttribute("role", "status");
  main.prepend(region);
  for (const { kind, text } of messages) {
    const notice = document.createElement("div");
    notice.className = `notice notice-${KINDS[kind] ?? "info"}`;
    const words = document.createElement("p");
    words.textContent = text;
    notice.append(words);
    region.append(notice);
  }
}

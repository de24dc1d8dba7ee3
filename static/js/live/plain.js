/* A room by plain HTTP, where there is no socket: the snapshot, and commands as the page's forms send them. */

const FORMS = { ask: () => "", vote: ({ id }) => `/${id}/vote`, withdraw: ({ id }) => `/${id}/withdraw` };

/** Whether there is a form for the command. */
export const hasForm = (name) => Object.hasOwn(FORMS, name);

/** The room below an address as `{said, status, clock}`; without `said` where it cannot be had. `clock`: when it was. */
export async function roomJson(address, { cache = "no-cache" } = {}) {
  try {
    const sent = performance.now();
    const answer = await fetch(`${address}room.json`, { cache, headers: { Accept: "application/json" } });
    const clock = { sent, received: performance.now(), server: Date.parse(answer.headers.get("Date")), grain: 1000 };
    return { status: answer.status, clock, said: answer.ok ? await answer.json() : undefined };
  } catch {
    return { status: 0 };
  }
}

/** Send a command as its form: `{answer}`, without it where the answer was not for scripts, or `{isOffline}`. */
export async function postForm(address, name, content, csrf) {
  const values = Object.entries(content).map(([key, value]) => [key, typeof value === "boolean" ? Number(value) : value]);
  try {
    const answer = await fetch(`${address}questions${FORMS[name](content)}`, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": csrf },
      body: new URLSearchParams(values),
    });
    const isForScripts = answer.headers.get("Content-Type")?.includes("json");
    return { answer: isForScripts ? await answer.json() : undefined };
  } catch {
    return { isOffline: true };
  }
}

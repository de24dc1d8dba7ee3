/* What a page knows of the sessions that somebody picked. */

/** The session that the address of its agenda page names: `event/code`. */
export function sessionIn(path) {
  const [, event, step] = /^\/e\/([^/]+)\/s\/([^/]+)\/agenda$/.exec(path) ?? [];
  return event && `${decodeURIComponent(event)}/${decodeURIComponent(step).split("-", 1)[0]}`;
}

/** What became of a request: `done` with whether it is picked now, or why not (`sign-in`, `offline`, `failed`, with what the server said). */
export function outcomeOf(status, said) {
  if (status === 200 && typeof said?.picked === "boolean") {
    return { is: "done", picked: said.picked };
  }
  if (status === 401) {
    return { is: "sign-in" };
  }
  if (status === 0 || status === 503) {
    return { is: "offline" };
  }
  return { is: "failed", why: status === 400 ? said?.error?.detail : undefined };
}

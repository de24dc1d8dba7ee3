/* The scores of a room: absolute values, of which the newest wins. Each has the version (`ver`) at which it moved; the
 * gauge says up to which version nothing is missing (docs/live-protocol.md). No clock, no network, no page. */

/** No score is known yet. `early`: scores after its `since` came before those up to it. */
export const newGauges = () => ({ gauge: 0, early: null, scores: new Map() });

/** Take a score, whoever tells of it: a message, a question, the answer to a vote. */
export function scored({ scores }, { id, score, ver }) {
  const before = scores.get(id);
  if (!before || before.ver < ver) {
    scores.set(id, { score, ver });
  }
}

/** The question with the newest score that is known. */
export const withScore = ({ scores }, question) => ({ ...question, ...scores.get(question.id) });

/** Take scores that moved between the versions `since` and `gauge`: all of them where `since` is 0. */
export function scoresTold(gauges, told, { since, gauge }) {
  for (const [id, score, ver] of told) {
    scored(gauges, { id, score, ver });
  }
  const { early } = gauges;
  if (since > gauges.gauge) {
    const follows = early && early.since <= since && since <= early.gauge;
    gauges.early = follows ? { since: early.since, gauge: Math.max(early.gauge, gauge) } : { since, gauge };
    return;
  }
  gauges.gauge = Math.max(gauges.gauge, gauge);
  if (early && early.since <= gauges.gauge) {
    gauges.gauge = Math.max(gauges.gauge, early.gauge);
    gauges.early = null;
  }
}

/* The server's clock, told from its answers: a device's own may be wrong by hours. Local times are those of a clock that
 * only runs forward (performance.now()), so that setting the device's clock changes nothing. Milliseconds. */

const DRIFT = 0.0002; // how much a measure may be off after a while: 0.7 s in an hour

/** Nothing is known yet. */
export const newClock = () => ({ offset: null, doubt: Infinity, at: 0 });

/** Take an answer: between `sent` and `received` the server's clock said `server`, in whole steps of `grain`. The surer
 * measure stays, unless the new one contradicts it: then the device has slept, which stops local clocks. */
export function measured(clock, { sent, received, server, grain = 0 }) {
  if (!Number.isFinite(server)) {
    return;
  }
  const offset = server + grain / 2 - (sent + received) / 2;
  const doubt = (received - sent + grain) / 2;
  const before = clock.doubt + (received - clock.at) * DRIFT;
  const contradicts = Math.abs(offset - clock.offset) > doubt + before + 1000;
  if (clock.offset === null || doubt <= before || contradicts) {
    Object.assign(clock, { offset, doubt, at: received });
  }
}

/** The server's time at a local one; `otherwise` where no answer told it yet. */
export const serverNow = ({ offset }, local, otherwise) => (offset === null ? otherwise : local + offset);

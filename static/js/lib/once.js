/* Whether something is done for the first time in a while. */

/** A function that answers true where the thing was not handed to it within the last `span` milliseconds. */
export function firstWithin(span) {
  const done = new WeakMap();
  return (thing, now) => {
    if (now - (done.get(thing) ?? -Infinity) < span) {
      return false;
    }
    done.set(thing, now);
    return true;
  };
}

/* Fits the projector's slide into its screen, whatever its shape: the large question is never cut. What comes next gives
 * way first, then the letters become smaller, step by step. */

const STEP = 0.94;
const STEPS = 24;
const ALONE = 5; // so many steps smaller, and what comes next goes away altogether, unless it stands beside

/** Fit the slide in `stage`. */
export function fit(stage) {
  const now = stage.querySelector(".projector-now");
  const next = stage.querySelector(".projector-next");
  if (!now) {
    return; // the room is gone
  }
  now.style.removeProperty("--fit");
  if (next) {
    fitNext(stage, now, next);
  }
  for (let step = 1; step <= STEPS && isTooLong(stage, now, next); step += 1) {
    now.style.setProperty("--fit", String(STEP ** step));
    if (next && step >= ALONE && !isBeside(stage)) {
      next.hidden = true;
    }
  }
}

/** Leave out of the next ones what there is no room for, all but the first. */
function fitNext(stage, now, next) {
  const lines = [...next.querySelectorAll("li")];
  const more = next.querySelector(".projector-more");
  const parts = [next, ...lines, ...(more ? [more] : [])];
  parts.forEach((part) => {
    part.hidden = false;
  });
  const inTheWay = () => (isBeside(stage) ? isHigher(next, stage) : isTooLong(stage, now, next));
  while (lines.length > 1 && inTheWay()) {
    [lines.pop(), ...(more ? [more] : [])].forEach((part) => {
      part.hidden = true;
    });
  }
}

const isBeside = (stage) => getComputedStyle(stage).gridTemplateColumns.includes(" ");

const isHigher = ({ scrollHeight }, { clientHeight }) => scrollHeight > clientHeight + 1;

function isTooLong(stage, now, next) {
  if (!next || next.hidden || isBeside(stage)) {
    return isHigher(now, stage);
  }
  const gap = parseFloat(getComputedStyle(stage).rowGap);
  return now.scrollHeight + gap + next.scrollHeight > stage.clientHeight + 1;
}

/* What a page keeps: for this visit ("session": the tab), or on this device ("local"). Browsers may refuse. */

/** The text that was kept under a name, null where there is none. */
export function kept(where, name) {
  try {
    return window[`${where}Storage`].getItem(name);
  } catch {
    return null;
  }
}

/** Keep a text under a name. */
export function keep(where, name, text) {
  try {
    window[`${where}Storage`].setItem(name, text);
  } catch {
    // it is asked again next time
  }
}

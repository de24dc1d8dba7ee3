/* What was typed into a form and not sent yet, as plain values that the browser's storage can hold, and back again. */

const NOT_TYPED = new Set(["hidden", "password", "file", "submit", "button", "image", "reset"]);

const isBox = (control) => control.type === "checkbox" || control.type === "radio";

const valueOf = (control) => (isBox(control) ? control.checked : control.value);

/** What the control held when the page came. */
function atFirst(control) {
  if (isBox(control)) {
    return control.defaultChecked;
  }
  if (control.options) {
    const options = [...control.options];
    return (options.find((option) => option.defaultSelected) ?? options[0])?.value;
  }
  return control.defaultValue;
}

/** The controls that people fill in, each with its name and its place among those of that name. */
function placed(controls) {
  const seen = new Map();
  return [...controls]
    .filter((control) => control.name && !NOT_TYPED.has(control.type))
    .map((control) => {
      const place = seen.get(control.name) ?? 0;
      seen.set(control.name, place + 1);
      return { control, name: control.name, place };
    });
}

/** [name, place, value] of each control that holds something else than the page came with; of `all` of them if wanted. */
export function typedIn(controls, { all = false } = {}) {
  return placed(controls)
    .filter(({ control }) => all || valueOf(control) !== atFirst(control))
    .map(({ control, name, place }) => [name, place, valueOf(control)]);
}

/** Give one control its value back; true where it held another one. */
function fill(control, value) {
  if (valueOf(control) === value) {
    return false;
  }
  control[isBox(control) ? "checked" : "value"] = value;
  return valueOf(control) === value; // a choice that is no longer offered cannot be taken
}

/** Put values back, in their order. `controlsOf` answers the controls as they are by then; `changed` hears of each. */
export function putBack(controlsOf, typed, changed) {
  for (const [name, place, value] of typed) {
    const found = placed(controlsOf()).find((one) => one.name === name && one.place === place);
    if (found && fill(found.control, value)) {
      changed(found.control);
    }
  }
}

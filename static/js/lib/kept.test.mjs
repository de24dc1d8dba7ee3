import assert from "node:assert/strict";
import test from "node:test";

import { putBack, typedIn } from "./kept.js";

const text = (name, value, defaultValue = "") => ({ name, type: "text", value, defaultValue });
const box = (name, checked, defaultChecked = false) => ({ name, type: "checkbox", value: "y", checked, defaultChecked });
const choice = (name, value, ...values) => ({
  name, type: "select-one", value, options: values.map((each) => ({ value: each, defaultSelected: false })),
});

test("only what was typed is kept, each with its place among those of its name", () => {
  const controls = [
    text("title", "Opening", "Opening"), text("title", "Avajaiset"), text("place", "Hall"),
    box("languages", false, true), box("languages", true), box("languages", false),
    choice("kind", "talk", "talk", "panel"), choice("stage", "2", "", "2"),
  ];

  assert.deepEqual(typedIn(controls), [
    ["title", 1, "Avajaiset"], ["place", 0, "Hall"], ["languages", 0, false], ["languages", 1, true], ["stage", 0, "2"],
  ]);
});

test("secrets, files, buttons and what the page carries along are not kept", () => {
  const controls = ["hidden", "password", "file", "submit"].map((type) => ({ ...text("x", "1"), type }));

  assert.deepEqual(typedIn([...controls, text("", "without a name")], { all: true }), []);
});

test("of a refused form all is kept: the page came with what was typed", () => {
  assert.deepEqual(typedIn([text("title", "Opening", "Opening")], { all: true }), [["title", 0, "Opening"]]);
});

test("values come back where they were, and only what changes is told", () => {
  const controls = [text("title", ""), text("title", "Avajaiset"), box("languages", false)];
  const told = [];
  putBack(() => controls, [["title", 0, "Opening"], ["title", 1, "Avajaiset"], ["languages", 0, true]], (one) => told.push(one.name));

  assert.deepEqual([controls[0].value, controls[2].checked, told], ["Opening", true, ["title", "languages"]]);
});

test("a row that the page makes once the one before is filled is filled too", () => {
  const controls = [text("title", "")];
  putBack(() => controls, [["title", 0, "Opening"], ["title", 1, "Avajaiset"]], () => controls.push(text("title", "")));

  assert.equal(controls[1].value, "Avajaiset");
});

test("what is no longer there is left out", () => {
  const select = choice("stage", "", "", "2");
  Object.defineProperty(select, "value", { get: () => "", set: () => {} });
  const told = [];
  putBack(() => [select], [["stage", 0, "3"], ["gone", 0, "x"]], (one) => told.push(one));

  assert.deepEqual(told, []);
});

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { hasVideo, isOpenFor, nameOf, originOf, picked, showing, stateOf, untilStart, waitBeforeTrying } from "./stage.js";

const cases = JSON.parse(await readFile(new URL("../../../tests/live/stage_cases.json", import.meta.url)));
const stream = (id, more) => ({ id, kind: "hls", address: `https://cdn.example/${id}.m3u8`, language: "", label: {}, ...more });

for (const { says, replay, now, state, ...stage } of cases) {
  test(`the same as the server: ${says}`, () => {
    assert.equal(stateOf({ ...stage, replays: replay ? [stream(9)] : [] }, Date.parse(now)), state);
  });
}

test("streams are shown live, replays afterwards, nothing in between", () => {
  const stage = { streams: [stream(1)], replays: [stream(2)] };
  const ids = ["waiting", "live", "break", "ended", "replay"].map((state) => showing(stage, state).map(({ id }) => id));
  assert.deepEqual(ids, [[], [1], [], [], [2]]);
});

test("a video is one that will be there in this part of the session", () => {
  const live = { streams: [stream(1)], replays: [] };
  assert.deepEqual(["waiting", "live", "break", "ended", "replay"].map((state) => hasVideo(live, state)), [true, true, true, false, false]);
});

test("what somebody chose is played, else her language, else the first", () => {
  const streams = [stream(1, { language: "en" }), stream(2, { language: "fi" }), stream(3, { language: "ar" })];
  assert.equal(picked(streams, { id: 3, language: "ar" }, "fi").id, 3);
  assert.equal(picked(streams, { id: 77, language: "ar" }, "fi").id, 3);
  assert.equal(picked(streams, undefined, "fi-FI").id, 2);
  assert.equal(picked(streams, undefined, "ko").id, 1);
  assert.equal(picked([], undefined, "ko"), undefined);
});

test("streams are named by language and label", () => {
  const inEnglish = (tag) => new Intl.DisplayNames("en", { type: "language" }).of(tag);
  assert.equal(nameOf(stream(1, { language: "fi", label: { en: "Interpretation", fi: "Tulkkaus" } }), "fi", inEnglish), "Finnish · Tulkkaus");
  assert.equal(nameOf(stream(1, { label: { en: "Floor" } }), "fi", inEnglish), "Floor");
});

test("the last minute is a moment", () => {
  const stage = { starts: "2026-11-22T12:00:00+00:00" };
  const at = (text) => untilStart(stage, Date.parse(`2026-11-22T${text}Z`));
  assert.deepEqual([at("11:48:00"), at("11:59:00"), at("11:59:01"), at("12:10:00")], [[12, "minute"], [1, "minute"], null, null]);
});

test("a page shows what its policy was opened for", () => {
  const own = stream(1, { address: "/static/demo/harbour.m3u8" });
  assert.equal(originOf(own), "");
  assert.deepEqual([["blob:"], []].map((sources) => isOpenFor(sources, own)), [true, false]);
  assert.equal(isOpenFor(["blob:", "https://cdn.example"], stream(1)), true);
  assert.equal(isOpenFor(["blob:", "https://other.example"], stream(1)), false);
  const video = { kind: "youtube", address: "dQw4w9WgXcQ" };
  assert.deepEqual([["https://www.youtube-nocookie.com"], ["blob:"]].map((sources) => isOpenFor(sources, video)), [true, false]);
});

test("it is tried again ever more slowly, not by all at once", () => {
  assert.deepEqual([1, 2, 3, 6, 20].map((times) => waitBeforeTrying(times, () => 0.5)), [1000, 2000, 4000, 30_000, 30_000]);
  assert.deepEqual([0, 0.999].map((share) => waitBeforeTrying(2, () => share)), [1500, 2499]);
});

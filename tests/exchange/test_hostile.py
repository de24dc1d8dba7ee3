"""Hostile files are refused in a moment, with a sentence."""

from __future__ import annotations

import json
import time
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.rules.limits import MAX_BYTES, Refused
from app.exchange.rules.reading import Given, read
from app.zones import UnknownZone
from tests.exchange.files import as_json, as_xml, schedule, session

_BOMB = "<!DOCTYPE schedule [" + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha" * 10}">' for n in range(12)
) + "]><schedule><version>&a11;</version></schedule>"  # fmt: skip
_FILE = '<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><schedule><version>&x;</version></schedule>'
_REMOTE = '<!DOCTYPE schedule SYSTEM "http://127.0.0.1:9/x.dtd"><schedule/>'
_EVENTS = "<schedule><day><room name='x'>" + "<event/>" * 1_000_000 + "</room></day></schedule>"


def _text(**changes: Any) -> bytes:
    return as_json(schedule(session(**changes)))


HOSTILE: dict[str, tuple[bytes, str]] = {
    "entity bomb": (_BOMB.encode(), "declares a document type"),
    "external entity": (_FILE.encode(), "declares a document type"),
    "remote document type": (_REMOTE.encode(), "declares a document type"),
    "a million rows of XML": (_EVENTS.encode(), "more than 10000 sessions"),
    "a million elements": (b"<schedule>" + b"<x/>" * 1_000_000 + b"</schedule>", "more than 300000 elements"),
    "a million rows of JSON": (b'{"schedule":{"conference":{"days":[' + b"{}," * 1_000_000 + b"{}]}}}", "elements"),
    "deep XML": (b"<schedule>" + b"<a>" * 100_000, "levels deep"),
    "deep JSON": (b'{"schedule":' + b"[" * 100_000, "too deeply"),
    "JSON nested in objects": (b'{"a":' * 100_000, "too deeply"),
    "5,000 digits": (_text().replace(b'"id": 1', b'"id": ' + b"9" * 5000), "too large"),
    "5,000 digits in XML": (as_xml(schedule()).replace(b' id="1"', b' id="' + b"9" * 5000 + b'"'), "too large"),
    "an id of 2^63": (_text(id=2**63), "too large"),
    "an id of 2^63 in XML": (as_xml(schedule(session(id=2**63))), "too large"),
    "an id of 2^63 as text": (_text(id=str(2**63)), "too large"),
    "a person's id of 2^63": (_text(persons=[{"id": 2**63, "public_name": "Otto"}]), "too large"),
    "an endless number": (_text().replace(b'"id": 1', b'"id": 1e999'), "beyond"),
    "NaN": (_text().replace(b'"id": 1', b'"id": NaN'), "no number"),
    "infinity": (_text().replace(b'"id": 1', b'"id": -Infinity'), "no number"),
    "a key twice": (_text().replace(b'"id": 1', b'"id": 1, "id": 2'), "stands twice"),
    "a room twice": (b'{"schedule":{"conference":{"days":[{"rooms":{"A":[],"A":[]}}]}}}', "stands twice"),
    "a lone surrogate": (_text().replace(b"Quiet", b"\\ud83d"), "half a character"),
    "a lone surrogate after an escaped backslash": (_text().replace(b"Quiet", b"\\\\ud83d\\ude00"), "half a character"),
    "a surrogate as UTF-8": (_text().replace(b"Quiet", b"\xed\xa0\xbd"), "not in UTF-8"),
    "a list": (b"[1, 2]", "no “schedule”"),
    "a number": (b"7", "neither"),
    "another JSON": (b'{"name": "x"}', "no “schedule”"),
    "no conference": (b'{"schedule": {"version": "1"}}', "no “conference”"),
    "another XML": (b"<rss/>", "outermost element is “rss”"),
    "broken XML": (b"<schedule><day></schedule>", "line 1, column"),
    "broken JSON": (b'{"schedule": ', "line 1, column"),
    "strange encoding": (b'<?xml version="1.0" encoding="x-none"?><schedule/>', "encoding"),
    "nothing": (b" \n", "is empty"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "neither"),
    "too large": (b"{" + b" " * MAX_BYTES, "larger than 16 MiB"),
    "format v2": (b'{"$schema": "../schema2.json", "schedule": {"conference": {}, "events": []}}', "format v2"),
    "format v2 without a schema": (b'{"schedule": {"conference": {}, "events": []}}', "format v2"),
    "a text without end": (_text(description="x" * 100_001), "longer than 100000"),
    "people without end": (_text(persons=[{"public_name": f"P{n}"} for n in range(201)]), "more than 200 people"),
    "days without end": (as_json(schedule(days=[{"rooms": {}}] * 401)), "more than 400 days"),
    "rooms without end": (as_json(schedule(rooms=[{"name": f"R{n}"} for n in range(1001)])), "more than 1000 rooms"),
    "tracks without end": (as_json(schedule(tracks=[{"name": f"T{n}"} for n in range(1001)])), "1000 tracks"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_in_a_moment(name: str) -> None:
    data, sentence = HOSTILE[name]
    begun = time.perf_counter()
    with pytest.raises(Refused) as refusal:
        read(data)
    assert sentence in str(refusal.value)
    assert time.perf_counter() - begun < 10  # seconds; a moment on an idle machine


def test_two_escaped_surrogates_are_a_character() -> None:
    data = _text().replace(b"Quiet", b"\\ud83d\\ude00")
    assert read(data).programme.sessions[0].title == {"en": "😀 harbours 1"}


_ODD = st.sampled_from([
    None, True, 0, -1, 2**63 - 1, 1.5, "", "\x00", "x" * 400, [], [None], {}, {"en": "x"}, {"": ""}, {"de_DE": "y"},
    "24:00",
    "9999-12-31T23:59:00-12:00", "0001-01-01T00:00:00Z", "2026-03-29T03:30", "-1:00", "Europe", "javascript:alert(1)",
    "http://[", "https://m\u00fcnchen.example/\u00e4?%", "<p>", "&lt;p&gt;", "#FF00", "klingon", "{}", "\u202e",
])  # fmt: skip


@given(st.data())
def test_damaged_files_are_read_or_refused_never_a_crash(data: st.DataObject) -> None:
    document = schedule(
        session(1, links=[{"url": "https://a.example"}], code="ABCDEF"), session(2), rooms=[{"name": "A"}]
    )
    for _ in range(data.draw(st.integers(1, 4))):
        places = [place for place in _places(document) if len(place) > 1]
        *way, last = data.draw(st.sampled_from(places))
        part: Any = document
        for step in way:
            part = part[step]
        part[last] = deepcopy(data.draw(_ODD))
    try:
        assert read(as_json(document)).programme.zone
    except Refused as refusal:
        assert str(refusal)


def _places(part: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    steps = part if isinstance(part, dict) else range(len(part)) if isinstance(part, list) else ()
    return [way, *(place for step in steps for place in _places(part[step], (*way, step)))]


@pytest.mark.parametrize("name", ["Europe", "EST5EDT", "Etc/GMT+2", "../../etc/passwd", "x" * 5000, "CET"])
def test_bad_zone_is_refused(name: str) -> None:
    with pytest.raises(UnknownZone):
        read(_text(), Given(zone=name))


def test_times_without_zone_ask_for_one() -> None:
    with pytest.raises(Refused) as refusal:
        read(as_json(schedule(session(date="2026-03-02T10:00"), time_zone_name=...)))
    assert refusal.value.field == "zone"


def test_times_without_dates_ask_for_the_first_day() -> None:
    days = [{"index": 1, "rooms": {"Hall": [session(date=...)]}}]
    with pytest.raises(Refused) as refusal:
        read(as_json(schedule(days=days, start=...)))
    assert refusal.value.field == "start"


@pytest.mark.parametrize(
    "changes",
    [
        {"date": "0001-01-01T00:00:00+02:00"},
        {"date": "9999-12-31T23:59:59-14:00", "duration": "99:59"},
        {"date": "2026-03-02T10:00:00+99:99"},
        {"date": "2026-13-45T99:99", "start": "99:99"},
        {"date": ["x"], "start": {"a": 1}},
        {"date": "x" * 100_000},
        {"duration": "9" * 5000},
        {"duration": -30},
        {"duration": "99999:00"},
        {"duration": [1]},
        {"persons": "Otto"},
        {"persons": [None, 7, ["x"], {"public_name": {"en": "Otto"}}]},
        {"links": {"url": "x"}},
        {"links": [None, 7, {"url": None}, {"url": "http://[::1"}, {"url": "http://a:b/"}, {"url": "https://"}]},
        {"title": 7, "subtitle": [], "track": {"en": "Water", "de": None}, "type": {"x": "y"}},
        {"language": "e" * 5000},
        {"slug": "\x00", "code": {}, "guid": 7, "url": "javascript:alert(1)", "logo": "//"},
        {"id": True},
        {"id": -5},
        {"id": 0.5},
        {"do_not_record": "maybe", "do_not_stream": 3},
    ],
)
def test_odd_values_never_crash(changes: dict[str, Any]) -> None:
    reading = read(_text(**changes))
    assert len(reading.programme.sessions) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"days": [None, 7, {"rooms": []}, {"rooms": {"A": None, "B": {}, "C": [None, session(1)]}}]},
        {"start": "9999-12-31", "end": "0001-01-01"},
        {"tracks": 30, "rooms": 2, "colors": [], "keywords": "x", "meta": 3},
        {"title": None, "acronym": 5, "time_zone_name": 5},
    ],
)
def test_odd_conferences_never_crash(changes: dict[str, Any]) -> None:
    assert read(json.dumps(schedule(**changes)).encode()).oddities

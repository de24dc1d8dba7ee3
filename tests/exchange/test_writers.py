"""schedule.xml and schedule.json: valid whatever the programme holds, and the same when they come back."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import jsonschema
import pytest
from lxml import etree

from app import zones
from app.exchange.rules.echo import echo_of
from app.exchange.rules.json_writer import write_json
from app.exchange.rules.layout import laid_out
from app.exchange.rules.names import JSON_ZONE, derived_id, fits, json_acronym, json_slug, unique, xml_acronym, xml_slug
from app.exchange.rules.reading import read
from app.exchange.rules.xml_writer import write_xml
from app.schedule.rules.programme import Programme, Stage
from app.schedule.rules.succession import call_off, follow
from tests.exchange.made import ADDRESSES, full
from tests.schedule.made import DAY, programme, talk
from tests.shared import shared_path

NOTHING = programme(speakers={})
CALLED_OFF = call_off(follow(None, full(), now=DAY), now=DAY + timedelta(days=1))


def _json(made: Programme, language: str | None = None) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(write_json(laid_out(made, ADDRESSES, language)))
    return document


def _xml(made: Programme, language: str | None = None) -> Element:
    return fromstring(write_xml(laid_out(made, ADDRESSES, language)))


def _events(made: Programme) -> dict[str, dict[str, Any]]:
    days = _json(made)["schedule"]["conference"]["days"]
    return {event["title"]: event for day in days for room in day["rooms"].values() for event in room}


@pytest.mark.parametrize("made", [full(), NOTHING, CALLED_OFF], ids=["full", "nothing", "called off"])
def test_schedule_xml_is_valid(made: Programme) -> None:
    schema = etree.XMLSchema(etree.parse(shared_path("schemas", "c3voc-schedule.xsd")))
    schema.assertValid(etree.fromstring(write_xml(laid_out(made, ADDRESSES))))


@pytest.mark.parametrize("made", [full(), NOTHING, CALLED_OFF], ids=["full", "nothing", "called off"])
def test_schedule_json_is_valid(made: Programme) -> None:
    schema = json.loads(shared_path("schemas", "c3voc-schedule-v1.schema.json").read_bytes())
    checker = jsonschema.FormatChecker()
    assert list(jsonschema.Draft6Validator(schema, format_checker=checker).iter_errors(_json(made))) == []


def test_cancelled_and_untimed_sessions_stand_in_neither_format() -> None:
    assert [event.findtext("title") for event in _xml(full()).iter("event")] == [
        "개회", "Talk q2w3r4", "Talk z9x8v7",
    ]  # fmt: skip
    assert list(_events(full())) == ["개회", "Talk q2w3r4", "Talk z9x8v7"]


def test_event_that_was_called_off_lists_no_session() -> None:
    assert list(_xml(CALLED_OFF).iter("event")) == []
    assert [day["rooms"] for day in _json(CALLED_OFF)["schedule"]["conference"]["days"]] == [{}]
    assert CALLED_OFF.planned


def test_session_in_json() -> None:
    assert _events(full())["개회"] == {
        "guid": full().sessions[0].guid,
        "id": 7,
        "date": "2021-12-09T15:30:00+09:00",
        "start": "15:30",
        "end": "2021-12-09T16:00:00+09:00",
        "duration": "00:30",
        "room": "Main hall",
        "slug": "opening_2021",
        "url": "https://meridian.example/e/busan-helsinki/s/k7m2qd-opening-welcome/",
        "title": "개회",
        "subtitle": "",
        "track": "Water",
        "type": "opening act",
        "language": "ko, en",
        "abstract": "환영합니다",
        "description": "",
        "persons": [
            {
                "id": 3,
                "public_name": "Min-jun Example",
                "guid": ADDRESSES.speaker_guid("minjun"),
                "biography": "",
                "url": "https://meridian.example/p/min-jun/",
                "code": "MINJUN",
            },
            {
                "name": "Aino Example",
                "public_name": "Aino Example",
                "guid": ADDRESSES.speaker_guid("aino"),
                "biography": "Sails.",
                "url": "https://meridian.example/p/aino/",
                "links": [{"url": "https://aino.example", "title": "Home"}],
            },
        ],
        "links": [{"url": "https://a.example/%C3%A4?b=1&c=2", "title": "Ä"}],
        "attachments": [{"url": "https://a.example/s.pdf", "title": "Slides", "type": "slides"}],
        "code": "ABCDEF",
        "recording_license": "CC BY",
        "do_not_record": True,
        "logo": "https://old.example/7.png",
        "feedback_url": "https://old.example/7/f",
        "origin_url": "https://old.example/7",
    }


def test_times_are_on_the_events_clock() -> None:
    assert _events(full())["Talk z9x8v7"]["date"] == "2021-12-10T16:00:00+09:00"


def test_texts_in_an_asked_language() -> None:
    titles = [event.findtext("title") for event in _xml(full(), "en").iter("event")]
    assert titles == ["Opening & <welcome>", "Talk q2w3r4", "Talk z9x8v7"]


def test_session_over_midnight_stands_once_under_the_day_it_starts() -> None:
    first = _xml(full()).findall("day")[0]
    assert (first.get("date"), first.get("end")) == ("2021-12-09", "2021-12-10T00:30:00+09:00")
    assert [event.findtext("start") for event in first.iter("event")] == ["15:30", "23:30"]


def test_stages_of_one_name_are_told_apart_and_no_stage_is_online() -> None:
    rooms = [room["name"] for room in _json(full())["schedule"]["conference"]["rooms"]]
    assert rooms == ["Main hall", "Main hall (pier)", "Online"]


def test_a_changed_kind_is_not_called_by_its_old_type() -> None:
    made = full()
    changed = replace(made, sessions=(replace(made.sessions[0], kind="panel"), *made.sessions[1:]))
    assert _events(changed)["개회"]["type"] == "panel"


def test_control_characters_cannot_break_the_xml() -> None:
    made = programme(talk("k7m2qd", title={"en": "a\x00b\x0b\ufffe\ud800c"}), stages=(Stage("x", {"en": "\x01y"}),))
    assert _xml(made).find("day/room/event/title").text == "abc"  # type: ignore[union-attr]


@pytest.mark.parametrize("form", ["schedule.xml", "schedule.json"])
def test_own_file_read_again_says_the_same(form: str) -> None:
    made = replace(full(), event=replace(full().event, languages=("en",)))
    echo = echo_of(made, ADDRESSES, form)
    first = echo.sessions["k7m2qd"]
    assert set(echo.sessions) == {"k7m2qd", "q2w3r4", "z9x8v7"}
    assert (first.title, first.languages, first.kind) == ({"ko": "개회"}, ("ko", "en"), "opening")
    assert first.local_start == datetime(2021, 12, 9, 15, 30)
    assert [echo.programme.people[key].name for key in first.people or ()] == ["Min-jun Example", "Aino Example"]


@pytest.mark.parametrize("write", [write_xml, write_json])
def test_own_file_holds_only_oddities_of_the_programme(write: Any) -> None:
    reading = read(write(laid_out(full(), ADDRESSES)))
    assert {str(oddity.kind) for oddity in reading.oddities} <= {
        "zero-duration", "no-language", "over-midnight", "outside-dates", "empty-room", "empty-track",
    }  # fmt: skip


def test_same_programme_gives_same_bytes() -> None:
    assert write_xml(laid_out(full(), ADDRESSES)) == write_xml(laid_out(full(), ADDRESSES))
    assert write_json(laid_out(full(), ADDRESSES)) == write_json(laid_out(full(), ADDRESSES))


@pytest.mark.parametrize(
    ("zone", "written"), [("America/New_York", "America/New_York"), ("UTC", "UTC"), ("US/Eastern", None)]
)
def test_zone_is_named_where_the_schema_takes_it(zone: str, written: str | None) -> None:
    made = programme(talk("k7m2qd"))
    made = replace(made, event=replace(made.event, zone=zone))
    assert _json(made)["schedule"]["conference"].get("time_zone_name") == written
    pattern = re.compile("^([A-Z][a-z]+/[A-Z][a-z]+)|UTC$")
    for name in zones.accepted_names():
        assert bool(pattern.search(name)) is fits(JSON_ZONE, name)


def test_offsets_with_seconds_are_written_in_utc() -> None:
    made = programme(talk("k7m2qd", local_start=datetime(1905, 5, 1, 12, 0), zone="Europe/Amsterdam"))
    made = replace(made, event=replace(made.event, zone="Europe/Amsterdam"))
    assert _events(made)["Talk k7m2qd"]["date"].endswith("+00:00")


@pytest.mark.parametrize(
    ("carried", "slug", "xml", "as_json"),
    [
        ("36c3", "x", "36c3", "36c3"),
        ("fosdem-2025", "x", "fosdem-2025", "fosdem_2025"),
        ("Camp2019", "x", "camp2019", "camp2019"),
        ("", "busan-helsinki", "busan-helsinki", "busan_helsinki"),
        ("BH", "x", "bh_event", "bh_event"),
        ("日本", "a", "a_event", "a_event"),
        ("rc3-2020-test", "x", "rc3-2020-test", "rc3_2020_test"),
    ],
)
def test_acronyms(carried: str, slug: str, xml: str, as_json: str) -> None:
    assert (xml_acronym(carried, slug), json_acronym(carried, slug)) == (xml, as_json)


@pytest.mark.parametrize(
    ("carried", "xml", "as_json"),
    [
        ("forum-1-quiet_harbours", "forum-1-quiet_harbours", "forum-1-quiet_harbours"),
        ("keynotes_welcome", "foru-keynotes_welcome", "keynotes_welcome"),
        ("Camp2019-1-Quiet", "camp2019-1-quiet", "camp2019-1-quiet"),
        ("forum-1-quiet-", "forum-1-quiet-", "forum-1-quiet"),
        ("", "foru-k7m2qd-quiet-harbours", "foru-k7m2qd-quiet-harbours"),
        ("!", "foru-k7m2qd-quiet-harbours", "foru-k7m2qd-quiet-harbours"),
    ],
)
def test_slugs(carried: str, xml: str, as_json: str) -> None:
    assert xml_slug(carried, "foru", "k7m2qd", "Quiet harbours") == xml
    assert json_slug(carried, "foru", "k7m2qd", "Quiet harbours") == as_json


def test_derived_ids_are_positive_and_unique() -> None:
    assert derived_id("222222") == 1
    assert derived_id("zzzzzz") < 2**31
    assert derived_id("minjun-x") > 2**31
    assert unique([7, 7, 7, 8]) == [7, 7 + 2**32, 7 + 2**33, 8]

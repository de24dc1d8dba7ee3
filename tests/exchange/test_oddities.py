"""Every oddity is named with its place; nothing is lost by it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.exchange.rules.oddities import KEPT, Kind, Notebook
from app.exchange.rules.reading import Given, read
from app.exchange.rules.values import ImportedSession, Reading
from tests.exchange.files import GUID, as_json, as_xml, schedule, session

NOTED_BY_IMPORTS = {
    Kind.NOT_IN_FILE, Kind.HELD_BY_OTHER, Kind.SPEAKER_ELSEWHERE, Kind.PEOPLE_KEPT, Kind.NAME_TAKEN,
}  # fmt: skip
TITLE = "Quiet harbours 1"


def _two(**changes: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    return session(1), session(2, **{"date": "2026-03-02T11:00:00+02:00", "start": "11:00", **changes})


CASES: dict[Kind, dict[str, Any]] = {
    Kind.NO_ZONE: schedule(time_zone_name=...),
    Kind.UNKNOWN_ZONE: schedule(time_zone_name="MESZ"),
    Kind.ZONE_CONTRADICTS_OFFSET: schedule(time_zone_name="UTC"),
    Kind.NO_OFFSET: schedule(session(date="2026-03-02T10:00:00")),
    Kind.DATE_FROM_DAY: schedule(session(date=...)),
    Kind.UNREADABLE_DATE: schedule(session(date="9999-12-31T10:00:00+01:00")),
    Kind.NO_TIME: schedule(session(date=..., start=...)),
    Kind.UNREADABLE_TIME: schedule(session(date="after lunch", start="soon")),
    Kind.START_UNLIKE_DATE: schedule(session(start="09:00")),
    Kind.CLOCK_GAP: schedule(session(date="2026-03-29T03:30:00", start="03:30")),
    Kind.CLOCK_FOLD: schedule(session(date="2026-10-25T03:30:00", start="03:30")),
    Kind.OTHER_DAY: schedule(session(date="2026-03-03T10:00:00+02:00")),
    Kind.AFTER_MIDNIGHT: schedule(session(date=..., start="00:30"), day_change="04:00"),
    Kind.OVER_MIDNIGHT: schedule(session(date="2026-03-02T23:30:00+02:00", start="23:30", duration="01:00")),
    Kind.BAD_DATES: schedule(end="2026-03-01"),
    Kind.OUTSIDE_DATES: schedule(session(date="2026-03-09T10:00:00+02:00")),
    Kind.ZERO_DURATION: schedule(session(duration="00:00")),
    Kind.UNREADABLE_DURATION: schedule(session(duration="a while")),
    Kind.OVERLAP: schedule(*_two(date="2026-03-02T10:15:00+02:00", start="10:15")),
    Kind.NO_GUID: schedule(session(guid=...)),
    Kind.BAD_GUID: schedule(session(guid="seven")),
    Kind.REPEATED_GUID: schedule(*_two(guid=GUID.format(1))),
    Kind.NO_ID: schedule(session(id=...)),
    Kind.REPEATED_ID: schedule(*_two(id=1)),
    Kind.SAME_SESSION_TWICE: schedule(session(1), session(1)),
    Kind.NO_TITLE: schedule(session(title="")),
    Kind.NO_KIND: schedule(session(type="")),
    Kind.NO_LANGUAGE: schedule(session(language="")),
    Kind.UNKNOWN_LANGUAGE: schedule(session(language="English")),
    Kind.HTML: schedule(session(abstract="<p>Ships that make <b>no</b> noise.</p>")),
    Kind.CUT: schedule(session(title="Harbour " * 60)),
    Kind.CONTROL_CHARACTERS: schedule(session(abstract="Ships\u202e that make no noise.")),
    Kind.MIXED_TYPES: schedule(session(id="1")),
    Kind.UNKNOWN_FIELD: schedule(session(mood="calm")),
    Kind.MISSING_FIELD: schedule(acronym=...),
    Kind.BAD_SLUG: schedule(session(slug="Quiet_Harbours")),
    Kind.BAD_COLOUR: schedule(tracks=[{"name": "Water", "color": "sea"}]),
    Kind.ROOM_UNLIKE_FIELD: schedule(session(listed_in="Great Hall")),
    Kind.NO_ROOM: schedule(days=[{"index": 1, "date": "2026-03-02", "rooms": {"": [session(room="")]}}]),
    Kind.EMPTY_ROOM: schedule(rooms=[{"name": "Hall"}, {"name": "Cellar"}]),
    Kind.REPEATED_ROOM_GUID: schedule(rooms=[{"name": name, "guid": GUID.format(9)} for name in ("Hall", "Pier")]),
    Kind.EMPTY_TRACK: schedule(tracks=[{"name": "Air"}]),
    Kind.BARE_LINK: schedule(session(links=["https://harbour.example"])),
    Kind.RELATIVE_LINK: schedule(session(links=[{"url": "/plan.pdf"}]), base_url="https://forum.example/x/"),
    Kind.GUESSED_LINK: schedule(session(links=[{"url": "www.harbour.example"}])),
    Kind.LINK_WITHOUT_ADDRESS: schedule(session(links=[{"url": "javascript:alert(1)", "title": "Run"}])),
    Kind.TOO_MANY_LINKS: schedule(session(links=[{"url": f"https://a.example/{n}"} for n in range(30)])),
    Kind.NO_PEOPLE: schedule(session(persons=[])),
    Kind.PERSON_WITHOUT_ID: schedule(session(persons=[{"public_name": "Min-jun Example", "id": 0}])),
    Kind.PERSON_ID_REPEATED: schedule(session(persons=[{"id": 7, "public_name": name} for name in ("Aino", "Otto")])),
    Kind.PERSON_NAME_REPEATED: schedule(session(persons=[{"id": number, "public_name": "Aino"} for number in (1, 2)])),
    Kind.PERSON_WITHOUT_NAME: schedule(session(persons=[{"id": 7, "public_name": ""}])),
    Kind.PERSON_TWICE: schedule(session(persons=[{"id": 7, "public_name": "Aino"}] * 2)),
    Kind.PERSON_DIFFERS: schedule(
        session(1, persons=[{"id": 7, "public_name": "Aino", "biography": "Sails."}]),
        _two(persons=[{"id": 7, "public_name": "Aino", "biography": "Rows."}])[1],
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", CASES)
def test_oddity_is_named_and_located(kind: Kind) -> None:
    found = {oddity.kind: oddity for oddity in read(as_json(CASES[kind])).oddities}
    assert kind in found
    assert found[kind].count == 1
    assert found[kind].where
    assert found[kind].message


def test_nothing_odd_gives_no_oddities() -> None:
    assert read(as_json(schedule())).oddities == ()
    assert read(as_xml(schedule())).oddities == ()


def test_every_kind_has_a_case() -> None:
    rest = {Kind.ZONE_KEPT, Kind.DAY_WITHOUT_DATE}  # have tests of their own below
    assert set(Kind) == CASES.keys() | NOTED_BY_IMPORTS | rest


def test_both_formats_say_the_same() -> None:
    document = schedule(session(1), _two(language="fi", type="Workshop 2h", subtitle="Kuinka?")[1])
    from_json, from_xml = read(as_json(document)), read(as_xml(document))
    assert from_json.programme == from_xml.programme


def test_event_zone_is_kept_against_the_file() -> None:
    reading = read(as_json(schedule()), Given(event_zone="Asia/Seoul"))
    assert [oddity.kind for oddity in reading.oddities] == [Kind.ZONE_KEPT]
    assert _only(reading).local_start == datetime(2026, 3, 2, 17, 0)


def test_days_without_date_are_counted_from_the_first() -> None:
    days = [{"index": n, "rooms": {"Hall": [session(n, date=...)]}} for n in (1, 2)]
    reading = read(as_json(schedule(days=days)))
    assert [talk.local_start for talk in reading.programme.sessions] == [
        datetime(2026, 3, 2, 10, 0), datetime(2026, 3, 3, 10, 0),
    ]  # fmt: skip
    assert {oddity.kind: oddity.count for oddity in reading.oddities}[Kind.DAY_WITHOUT_DATE] == 2


def test_given_start_dates_a_file_without_any() -> None:
    days = [{"index": 1, "rooms": {"Hall": [session(date=...)]}}]
    document = as_json(schedule(days=days, start=..., end=...))
    assert _only(read(document, Given(start=date(2026, 5, 4)))).local_start == datetime(2026, 5, 4, 10, 0)


def test_stated_offset_fixes_the_instant_and_the_zone_names_it() -> None:
    talk = _only(read(as_json(schedule()), Given(zone="Asia/Seoul")))
    assert talk.starts_at == datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    assert talk.local_start == datetime(2026, 3, 2, 17, 0)


def test_times_without_offset_are_those_of_the_given_zone() -> None:
    talk = _only(read(as_json(CASES[Kind.NO_OFFSET]), Given(zone="Asia/Seoul")))
    assert talk.starts_at == datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    assert talk.local_start == datetime(2026, 3, 2, 10, 0)


def test_time_in_clock_gap_moves_forward_by_the_gap() -> None:
    assert _only(read(as_json(CASES[Kind.CLOCK_GAP]))).local_start == datetime(2026, 3, 29, 4, 30)


def test_session_after_midnight_is_on_the_next_date() -> None:
    assert _only(read(as_json(CASES[Kind.AFTER_MIDNIGHT]))).local_start == datetime(2026, 3, 3, 0, 30)


def test_session_ending_at_midnight_does_not_run_over_it() -> None:
    reading = read(as_json(schedule(session(date="2026-03-02T23:00:00+02:00", start="23:00", duration="01:00"))))
    assert reading.oddities == ()


def test_length_comes_from_the_end_where_there_is_no_duration() -> None:
    assert _only(read(as_json(schedule(session(duration=..., end="2026-03-02T11:15:00+02:00"))))).duration == 75


def test_texts_by_language_stay_by_language() -> None:
    talk = _only(read(as_json(schedule(session(title={"en": "Harbours", "fi": "Satamat"}, language="fi")))))
    assert talk.title == {"en": "Harbours", "fi": "Satamat"}
    assert talk.language == "fi"


def test_several_languages_of_a_session() -> None:
    assert _only(read(as_json(schedule(session(language="de_DE, en"))))).languages == ("de-de", "en")


def test_untold_language_is_the_most_frequent_one() -> None:
    document = schedule(session(1, language="fi"), session(2, language="fi"), session(3, language=""), session(4))
    talks = read(as_json(document)).programme.sessions
    assert talks[2].language == "fi"
    assert talks[2].languages == ()


def test_absent_and_empty_fields_differ() -> None:
    absent, empty = (_only(read(as_json(schedule(session(subtitle=value))))) for value in (..., None))
    assert (absent.subtitle, empty.subtitle) == (None, {})


def test_html_inside_xml_elements_is_text() -> None:
    document = as_xml(schedule()).replace(b"Ships that make no noise.", b"<p>Ships <b>without</b> noise</p>")
    assert _only(read(document)).abstract == {"en": "Ships **without** noise"}


def test_what_has_no_place_is_carried() -> None:
    extra: dict[str, Any] = {
        "logo": "https://forum.example/1.png",
        "feedback_url": "https://forum.example/1/feedback",
        "code": "ABCDEF",
        "recording_license": "CC BY 4.0",
        "do_not_record": False,
        "links": [{"url": "https://forum.example/s.pdf", "title": "Slides", "type": "slides"}],
    }
    assert _only(read(as_json(schedule(session(**extra))))).carried == {
        "id": 1,
        "code": "ABCDEF",
        "slug": "forum-1-quiet-harbours",
        "type": "talk",
        "origin_url": "https://forum.example/1",
        "feedback_url": "https://forum.example/1/feedback",
        "logo": "https://forum.example/1.png",
        "license": "CC BY 4.0",
        "optout": False,
        "types": {"https://forum.example/s.pdf": "slides"},
    }


def test_places_are_bounded_and_the_count_goes_on() -> None:
    notes = Notebook()
    for number in range(KEPT + 50):
        notes.note(Kind.HTML, f"session {number}")
    (oddity,) = notes.oddities()
    assert (oddity.count, len(oddity.found)) == (KEPT + 50, KEPT)


def _only(reading: Reading) -> ImportedSession:
    (talk,) = reading.programme.sessions
    return talk

"""A programme as one reader sees it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from app.schedule.rules import shown
from app.schedule.rules.board import board_of
from app.schedule.rules.programme import (
    Appearance,
    CityRef,
    EventInfo,
    HostCity,
    Part,
    Programme,
    ReleasedSession,
    SpeakerRef,
)
from app.schedule.rules.shown import Reader
from app.times import TimeWords

STAMP = datetime(2021, 11, 1, tzinfo=UTC)


def words(language: str = "en") -> TimeWords:
    return TimeWords(language, lambda one, many, num, **params: (one if num == 1 else many) % params)


def reader(zone: str) -> Reader:
    return Reader("en", zone, words())


def talk(code: str, start: str | None, minutes: int = 30, **other: object) -> ReleasedSession:
    values: dict[str, object] = {
        "code": code, "guid": code, "uid": code, "kind": "talk", "state": "planned", "title": {"en": f"Talk {code}"},
        "subtitle": {}, "abstract": {}, "description": {}, "languages": ("en",), "tags": (), "track": None,
        "part": None,
        "stage": None, "position": 0, "local_start": datetime.fromisoformat(start) if start else None,
        "zone": "Asia/Seoul", "fold": 0, "duration": minutes, "time_assumed": False,
        "appearances": (Appearance("min", "speaker"),), "glossary": (), "links": (), "sequence": 0,
        "created_at": STAMP, "changed_at": STAMP,
    }  # fmt: skip
    return ReleasedSession(**{**values, **other})  # type: ignore[arg-type]


def programme(*talks: ReleasedSession, hosts: tuple[str, ...] = ("Busan", "Helsinki")) -> Programme:
    zones = {"Busan": "Asia/Seoul", "Helsinki": "Europe/Helsinki"}
    cities = {name.lower(): CityRef(name.lower(), {"en": name}, "", zones[name]) for name in hosts}
    return Programme(
        number=1,
        released_at=STAMP,
        note={},
        event=EventInfo("seminar", "webinar", {"en": "Seminar"}, {}, {}, "Asia/Seoul", ("en",), None, None),
        hosts=tuple(HostCity(city, "lead") for city in cities.values()),
        partners=(),
        tracks=(),
        parts=(Part(1, {"en": "One"}),),
        stages=(),
        sessions=talks,
        speakers={"min": SpeakerRef("min", "min-jun", "Min-jun")},
        cities=cities,
    )


def said(row: shown.Row) -> tuple[str, list[tuple[str, str, int]]]:
    assert row.times is not None
    return row.times.own.time, [(clock.time, clock.city_name, clock.day_shift) for clock in row.clocks]


def test_reader_at_utc_minus_8_sees_her_evening_and_the_cities_next_day() -> None:
    shown_to_her = shown.row(
        programme(talk("a", "2021-12-09T15:30")), talk("a", "2021-12-09T15:30"), reader("America/Los_Angeles")
    )
    assert said(shown_to_her) == ("22:30", [("15:30", "Busan", 1), ("08:30", "Helsinki", 1)])


def test_the_only_host_s_own_clock_is_not_said_twice() -> None:
    alone = programme(talk("a", "2021-12-09T15:30"), hosts=("Busan",))
    assert said(shown.row(alone, alone.sessions[0], reader("Asia/Seoul"))) == ("15:30", [])
    assert said(shown.row(alone, alone.sessions[0], reader("Asia/Tokyo"))) == ("15:30", [("15:30", "Busan", 0)])


def test_event_without_hosts_has_the_clock_of_its_zone() -> None:
    nobody = programme(talk("a", "2021-12-09T15:30"), hosts=())
    assert said(shown.row(nobody, nobody.sessions[0], reader("Europe/Helsinki"))) == ("08:30", [("15:30", "Seoul", 0)])


def test_sessions_stand_under_the_reader_s_days_and_those_without_time_last() -> None:
    whole = programme(talk("c", None), talk("a", "2021-12-09T15:30"), talk("b", "2021-12-09T17:30"))
    groups = shown.days(whole, whole.sessions, reader("America/Los_Angeles"))
    assert [(group.day, [row.talk.code for row in group.rows]) for group in groups] == [
        (date(2021, 12, 8), ["a"]), (date(2021, 12, 9), ["b"]), (None, ["c"]),
    ]  # fmt: skip


def test_session_past_midnight_appears_once_and_is_marked() -> None:
    night = programme(talk("a", "2021-12-09T23:30", 60))
    (group,) = shown.days(night, night.sessions, reader("Asia/Seoul"))
    assert [(row.talk.code, row.past_midnight) for row in group.rows] == [("a", True)]


def test_rows_under_parts_say_the_day_where_it_changes() -> None:
    whole = programme(
        talk("a", "2021-12-09T15:30", part=1),
        talk("b", "2021-12-09T16:00", part=1),
        talk("c", "2021-12-09T17:30", part=1),
    )
    (group,) = shown.by_part(whole, whole.sessions, reader("America/Los_Angeles"))
    assert [row.new_day for row in group.rows] == ["Wed 8 Dec", "", "Thu 9 Dec"]


def test_what_stands_between_parts_keeps_its_place() -> None:
    whole = programme(
        talk("a", "2021-12-09T15:30", part=1), talk("b", "2021-12-09T16:00"), talk("c", "2021-12-09T16:30", part=1)
    )
    groups = shown.by_part(whole, whole.sessions, reader("Asia/Seoul"))
    assert [(group.number, [row.talk.code for row in group.rows]) for group in groups] == [
        (1, ["a"]), (0, ["b"]), (1, ["c"]),
    ]  # fmt: skip


def test_board_adds_the_reader_s_own_day_only_where_no_host_has_it() -> None:
    whole = programme(talk("a", "2021-12-09T15:30", 120))
    span = (datetime(2021, 12, 9, 6, 30, tzinfo=UTC), datetime(2021, 12, 9, 8, 30, tzinfo=UTC))
    there = board_of(whole, *span, reader("Europe/Helsinki"))
    elsewhere = board_of(whole, *span, reader("Asia/Dubai"))
    assert [row.key for row in there.rows] == ["busan", "helsinki"]
    assert [row.key for row in elsewhere.rows] == ["busan", "helsinki", "own"]
    assert (elsewhere.line, elsewhere.until) == (50, 58.3)

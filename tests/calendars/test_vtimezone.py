"""Time zones as calendars read them, against the zone database itself."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache

import icalendar
import pytest

from app import zones
from app.calendars.rules import vtimezone as rules
from app.calendars.rules.vtimezone import vtimezone
from tests.calendars import reader

FIRST, LAST = 2026, 2036
ALL_ZONES = sorted(zones.accepted_names() - {"UTC"})


@pytest.fixture(scope="module", autouse=True)
def _all_changes_remembered() -> Iterator[None]:
    """The changes of all zones in all years, found once: the program remembers only as many as it is asked for."""
    remembering = rules._changes_of
    rules._changes_of = cache(remembering.__wrapped__)
    yield
    rules._changes_of = remembering


def wrong_offsets(zone_name: str, octets: bytes, first: int, last: int) -> list[datetime]:
    """Instants of the years at which the component gives another offset than the zone database."""
    zone = zones.zone(zone_name)
    onsets = reader.onsets(reader.read(octets), datetime(last + 1, 6, 1))
    start, end = (datetime(year, 1, 1, tzinfo=zone).astimezone(UTC) for year in (first, last + 1))
    assert onsets[0][0] <= start, "the first year is not covered"
    around = [each for onset, _ in onsets for each in (onset - timedelta(seconds=1), onset)]
    now_and_then = [start + timedelta(days=days) for days in range(0, 366 * (last - first + 1), 9)]

    def given(moment: datetime) -> timedelta:
        return onsets[bisect_right(onsets, moment, key=lambda onset: onset[0]) - 1][1]

    moments = [moment for moment in (*around, *now_and_then) if start <= moment < end]
    return [moment for moment in moments if given(moment) != moment.astimezone(zone).utcoffset()]


@pytest.mark.parametrize("area", sorted({name.split("/")[0] for name in ALL_ZONES}))
def test_every_zone_has_exact_onsets_for_eleven_years(area):
    names = [name for name in ALL_ZONES if name.startswith(f"{area}/")]
    wrong = {name: wrong_offsets(name, vtimezone(name, FIRST, LAST), FIRST, LAST) for name in names}
    assert wrong == {name: [] for name in names}


@pytest.mark.parametrize("year", [FIRST, 2027, 2030, LAST])
def test_every_changing_zone_has_exact_onsets_in_a_single_year(year):
    changing = [name for name in ALL_ZONES if b"DAYLIGHT" in vtimezone(name, FIRST, LAST)]
    assert len(changing) > 100
    wrong = {name: wrong_offsets(name, vtimezone(name, year, year), year, year) for name in changing}
    assert wrong == {name: [] for name in changing}


def test_icalendars_own_component_would_not_pass():
    own = icalendar.Timezone.from_tzid(
        "Europe/Helsinki", first_date=datetime(FIRST, 1, 1), last_date=datetime(LAST, 1, 1)
    )
    assert wrong_offsets("Europe/Helsinki", own.to_ical(), FIRST, LAST - 1)


def test_no_zone_needs_two_of_a_kind():
    for name in ALL_ZONES:
        for first, last in [(FIRST, LAST), (FIRST, FIRST), (2027, 2028)]:
            kinds = [part.name for part in reader.read(vtimezone(name, first, last)).parts]
            assert kinds.count("STANDARD") == 1, (name, first, last)
            assert kinds.count("DAYLIGHT") <= 1, (name, first, last)


def test_a_regular_zone_has_two_yearly_rules():
    assert vtimezone("Europe/Helsinki", 2027, 2029).decode().split("\r\n") == [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Helsinki",
        "BEGIN:STANDARD",
        "DTSTART:20261025T040000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "TZNAME:EET",
        "TZOFFSETFROM:+0300",
        "TZOFFSETTO:+0200",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "DTSTART:20270328T030000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "TZNAME:EEST",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0300",
        "END:DAYLIGHT",
        "END:VTIMEZONE",
        "",
    ]


def test_a_zone_without_changes_has_one_observance():
    assert vtimezone("Asia/Seoul", 2021, 2021).decode().split("\r\n")[2:-2] == [
        "BEGIN:STANDARD",
        "DTSTART:20210101T000000",
        "TZNAME:KST",
        "TZOFFSETFROM:+0900",
        "TZOFFSETTO:+0900",
        "END:STANDARD",
    ]


@pytest.mark.parametrize("name", ["Atlantic/Reykjavik", "Africa/Accra"])
def test_a_zone_level_with_utc_is_a_zone_all_the_same(name):
    assert f"TZID:{name}\r\n" in vtimezone(name, 2026, 2026).decode()


def test_winter_is_standard_also_where_the_law_says_otherwise():
    dublin = reader.read(vtimezone("Europe/Dublin", 2027, 2027))
    assert {part.name: part.value("TZOFFSETTO") for part in dublin.parts} == {"STANDARD": "+0000", "DAYLIGHT": "+0100"}


def test_dates_are_listed_only_where_no_rule_holds():
    listed = {name for name in ALL_ZONES if b"RDATE" in vtimezone(name, FIRST, LAST)}
    assert {"Asia/Gaza", "Asia/Jerusalem", "Africa/Cairo", "Africa/Casablanca"} <= listed
    assert not {"Europe/Helsinki", "America/New_York", "Australia/Sydney", "Pacific/Chatham"} & listed
    # Outlook takes no changing zone without a rule: even there, the first stretch of years is one.
    assert [name for name in listed if b"RRULE" not in vtimezone(name, FIRST, LAST)] == []


def test_a_law_that_ended_daylight_saving_ends_the_rule():
    mexico = vtimezone("America/Mexico_City", 2021, 2023)
    assert wrong_offsets("America/Mexico_City", mexico, 2021, 2023) == []
    assert b"RRULE:FREQ=YEARLY;UNTIL=20221031T070000Z;BYDAY=-1SU;BYMONTH=10\r\n" in mexico


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Africa/Cairo", 2022, 2025),
        ("Africa/Casablanca", 2018, 2026),
        ("America/Nuuk", 2022, 2026),
        ("Asia/Almaty", 2023, 2025),
        ("Asia/Amman", 2021, 2023),
        ("Asia/Pyongyang", 2014, 2019),
        ("Asia/Tehran", 2020, 2024),
        ("Europe/Moscow", 2009, 2015),
        ("Pacific/Apia", 2010, 2013),
    ],
)
def test_years_in_which_the_law_changed(name, first, last):
    assert wrong_offsets(name, vtimezone(name, first, last), first, last) == []


def test_a_name_that_is_no_zone_is_refused():
    with pytest.raises(zones.UnknownZone):
        vtimezone("Europe", 2026, 2026)

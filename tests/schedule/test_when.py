"""What may be promised as a session's time (app/schedule/rules/when.py)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.errors import RuleBroken
from app.schedule.rules.when import LONGEST, When, check_when, default_zone, later, span
from app.zones import ClockFold, ClockGap, UnknownZone


def at(*figures: int) -> datetime:
    return datetime(*figures)  # type: ignore[arg-type]


def test_half_past_three_in_busan_is_half_past_six_utc():
    when = check_when(When(at(2021, 12, 9, 15, 30), "Asia/Seoul", None, 90))
    assert when == When(at(2021, 12, 9, 15, 30), "Asia/Seoul", 0, 90)
    assert span(when) == (datetime(2021, 12, 9, 6, 30, tzinfo=UTC), datetime(2021, 12, 9, 8, 0, tzinfo=UTC))


def test_seconds_are_not_promised():
    assert check_when(When(at(2021, 12, 9, 15, 30, 59), "Asia/Seoul")).local_start == at(2021, 12, 9, 15, 30)


def test_a_time_to_be_announced_has_no_span():
    when = check_when(When(None, "Asia/Seoul", 1, 30))
    assert when == When(None, "Asia/Seoul", 0, 30)
    assert span(when) == (None, None)


def test_a_time_that_clocks_skip_is_refused_with_its_neighbours():
    with pytest.raises(ClockGap) as refused:
        check_when(When(at(2022, 3, 27, 3, 30), "Europe/Helsinki", None, 30))
    assert refused.value.field == "time"
    assert (refused.value.earlier, refused.value.later) == (at(2022, 3, 27, 2, 59), at(2022, 3, 27, 4, 0))


def test_a_time_that_comes_twice_asks_which():
    twice = When(at(2022, 10, 30, 3, 30), "Europe/Helsinki", None, 30)
    with pytest.raises(ClockFold):
        check_when(twice)
    first, second = (check_when(When(twice.local_start, twice.zone, fold, 30)) for fold in (0, 1))
    assert span(first)[0] == datetime(2022, 10, 30, 0, 30, tzinfo=UTC)
    assert span(second)[0] == datetime(2022, 10, 30, 1, 30, tzinfo=UTC)


def test_a_fold_where_there_is_none_says_nothing():
    assert check_when(When(at(2022, 6, 1, 9, 0), "Europe/Helsinki", 1)).fold == 0


@pytest.mark.parametrize("duration", [-1, LONGEST + 1, 2**63, 10**4000])
def test_odd_durations_are_refused(duration):
    with pytest.raises(RuleBroken) as refused:
        check_when(When(None, "UTC", 0, duration))
    assert refused.value.field == "duration"


@pytest.mark.parametrize("year", [1, 1899, 2200, 9999])
def test_years_beyond_our_calendar_are_refused(year):
    with pytest.raises(RuleBroken) as refused:
        check_when(When(at(year, 12, 31, 23, 59), "Pacific/Auckland", None, LONGEST))
    assert refused.value.field == "date"


@pytest.mark.parametrize("zone", ["", "Europe", "EST5EDT", "Etc/GMT+2", "Singapore", "\ud800", "x" * 5000])
def test_a_bad_zone_is_a_fault_of_its_field(zone):
    with pytest.raises(UnknownZone) as refused:
        check_when(When(None, zone))
    assert refused.value.field == "zone"


def test_a_session_runs_where_its_stage_is():
    assert default_zone("Asia/Seoul", "Europe/Helsinki") == "Asia/Seoul"
    assert default_zone(None, "Europe/Helsinki") == "Europe/Helsinki"


def test_later_goes_along_the_wall_clock():
    when = When(at(2022, 10, 30, 2, 45), "Europe/Helsinki", 0, 30)
    with pytest.raises(ClockFold):
        check_when(later(when, 15))
    assert later(When(at(2021, 12, 9, 23, 50), "Asia/Seoul", 0, 20), 15).local_start == at(2021, 12, 10, 0, 5)


def test_what_has_no_time_cannot_be_later():
    with pytest.raises(RuleBroken):
        later(When(None, "UTC"), 15)

"""Wall time and instants (time.md)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import tzdata

from app import zones
from app.errors import RuleBroken
from app.zones import ClockFold, ClockGap, WallTime


def utc(*figures: int) -> datetime:
    return datetime(*figures, tzinfo=UTC)  # type: ignore[arg-type, misc]


def test_busan_half_past_three_is_half_past_eight_in_helsinki_in_winter():
    moment = zones.instant(datetime(2021, 12, 9, 15, 30), "Asia/Seoul")
    assert moment == utc(2021, 12, 9, 6, 30)
    assert zones.wall(moment, "Europe/Helsinki") == WallTime(datetime(2021, 12, 9, 8, 30), "Europe/Helsinki")


def test_the_same_wall_times_differ_by_six_hours_in_summer():
    busan = zones.instant(datetime(2022, 4, 7, 15, 30), "Asia/Seoul")
    helsinki = zones.instant(datetime(2022, 4, 7, 15, 30), "Europe/Helsinki")
    assert helsinki - busan == timedelta(hours=6)
    assert zones.wall(busan, "Europe/Helsinki").local == datetime(2022, 4, 7, 9, 30)


def test_the_version_is_that_of_the_package():
    assert zones.TZ_VERSION == tzdata.IANA_VERSION


@pytest.mark.parametrize(
    ("local", "zone", "earlier", "later"),
    [
        ((2022, 3, 27, 3, 0), "Europe/Helsinki", (2022, 3, 27, 2, 59), (2022, 3, 27, 4, 0)),
        ((2022, 3, 27, 3, 59), "Europe/Helsinki", (2022, 3, 27, 2, 59), (2022, 3, 27, 4, 0)),
        ((2022, 10, 2, 2, 10), "Australia/Lord_Howe", (2022, 10, 2, 1, 59), (2022, 10, 2, 2, 30)),
        ((2011, 12, 30, 12, 0), "Pacific/Apia", (2011, 12, 29, 23, 59), (2011, 12, 31, 0, 0)),
        ((2022, 9, 11, 0, 30), "America/Santiago", (2022, 9, 10, 23, 59), (2022, 9, 11, 1, 0)),
    ],
)
def test_a_time_that_clocks_skip_is_refused_with_the_nearest_two(local, zone, earlier, later):
    with pytest.raises(ClockGap) as refused:
        zones.instant(datetime(*local), zone, field="start")
    assert (refused.value.earlier, refused.value.later) == (datetime(*earlier), datetime(*later))
    assert refused.value.field == "start"
    assert isinstance(zones.instant(refused.value.earlier, zone), datetime)
    assert isinstance(zones.instant(refused.value.later, zone), datetime)
    assert zones.is_gap(datetime(*local), zone) and not zones.is_gap(refused.value.later, zone)


def test_the_edges_of_a_gap_exist():
    assert zones.instant(datetime(2022, 3, 27, 2, 59), "Europe/Helsinki") == utc(2022, 3, 27, 0, 59)
    assert zones.instant(datetime(2022, 3, 27, 4, 0), "Europe/Helsinki") == utc(2022, 3, 27, 1, 0)


def test_a_stored_time_in_a_gap_moves_forward_by_the_gap():
    # RFC 5545, section 3.3.5: 02:30 in New York on that day means 03:30.
    for fold in (0, 1):
        moment = zones.derived_instant(datetime(2007, 3, 11, 2, 30), "America/New_York", fold)
        assert zones.wall(moment, "America/New_York").local == datetime(2007, 3, 11, 3, 30)


def test_a_time_that_comes_twice_asks_which():
    local = datetime(2022, 10, 30, 3, 30)
    assert zones.is_fold(local, "Europe/Helsinki")
    assert zones.instant(local, "Europe/Helsinki", 0) == utc(2022, 10, 30, 0, 30)
    assert zones.instant(local, "Europe/Helsinki", 1) == utc(2022, 10, 30, 1, 30)
    assert zones.wall(utc(2022, 10, 30, 1, 30), "Europe/Helsinki") == WallTime(local, "Europe/Helsinki", 1)
    with pytest.raises(ClockFold) as refused:
        zones.instant(local, "Europe/Helsinki", None)
    assert (refused.value.first, refused.value.second) == (utc(2022, 10, 30, 0, 30), utc(2022, 10, 30, 1, 30))
    assert "UTC+3" in str(refused.value) and "UTC+2" in str(refused.value)


def test_which_of_the_two_is_not_asked_where_there_is_one():
    assert zones.instant(datetime(2022, 6, 1, 3, 30), "Europe/Helsinki", None) == utc(2022, 6, 1, 0, 30)
    assert not zones.is_fold(datetime(2022, 6, 1, 3, 30), "Europe/Helsinki")


def test_moving_over_a_clock_change_keeps_the_wall_time_both_ways():
    before = WallTime(datetime(2022, 3, 26, 10, 0), "Europe/Helsinki")
    after = zones.shift_days(before, 1)
    assert after == WallTime(datetime(2022, 3, 27, 10, 0), "Europe/Helsinki")
    assert zones.instant(after.local, after.zone) - zones.instant(before.local, before.zone) == timedelta(hours=23)
    assert zones.shift_days(after, -1) == before
    autumn = WallTime(datetime(2022, 10, 29, 10, 0), "Europe/Helsinki")
    moved = zones.shift_days(autumn, 1)
    assert zones.instant(moved.local, moved.zone) - zones.instant(autumn.local, autumn.zone) == timedelta(hours=25)
    assert zones.shift_days(moved, -1) == autumn


def test_moving_into_a_clock_gap_is_refused():
    with pytest.raises(ClockGap):
        zones.move(WallTime(datetime(2022, 3, 26, 3, 30), "Europe/Helsinki"), days=1)
    with pytest.raises(ClockGap):
        zones.move(WallTime(datetime(2022, 3, 27, 2, 30), "Europe/Helsinki"), minutes=60)


def test_moving_out_of_a_fold_forgets_which_of_the_two():
    second = WallTime(datetime(2022, 10, 30, 3, 30), "Europe/Helsinki", 1)
    assert zones.move(second, minutes=15) == WallTime(datetime(2022, 10, 30, 3, 45), "Europe/Helsinki", 1)
    assert zones.move(second, days=1) == WallTime(datetime(2022, 10, 31, 3, 30), "Europe/Helsinki", 0)


def test_change_of_zone_keeps_the_wall_time_or_the_instant():
    noon = WallTime(datetime(2021, 12, 9, 15, 30), "Asia/Seoul")
    assert zones.in_zone(noon, "Europe/Helsinki", keep="wall") == WallTime(noon.local, "Europe/Helsinki")
    assert zones.in_zone(noon, "Europe/Helsinki", keep="instant") == WallTime(
        datetime(2021, 12, 9, 8, 30), "Europe/Helsinki"
    )


def test_almaty_before_and_after_its_change_of_2024():
    assert zones.instant(datetime(2024, 2, 29, 12, 0), "Asia/Almaty") == utc(2024, 2, 29, 6, 0)
    assert zones.instant(datetime(2024, 3, 1, 12, 0), "Asia/Almaty") == utc(2024, 3, 1, 7, 0)


def test_a_time_stored_before_the_law_changed_keeps_its_wall_time():
    # Noted for Almaty in 2023 as 06:00 UTC (then UTC+6); the law of 2024 makes the same noon 07:00 UTC.
    promised = WallTime(datetime(2024, 6, 1, 12, 0), "Asia/Almaty")
    derived_in_2023 = utc(2024, 6, 1, 6, 0)
    derived = zones.derived_instant(promised.local, promised.zone, promised.fold)
    assert derived == utc(2024, 6, 1, 7, 0) != derived_in_2023
    assert zones.wall(derived, "Asia/Almaty") == promised


@pytest.mark.parametrize(
    ("moment", "zone", "label"),
    [
        (utc(2022, 1, 1), "Europe/Helsinki", "UTC+2"),
        (utc(2022, 7, 1), "Europe/Helsinki", "UTC+3"),
        (utc(2022, 1, 1), "America/St_Johns", "UTC−3:30"),
        (utc(2022, 1, 1), "Asia/Kathmandu", "UTC+5:45"),
        (utc(2022, 1, 1), "Pacific/Kiritimati", "UTC+14"),
        (utc(2022, 1, 1), "Europe/London", "UTC"),
        (utc(2022, 1, 1), "UTC", "UTC"),
        (utc(1960, 1, 1), "Africa/Monrovia", "UTC−0:44"),
    ],
)
def test_offset_label(moment, zone, label):
    assert zones.offset_label(moment, zone) == label


def test_both_offsets_are_said_over_a_clock_change():
    start = zones.instant(datetime(2027, 11, 7, 0, 30), "America/New_York")
    end = zones.instant(datetime(2027, 11, 7, 1, 30), "America/New_York", 1)
    assert zones.offsets_label(start, end, "America/New_York") == "UTC−4 → UTC−5"
    assert zones.offsets_label(start, end, "Asia/Seoul") == "UTC+9"


def test_day_shift_is_counted_from_the_date_at_home():
    late = zones.instant(datetime(2021, 12, 9, 23, 30), "Europe/Helsinki")
    assert zones.day_shift(late, "Asia/Seoul", "Europe/Helsinki") == 1
    assert zones.day_shift(late, "Europe/Helsinki", "Asia/Seoul") == -1
    assert zones.day_shift(late, "Europe/Helsinki", "Europe/Moscow") == -1
    noon = utc(2022, 1, 1, 10, 30)
    assert zones.day_shift(noon, "Pacific/Kiritimati", "Pacific/Pago_Pago") == 2
    assert zones.wall(noon, "Pacific/Pago_Pago").local.date() == date(2021, 12, 31)


@pytest.mark.parametrize("zone", ["Asia/Seoul", "America/Los_Angeles", "Europe/Helsinki", "UTC"])
@pytest.mark.parametrize("edge", [datetime.min, datetime.max])
def test_the_ends_of_the_calendar_are_refused_not_crashed(zone, edge):
    for ask in (
        lambda: zones.instant(edge, zone),
        lambda: zones.derived_instant(edge, zone),
        lambda: zones.wall(edge.replace(tzinfo=UTC), zone),
        lambda: zones.move(WallTime(edge, zone), days=1),
        lambda: zones.move(WallTime(edge, zone), days=-1),
        lambda: zones.move(WallTime(edge, zone), days=10**12),
        lambda: zones.day_shift(edge.replace(tzinfo=UTC), zone, "Asia/Tokyo"),
        lambda: zones.offset_label(edge.replace(tzinfo=UTC), zone),
    ):
        try:
            ask()
        except RuleBroken as refused:
            assert "calendar" in str(refused)


def test_days_beyond_the_calendar_are_refused():
    with pytest.raises(RuleBroken):
        zones.move(WallTime(datetime(9999, 12, 31), "UTC"), days=1)
    with pytest.raises(RuleBroken):
        zones.instant(datetime(1, 1, 1), "Asia/Seoul")
    with pytest.raises(RuleBroken):
        zones.wall(utc(9999, 12, 31, 23), "Asia/Seoul")


def test_naive_and_aware_are_not_mixed_up():
    with pytest.raises(ValueError, match="aware"):
        zones.wall(datetime(2022, 1, 1), "UTC")
    with pytest.raises(ValueError, match="naive"):
        zones.instant(utc(2022, 1, 1), "UTC")

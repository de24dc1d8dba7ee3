"""The sun over cities, against the almanacs' published times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.sun import Place, altitude, sky, subsolar, zone_place

HELSINKI = Place(60.17, 24.94, "Europe/Helsinki")
BUSAN = Place(35.18, 129.08, "Asia/Seoul")
TROMSO = Place(69.65, 18.96, "Europe/Oslo")

RIM = -0.833
"""Altitude of the sun's centre at sunrise and sunset: half its width and the air's bending."""


@pytest.mark.parametrize(
    ("place", "moment"),
    [
        (HELSINKI, datetime(2021, 12, 9, 7, 11, tzinfo=UTC)),  # sunrise 09:11 EET
        (HELSINKI, datetime(2021, 12, 9, 13, 13, tzinfo=UTC)),  # sunset 15:13 EET
        (HELSINKI, datetime(2022, 6, 21, 0, 54, tzinfo=UTC)),  # sunrise 03:54 EEST
        (BUSAN, datetime(2021, 12, 8, 22, 18, tzinfo=UTC)),  # sunrise 07:18 KST
        (BUSAN, datetime(2021, 12, 9, 8, 11, tzinfo=UTC)),  # sunset 17:11 KST
    ],
)
def test_sun_stands_on_the_horizon_when_the_almanac_says_so(place: Place, moment: datetime) -> None:
    assert place.latitude is not None
    assert place.longitude is not None
    assert altitude(moment, place.latitude, place.longitude) == pytest.approx(RIM, abs=0.4)


def test_sun_is_over_the_equator_at_the_equinox_and_over_the_tropic_at_the_solstice() -> None:
    assert subsolar(datetime(2022, 3, 20, 15, 33, tzinfo=UTC))[0] == pytest.approx(0, abs=0.02)
    assert subsolar(datetime(2022, 6, 21, 9, 14, tzinfo=UTC))[0] == pytest.approx(23.44, abs=0.02)


def test_a_december_day_in_helsinki_is_short_and_without_a_bright_noon() -> None:
    start = datetime(2021, 12, 8, 22, tzinfo=UTC)
    stops = sky(HELSINKI, start).stops
    assert {stop.phase for stop in stops} == {"night", "dawn", "day"}
    light = [stop.percent for stop in stops if stop.phase == "dawn"]
    assert (light[0], light[-1]) == (pytest.approx(38.2, abs=0.6), pytest.approx(63.6, abs=0.6))


def test_polar_night_has_no_day_and_polar_summer_no_night() -> None:
    winter = sky(TROMSO, datetime(2021, 12, 20, 23, tzinfo=UTC)).stops
    summer = sky(TROMSO, datetime(2022, 6, 20, 22, tzinfo=UTC)).stops
    assert "day" not in {stop.phase for stop in winter}
    assert "night" not in {stop.phase for stop in summer}


def test_a_place_without_coordinates_has_a_day_from_six_to_six() -> None:
    stops = sky(Place(None, None, "Asia/Seoul"), datetime(2021, 12, 8, 15, tzinfo=UTC)).stops
    assert [stop.phase for stop in stops] == ["night", "night", "dawn", "day", "noon", "day", "dawn", "night", "night"]
    assert [stop.percent for stop in stops if stop.phase == "dawn"] == pytest.approx([25, 75], abs=1)


def test_ticks_are_the_hours_of_the_place_also_across_a_clock_change() -> None:
    start = datetime(2022, 3, 26, 22, tzinfo=UTC)  # midnight in Helsinki, whose clocks go from 3 to 4 that night
    ticks = sky(HELSINKI, start).ticks
    assert [tick.label for tick in ticks] == ["00", "06", "12", "18", "00"]
    assert ticks[1].percent == pytest.approx(100 * timedelta(hours=5) / timedelta(hours=24), abs=0.1)


def test_stops_run_from_left_to_right_whatever_the_season() -> None:
    for day in range(0, 365, 7):
        for place in (HELSINKI, BUSAN, TROMSO, Place(-33.87, 151.21, "Australia/Sydney")):
            start = datetime(2022, 1, 1, tzinfo=UTC) + timedelta(days=day)
            percents = [stop.percent for stop in sky(place, start).stops]
            assert percents == sorted(percents)
            assert (percents[0], percents[-1]) == (0, 100)


def test_zones_stand_where_the_zone_database_puts_them() -> None:
    assert zone_place("Europe/Helsinki") == Place(60.17, 24.97, "Europe/Helsinki")
    assert zone_place("America/Los_Angeles") == Place(34.05, -118.24, "America/Los_Angeles")
    assert zone_place("Australia/Sydney") == Place(-33.87, 151.22, "Australia/Sydney")
    assert zone_place("Asia/Calcutta") == Place(None, None, "Asia/Calcutta")

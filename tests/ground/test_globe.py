"""The globe beside an event."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from math import hypot

import pytest

from app.globe import FINE, RADIUS, Point, globe

BUSAN = Point(35.18, 129.08, "Busan")
HELSINKI = Point(60.17, 24.94, "Helsinki")
SEMINAR = datetime(2021, 12, 9, 6, 30, tzinfo=UTC)

_PLACE = r"(-?[\d.]+) (-?[\d.]+)"


def dots(path: str) -> list[tuple[float, float]]:
    """Where the dots of a path are, in the disc's units."""
    x = y = 0
    places = []
    for dx, dy in re.findall(r"m(-?\d+) ?(-?\d+)h0", path):
        x, y = x + int(dx), y + int(dy)
        places.append((x / FINE, y / FINE))
    return places


def test_cities_face_us_and_are_joined() -> None:
    seen = globe([BUSAN, HELSINKI], SEMINAR)
    assert [spot.name for spot in seen.spots] == ["Busan", "Helsinki"]
    assert seen.arcs.count("Q") == 1
    assert seen.is_horizon


def test_a_single_city_stands_in_the_middle_of_its_meridian() -> None:
    (spot,) = globe([HELSINKI], SEMINAR).spots
    assert spot.x == 0
    assert spot.y == pytest.approx(-RADIUS * 0.2079, abs=0.1)  # sin 12 degrees


def test_what_lies_behind_is_not_drawn() -> None:
    seen = globe([HELSINKI], SEMINAR, lights=[(-60.0, -155.0), (60.0, 25.0)])
    assert len(dots(seen.lights + seen.night_lights)) == 1


def test_lights_shine_where_the_sun_has_not_risen() -> None:
    seen = globe([BUSAN, HELSINKI], SEMINAR, lights=[HELSINKI[:2], BUSAN[:2]])
    helsinki, busan = seen.spots[1], seen.spots[0]
    assert dots(seen.night_lights) == [pytest.approx((helsinki.x, helsinki.y), abs=0.2)]
    assert dots(seen.lights) == [pytest.approx((busan.x, busan.y), abs=0.2)]


def test_night_is_bounded_by_the_rim_and_its_line_starts_and_ends_there() -> None:
    night = globe([BUSAN, HELSINKI], SEMINAR).night
    ends = [(float(x), float(y)) for x, y in re.findall(rf"(?:M|[01] ){_PLACE}(?=A|Z)", night)]
    assert len(ends) == 3
    assert all(hypot(*end) == pytest.approx(RADIUS, abs=0.2) for end in ends)


@pytest.mark.parametrize("centre", [Point(0, 0), Point(60, 25), Point(-34, 151), Point(89, 0), Point(-89, 10)])
def test_the_net_stays_on_the_disc(centre: Point) -> None:
    net = globe([centre], SEMINAR).net
    starts = re.findall(rf"M{_PLACE}A", net)
    assert len(starts) > 12
    assert all(hypot(float(x), float(y)) <= RADIUS + 0.2 for x, y in starts)


def test_a_name_that_would_cover_a_city_stands_under_its_own() -> None:
    helsinki, turku, busan = globe([HELSINKI, Point(60.45, 22.27, "Turku"), BUSAN], SEMINAR).spots
    assert (helsinki.name, helsinki.base > helsinki.y) == ("Helsinki", True)
    assert (turku.name, turku.base < turku.y) == ("Turku", True)
    assert (busan.name, busan.base < busan.y) == ("Busan", True)


def test_a_name_covers_no_city() -> None:
    moscow, helsinki = Point(55.75, 37.62, "Moscow"), Point(60.17, 24.94, "Helsinki")
    seen = {spot.name: spot for spot in globe([moscow, helsinki, Point(25.2, 55.27, "Dubai")], SEMINAR).spots}
    at, other = seen["Moscow"], seen["Helsinki"]
    assert not (at.base < other.y < at.y or at.y < other.y < at.base)
    assert at.end != (other.x < at.x) or at.base > at.y


def test_a_name_that_finds_no_room_is_left_out() -> None:
    crowd = [Point(60.0 + step / 10, 25.0, f"Suburb number {step}") for step in range(9)]
    names = [spot.name for spot in globe(crowd, SEMINAR).spots]
    assert names[0] == "Suburb number 0"
    assert "" in names

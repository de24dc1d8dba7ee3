"""Where the sun stands: a city's day from night over dawn to noon, for the bands that stand beside every clock.

Pure. The sun's place is that of the Astronomical Almanac's low-precision formulas (good to 0.01° between 1950 and 2050,
about a minute of time for sunrise), which is more than a band of some hundred pixels shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from math import asin, atan2, cos, degrees, pi, radians, sin
from typing import Final, NamedTuple

from app import zones

__all__ = ["Place", "Sky", "Stop", "Tick", "altitude", "sky", "subsolar", "zone_place"]

_J2000: Final = datetime(2000, 1, 1, 12, tzinfo=UTC)
_STEP: Final = timedelta(minutes=10)
_PHASES: Final = ((-9.0, "night"), (-1.0, "dawn"), (5.0, "day"))
"""From which altitude of the sun (degrees) on the sky takes a colour; between two it fades."""
_HIGH: Final = 18.0
"""A sun that climbs above this makes a bright noon."""


class Place(NamedTuple):
    """Where a city lies, in degrees; both None where nobody has entered it."""

    latitude: float | None
    longitude: float | None
    zone: str


class Stop(NamedTuple):
    """A colour of the sky at a place of the band: ``night``, ``dawn``, ``day`` or ``noon``."""

    percent: float
    phase: str


class Tick(NamedTuple):
    """A full hour of the place's clock, ``"06"``, at a place of the band."""

    percent: float
    label: str


@dataclass(frozen=True)
class Sky:
    """The sky over a place during some hours, left to right."""

    stops: tuple[Stop, ...]
    ticks: tuple[Tick, ...]


def subsolar(moment: datetime) -> tuple[float, float]:
    """Latitude and longitude (degrees) of the place that has the sun in its zenith at an instant."""
    days = (moment - _J2000) / timedelta(days=1)
    anomaly = radians(357.529 + 0.98560028 * days)
    longitude = radians(280.459 + 0.98564736 * days + 1.915 * sin(anomaly) + 0.020 * sin(2 * anomaly))
    tilt = radians(23.439 - 0.00000036 * days)
    ascension = degrees(atan2(cos(tilt) * sin(longitude), cos(longitude)))
    sidereal = 15 * (18.697374558 + 24.06570982441908 * days)
    return degrees(asin(sin(tilt) * sin(longitude))), (ascension - sidereal + 180) % 360 - 180


def altitude(moment: datetime, latitude: float, longitude: float) -> float:
    """How high the sun stands over a place at an instant, in degrees; below the horizon it is negative."""
    sun_latitude, sun_longitude = subsolar(moment)
    here, there = radians(latitude), radians(sun_latitude)
    away = radians(longitude - sun_longitude)
    return degrees(asin(sin(here) * sin(there) + cos(here) * cos(there) * cos(away)))


def zone_place(zone: str) -> Place:
    """The place that the zone database names the zone after; without coordinates for links and ``UTC``."""
    latitude, longitude = _zone_places().get(zone, (None, None))
    return Place(latitude, longitude, zone)


@lru_cache(maxsize=1)
def _zone_places() -> dict[str, tuple[float, float]]:
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {parts[2]: _coordinates(parts[1]) for parts in lines}


def _coordinates(written: str) -> tuple[float, float]:
    """``+6010+02458`` (degrees, minutes, perhaps seconds) as degrees; ISO 6709."""
    split = max(written.rfind("+"), written.rfind("-"))
    return _degrees(written[:split], 2), _degrees(written[split:], 3)


def _degrees(written: str, digits: int) -> float:
    sign, figures = (-1 if written[0] == "-" else 1), written[1:]
    minutes, seconds = figures[digits : digits + 2], figures[digits + 2 :] or "0"
    return round(sign * (int(figures[:digits]) + int(minutes) / 60 + int(seconds) / 3600), 2)


@lru_cache(maxsize=2048)
def sky(place: Place, start: datetime, hours: int = 24) -> Sky:
    """The sky from ``start`` (an instant) on. A place without coordinates gets a day from 6 to 18 by its own clock."""
    length = timedelta(hours=hours)
    moments = [start + _STEP * step for step in range(length // _STEP + 1)]
    heights = [_height(moment, place) for moment in moments]
    share = 100 / (len(moments) - 1)
    stops = [Stop(0.0, _phase(heights[0])), *_changes(heights, share), Stop(100.0, _phase(heights[-1]))]
    return Sky(tuple(sorted(stops)), tuple(_ticks(place.zone, start, length)))


def _height(moment: datetime, place: Place) -> float:
    if place.latitude is None or place.longitude is None:
        local = zones.wall(moment, place.zone).local
        return 60 * sin((local.hour + local.minute / 60 - 6) / 12 * pi)
    return altitude(moment, place.latitude, place.longitude)


def _phase(height: float) -> str:
    if height > _HIGH:
        return "noon"
    return next((phase for least, phase in reversed(_PHASES) if height >= least), "night")


def _changes(heights: list[float], share: float) -> Iterator[Stop]:
    for step, (one, other) in enumerate(pairwise(heights)):
        for least, phase in _PHASES:
            if (one < least) != (other < least):
                yield Stop(round((step + (least - one) / (other - one)) * share, 1), phase)
        before = heights[step - 1] if step else one
        if before < one >= other and one > _HIGH:
            yield Stop(round(step * share, 1), "noon")


def _ticks(zone: str, start: datetime, length: timedelta) -> Iterator[Tick]:
    hour = timedelta(hours=1)
    local = zones.wall(start, zone).local
    moment = start + (hour - timedelta(minutes=local.minute, seconds=local.second)) % hour
    while moment <= start + length:
        label = zones.wall(moment, zone).local.hour
        if label % 6 == 0:
            yield Tick(round((moment - start) / length * 100, 1), f"{label:02}")
        moment += hour

"""The board of an event: every city's day, moved so that one moment is one line through all of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.globe import Globe, Point, globe
from app.schedule.rules.programme import CityRef, HostCity, Programme
from app.schedule.rules.shown import Reader
from app.sun import Place, Sky, sky, zone_place
from app.texts import text_in
from app.times import CityClock

__all__ = ["Board", "BoardRow", "board_of", "globe_of", "place_of"]

_WINDOW: Final = timedelta(hours=24)
_LINE: Final = 50.0
"""Percent: where on the band the moment stands, with twelve hours to either side."""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A city on the board.

    ``part``: ``lead``, ``co_host``, ``guest``, ``home`` for the zone of an event without hosts, or empty for the
    reader's own place.
    """

    key: str
    part: str
    clock: CityClock
    sky: Sky


@dataclass(frozen=True, slots=True)
class Board:
    """The rows, and from where to where (percent of the band) the stretch lies that the board is about."""

    rows: tuple[BoardRow, ...]
    line: float
    until: float
    starts_at: datetime
    ends_at: datetime


def board_of(programme: Programme, starts_at: datetime, ends_at: datetime, reader: Reader) -> Board:
    """The days of the host cities around a stretch of time, and the reader's where she is in none of them."""
    rows = [_host(host, programme, starts_at, reader) for host in programme.hosts]
    if not rows:
        home = programme.event.zone
        clock = reader.words.clock(starts_at, home, home=reader.zone)
        rows = [BoardRow("home", "home", clock, _sky(zone_place(home), starts_at))]
    if all(row.clock.zone != reader.zone for row in rows):
        own = reader.words.clock(starts_at, reader.zone)
        rows.append(BoardRow("own", "", own, _sky(zone_place(reader.zone), starts_at)))
    share = min(ends_at - starts_at, _WINDOW / 2) / _WINDOW * 100
    return Board(tuple(rows), _LINE, round(_LINE + share, 1), starts_at, ends_at)


def _host(host: HostCity, programme: Programme, moment: datetime, reader: Reader) -> BoardRow:
    name = text_in(host.city.name, reader.language, *programme.event.languages).text
    clock = reader.words.clock(moment, host.city.zone, name, home=reader.zone)
    return BoardRow(host.city.slug, host.part, clock, _sky(place_of(host.city), moment))


def place_of(city: CityRef) -> Place:
    """Where a city lies; where nobody has entered it, where its zone lies."""
    if city.latitude is None or city.longitude is None:
        return zone_place(city.zone)
    return Place(city.latitude, city.longitude, city.zone)


def _sky(place: Place, moment: datetime) -> Sky:
    return sky(place, moment - _WINDOW / 2)


def globe_of(
    cities: Iterable[CityRef],
    moment: datetime,
    reader: Reader,
    lights: Iterable[tuple[float, float]],
    *,
    joined: bool = True,
    home: str = "UTC",
) -> Globe:
    """The globe with these cities; ``joined``: they do something together. Without any it shows the zone's place."""
    named = [(place_of(city), text_in(city.name, reader.language).text) for city in cities]
    places = named or [(zone_place(home), reader.words.zone_city(home))]
    points = [
        Point(place.latitude, place.longitude, name)
        for place, name in places
        if place.latitude is not None and place.longitude is not None
    ]
    return globe(points, moment, lights, joined=joined)

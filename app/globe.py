"""The globe beside an event: its cities, the lines between them, and where it is night. Drawn as SVG paths.

Pure. An orthographic view: great circles and parallels are ellipses there, so each takes one arc command and the
whole net less than a kilobyte (Snyder, Map Projections, USGS 1395, chapter 20). The disc has radius 100, y goes down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import acos, asin, atan2, cos, degrees, hypot, pi, radians, sin, sqrt, tan
from typing import Final, NamedTuple

from app.sun import subsolar

__all__ = ["FINE", "Globe", "Point", "Spot", "globe"]

RADIUS: Final = 100
FINE: Final = 4
"""Lights are told in whole quarters of the disc's unit."""
_NET: Final = 15
"""Degrees between the lines of the net."""
_LETTER: Final = 4.4
_LINE: Final = 9.0
"""Width of a letter and height of a line of the names, in the disc's units."""
_DOT: Final = 3.2
_ABOVE: Final = -6.5
_BELOW: Final = 12.0
"""Radius of a city, and where its name stands over or under it."""
_LIFT: Final = 1.28
"""How far the line between two cities rises over the ground."""
_TILT: Final = 12.0
"""Degrees that the view is moved towards the equator, so that a northern pair of cities stands above the middle."""


class Point(NamedTuple):
    """A place on the earth, in degrees, with the words that stand beside it."""

    latitude: float
    longitude: float
    name: str = ""


class Spot(NamedTuple):
    """A place on the disc, and its name: empty where it would cover another name or city on every side.

    ``end``: the name ends over the place instead of starting there; ``base``: the line that it stands on.
    """

    x: float
    y: float
    name: str
    end: bool
    base: float


@dataclass(frozen=True)
class Globe:
    """Paths for the ``d`` of SVG, and the cities on the visible side."""

    net: str
    night: str
    arcs: str
    lights: str
    """Other cities, by day; drawn :data:`FINE` times as large."""
    night_lights: str
    spots: tuple[Spot, ...]

    @property
    def is_horizon(self) -> bool:
        """Whether all that matters lies on the upper part, so that the lower may be cut off where room is short."""
        return all(spot.y < RADIUS / 4 for spot in self.spots)


class _Vector(NamedTuple):
    x: float
    y: float
    z: float


def globe(
    cities: Sequence[Point], moment: datetime, lights: Iterable[tuple[float, float]] = (), *, joined: bool = True
) -> Globe:
    """The globe turned so that ``cities`` face us, at an instant; ``joined``: with lines from the first to the others.

    ``lights`` are (latitude, longitude) of other cities.
    """
    centre = _middle(cities)
    sun = _seen(*subsolar(moment), centre)
    seen = [(city, _seen(city.latitude, city.longitude, centre)) for city in cities]
    facing = [(city, at) for city, at in seen if at.z > 0]
    bright, dark = _lights((_seen(*light, centre) for light in lights), sun)
    return Globe(
        net=_net(centre),
        night=_night(sun),
        arcs="".join(_arc(facing[0][1], at) for _, at in facing[1:]) if joined else "",
        lights=bright,
        night_lights=dark,
        spots=tuple(_named(facing)),
    )


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def _named(facing: Sequence[tuple[Point, _Vector]]) -> Iterator[Spot]:
    """The cities as spots; a name stands where it covers no other name and no city, else it is left out."""
    places = [_flat(at) for _, at in facing]
    taken: list[_Box] = []
    for (city, at), (x, y) in zip(facing, places, strict=True):
        dots = [_Box(dx - _DOT, dy - _DOT, dx + _DOT, dy + _DOT) for dx, dy in places if (dx, dy) != (x, y)]
        inward = at.x < 0
        tries = [(end, base) for base in (_ABOVE, _BELOW) for end in (inward, not inward)]
        boxes = ((end, base, _name_box(x, y + base, city.name, end=end)) for end, base in tries)
        free = ((end, base, box) for end, base, box in boxes if not any(box.meets(it) for it in (*taken, *dots)))
        end, base, box = next(free, (inward, _ABOVE, None))
        taken += [box] if box else []
        yield Spot(x, y, city.name if box else "", end, round(y + base, 1))


def _name_box(x: float, base: float, name: str, *, end: bool) -> _Box:
    width = len(name) * _LETTER
    left = x - width if end else x
    return _Box(left, base - _LINE * 0.8, left + width, base + _LINE * 0.2)


def _middle(cities: Sequence[Point]) -> tuple[float, float]:
    """Latitude and longitude to look at, in radians: between the cities, a little towards the equator."""
    if not cities:
        return radians(_TILT * 2), radians(15)
    x = sum(cos(radians(c.latitude)) * cos(radians(c.longitude)) for c in cities)
    y = sum(cos(radians(c.latitude)) * sin(radians(c.longitude)) for c in cities)
    z = sum(sin(radians(c.latitude)) for c in cities)
    latitude = asin(z / (sqrt(x * x + y * y + z * z) or 1))
    towards = radians(_TILT) if latitude > 0 else -radians(_TILT)
    return (latitude - towards if abs(latitude) > radians(_TILT) else latitude), atan2(y, x)


def _seen(latitude: float, longitude: float, centre: tuple[float, float]) -> _Vector:
    """A place as seen from far over the centre: x to the right, y up, z towards us."""
    phi, phi0, away = radians(latitude), centre[0], radians(longitude) - centre[1]
    return _Vector(
        cos(phi) * sin(away),
        cos(phi0) * sin(phi) - sin(phi0) * cos(phi) * cos(away),
        sin(phi0) * sin(phi) + cos(phi0) * cos(phi) * cos(away),
    )


def _flat(at: _Vector) -> tuple[float, float]:
    return round(at.x * RADIUS, 1), round(-at.y * RADIUS, 1)


def _pair(x: float, y: float) -> str:
    return f"{x * RADIUS:.1f} {-y * RADIUS:.1f}"


def _net(centre: tuple[float, float]) -> str:
    meridians = (_great_circle(_pole_of(longitude, centre)) for longitude in range(0, 180, _NET))
    parallels = (_parallel(radians(latitude), centre[0]) for latitude in range(-90 + _NET, 90, _NET))
    return "".join([*meridians, *parallels])


def _pole_of(longitude: int, centre: tuple[float, float]) -> _Vector:
    return _seen(0, longitude + 90, centre)


def _great_circle(pole: _Vector) -> str:
    """The visible half of the circle around a pole: half an ellipse from rim to rim."""
    flat = hypot(pole.x, pole.y)
    if flat < 1e-9:
        return ""
    x, y = -pole.y / flat, pole.x / flat
    return f"M{_pair(x, y)}A{_half_ellipse(x, y, pole)} {_pair(-x, -y)}"


def _half_ellipse(x: float, y: float, pole: _Vector) -> str:
    # Seen with y down; the half that faces us bulges away from the pole when the pole does.
    middle_x, middle_y = -pole.z * pole.x, -pole.z * pole.y
    sweep = int(x * -middle_y + y * middle_x > 0)
    return f"{RADIUS} {abs(pole.z) * RADIUS:.1f} {degrees(atan2(-y, x)):.1f} 0 {sweep}"


def _parallel(latitude: float, centre: float) -> str:
    """The visible part of a circle of latitude: an ellipse, or an arc of it from rim to rim."""
    wide, middle = cos(latitude), sin(latitude) * cos(centre)
    high = wide * abs(sin(centre))
    edge = -tan(latitude) * tan(centre)
    if edge >= 1:
        return ""
    turn = pi if edge <= -1 else acos(edge)
    x, y = wide * sin(turn), middle - wide * sin(centre) * cos(turn)
    if turn > pi - 1e-6:
        low, top = _pair(0, middle - high), _pair(0, middle + high)
        half = f"{wide * RADIUS:.1f} {high * RADIUS:.1f} 0 0 1"
        return f"M{low}A{half} {top}A{half} {low}"
    sweep = int(sin(centre) <= 0)
    return f"M{_pair(-x, y)}A{wide * RADIUS:.1f} {high * RADIUS:.1f} 0 {int(turn > pi / 2)} {sweep} {_pair(x, y)}"


def _night(sun: _Vector) -> str:
    flat = hypot(sun.x, sun.y) or 1
    x, y = -sun.y / flat, sun.x / flat
    # Along the line between day and night, then back along the rim on the side away from the sun.
    rim = int(-x * sun.y - -y * sun.x > 0)
    return f"M{_pair(x, y)}A{_half_ellipse(x, y, sun)} {_pair(-x, -y)}A{RADIUS} {RADIUS} 0 0 {rim} {_pair(x, y)}Z"


def _arc(one: _Vector, other: _Vector) -> str:
    """A line between two cities that rises over the ground."""
    x, y, z = one.x + other.x, one.y + other.y, one.z + other.z
    length = sqrt(x * x + y * y + z * z) or 1
    apart = sqrt((one.x - other.x) ** 2 + (one.y - other.y) ** 2 + (one.z - other.z) ** 2)
    lift = (1 + (_LIFT - 1) * apart * 2) / length
    return f"M{_pair(one.x, one.y)}Q{_pair(x * lift, y * lift)} {_pair(other.x, other.y)}"


def _lights(seen: Iterable[_Vector], sun: _Vector) -> tuple[str, str]:
    bright: list[tuple[int, int]] = []
    dark: list[tuple[int, int]] = []
    for at in seen:
        if at.z > 0.04:
            is_day = at.x * sun.x + at.y * sun.y + at.z * sun.z > 0
            (bright if is_day else dark).append((round(-at.y * RADIUS * FINE), round(at.x * RADIUS * FINE)))
    return _dots(bright), _dots(dark)


def _dots(places: list[tuple[int, int]]) -> str:
    """Dots as strokes without length, each told from the one before: a third of the bytes of plain coordinates."""
    x = y = 0
    steps: list[str] = []
    for to_y, to_x in sorted(set(places)):
        steps.append(f"m{to_x - x} {to_y - y}h0".replace(" -", "-"))
        x, y = to_x, to_y
    return "".join(steps)

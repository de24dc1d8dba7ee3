"""The world's cities to choose from: found by the beginning of any of their names, with zone and coordinates.

Pure: reads the committed table of GeoNames (docs/cities.md) once, when it is first asked.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from heapq import nsmallest
from importlib import resources
from itertools import takewhile
from types import MappingProxyType
from typing import Final, NamedTuple

from babel.languages import get_official_languages

from app.cities.folding import fold, written_out

__all__ = ["Place", "everywhere", "find", "place"]

_LONGEST: Final = 64
"""No city's name is longer; the rest of a query is not looked at."""


@dataclass(frozen=True, slots=True)
class Place:
    """A city of the world as GeoNames has it."""

    geonames_id: int
    name: str
    """As people in the world know it, in Latin letters: ``Busan``, ``Köln``."""
    names: Mapping[str, str]
    """By language where known (``{"en": "Helsinki", "sv": "Helsingfors", ...}``); ``en`` is always there."""
    country: str
    """ISO 3166-1 alpha-2."""
    zone: str
    latitude: float
    longitude: float
    population: int
    """To the nearest thousand; a capital may be smaller than that."""
    is_capital: bool

    @property
    def languages(self) -> tuple[str, ...]:
        """The official languages of its country (CLDR), the most spoken first: a first guess at the city's own."""
        tags = get_official_languages(self.country, de_facto=True)
        return tuple(dict.fromkeys(tag.split("_")[0] for tag in tags))


class _Key(NamedTuple):
    """A folded name; ``rank`` says how much a match of it is worth, the lowest most."""

    text: str
    rank: int
    geonames_id: int


_NAME, _OTHER_NAME, _LATER_WORD = range(3)
"""Ranks: a name in a language, a name in none that is known, the main name from a later word on."""


class _Table(NamedTuple):
    places: Mapping[int, Place]
    keys: list[_Key]


def find(query: str, limit: int = 10) -> list[Place]:
    """Cities that have a name, or a word of their main name, beginning with the query; at most ``limit``.

    Case, diacritics and punctuation do not count ("koln", "Koeln", "Köln"). First the cities that are called exactly
    so, then those whose names go on, then those known by another name; each time big cities first. Any string may come
    in; an empty one finds nothing. A list longer than 100 is cut.
    """
    wanted = fold(query[:_LONGEST])
    return [_table().places[found] for found in _ranked(wanted)[: max(limit, 0)]] if wanted else []


def place(geonames_id: int) -> Place | None:
    """The city with this number of GeoNames, or None where the table does not have it."""
    return _table().places.get(geonames_id)


def everywhere() -> Collection[Place]:
    """All the cities of the table."""
    return _table().places.values()


@lru_cache(maxsize=512)
def _ranked(wanted: str) -> tuple[int, ...]:
    """The ids of the best matches, enough for any list on a page."""
    places, keys = _table()
    best: dict[int, tuple[int, int]] = {}
    for key in _beginning_with(wanted, keys):
        exact = key.text == wanted and key.rank < _LATER_WORD
        rank = (key.rank - _LATER_WORD if exact else key.rank, -places[key.geonames_id].population)
        best[key.geonames_id] = min(best.get(key.geonames_id, rank), rank)
    return tuple(nsmallest(100, best, key=lambda found: (best[found], found)))


def _beginning_with(wanted: str, keys: list[_Key]) -> Iterator[_Key]:
    first = bisect_left(keys, (wanted,))
    return takewhile(lambda key: key.text.startswith(wanted), (keys[at] for at in range(first, len(keys))))


@cache
def _table() -> _Table:
    text = resources.files("app.cities").joinpath("data", "cities.tsv").read_text(encoding="utf-8")
    places: dict[int, Place] = {}
    keys: set[_Key] = set()
    country = zone = ""
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        if line.startswith("= "):
            _, country, zone = line.split(" ")
            continue
        city, others = _parsed(line, country, zone)
        places[city.geonames_id] = city
        keys.update(_keys(city, others))
    return _Table(MappingProxyType(places), sorted(keys))


def _parsed(line: str, country: str, zone: str) -> tuple[Place, list[str]]:
    number, name, latitude, longitude, thousands, names, others = (*line.split("\t"), "", "")[:7]
    plain = name.removesuffix("*")
    by_language = dict(pair.split("=", 1) for pair in names.split("|") if pair)
    city = Place(
        geonames_id=int(number),
        name=plain,
        names=MappingProxyType({"en": plain, **by_language}),
        country=country,
        zone=zone,
        latitude=float(latitude),
        longitude=float(longitude),
        population=int(thousands) * 1000,
        is_capital=name != plain,
    )
    return city, others.split("|") if others else []


def _keys(city: Place, others: list[str]) -> Iterator[_Key]:
    for rank, names in ((_NAME, list(city.names.values())), (_OTHER_NAME, others)):
        for name in names:
            yield _Key(fold(name), rank, city.geonames_id)
            if not name.isascii():
                yield _Key(written_out(name), rank, city.geonames_id)
    words = fold(city.name).split(" ")
    for at in range(1, len(words)):
        yield _Key(" ".join(words[at:]), _LATER_WORD, city.geonames_id)

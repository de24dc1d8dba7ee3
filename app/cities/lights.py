"""The lights of the world's cities, for the globe. Pure."""

from __future__ import annotations

from functools import cache
from typing import Final

from app.cities.gazetteer import everywhere

__all__ = ["lights"]

_FIELD: Final = 1.5
"""Degrees: of the cities in a field of this size the largest stands for all, so that land shows and bytes are few."""


@cache
def lights() -> tuple[tuple[float, float], ...]:
    """Latitude and longitude of cities all over the world, at most one to a small field."""
    fields: dict[tuple[int, int], tuple[float, float]] = {}
    for place in sorted(everywhere(), key=lambda one: -one.population):
        field = (round(place.latitude / _FIELD), round(place.longitude / _FIELD))
        fields.setdefault(field, (place.latitude, place.longitude))
    return tuple(fields.values())

"""What visitors' pages show beside the programme. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from app import zones
from app.schedule.rules.board import place_of
from app.schedule.rules.programme import CityRef
from app.sun import Sky, sky
from app.texts import text_in
from app.times import CityClock, TimeWords

__all__ = ["CityNow", "city_now"]


@dataclass(frozen=True)
class CityNow:
    """A city with its clock, and the sky of its day from midnight to midnight."""

    city: CityRef
    clock: CityClock
    sky: Sky


def city_now(city: CityRef, now: datetime, words: TimeWords) -> CityNow:
    """The city as it is at an instant."""
    midnight = datetime.combine(zones.wall(now, city.zone).local, time())
    day = sky(place_of(city), zones.derived_instant(midnight, city.zone))
    return CityNow(city, words.clock(now, city.zone, text_in(city.name, words.language).text), day)

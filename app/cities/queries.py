"""Reads of cities and organisations. Everybody may know them; who may change them is asked in desk."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from app.cities.gazetteer import Place
from app.cities.models import City, Organisation
from app.db import db
from app.i18n import plain

__all__ = ["all_cities", "all_organisations", "city_by_slug", "known_places", "organisation_by_slug"]


def all_cities() -> list[City]:
    """Every city, by its name in the reader's language."""
    return sorted(db.session.scalars(select(City)), key=lambda city: plain(city.name).casefold())


def all_organisations() -> list[Organisation]:
    """Every organisation, by its name in the reader's language."""
    rows = db.session.scalars(select(Organisation))
    return sorted(rows, key=lambda organisation: plain(organisation.name).casefold())


def city_by_slug(slug: str) -> City | None:
    """The city with that word in its address."""
    return db.session.scalar(select(City).where(City.slug == slug))


def organisation_by_slug(slug: str) -> Organisation | None:
    """The organisation with that word in its address."""
    return db.session.scalar(select(Organisation).where(Organisation.slug == slug))


def known_places(places: Iterable[Place]) -> set[int]:
    """Which places of the gazetteer (geonames_id) are in the list: by their number, or by name, country and zone."""
    numbers, names = set(), set()
    for city in db.session.scalars(select(City)):
        numbers.add(city.geonames_id)
        names.add((city.name.get("en"), city.country, city.zone))
    return {
        place.geonames_id
        for place in places
        if place.geonames_id in numbers or (place.names.get("en"), place.country, place.zone) in names
    }

"""What an organizer says beside the file; the host city and the owner are found or made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.cities.actions import create_city
from app.cities.folding import fold
from app.cities.gazetteer import Place, find
from app.cities.models import City
from app.cities.queries import city_by_slug
from app.cities.rules import CityValues
from app.db import db
from app.errors import N_, RuleBroken
from app.people.models import Person
from app.people.queries import person_by_email
from app.people.rules import normal_address

__all__ = ["Wishes", "host_city", "owner_of", "place_named"]


@dataclass(frozen=True)
class Wishes:
    """What the organizer says beside the file. ``zone`` becomes that of the event."""

    zone: str | None = None
    start: date | None = None
    """The first day, for files without dates."""
    host: City | Place | None = None
    owner: str | None = None
    """A mail address."""


def place_named(name: str) -> City | Place:
    """A city of the list by the word in its address, else one of the world by its name. Refuses what is neither."""
    city = city_by_slug(name.strip().lower())
    if city is not None:
        return city
    found = next((place for place in find(name) if fold(name) in {fold(each) for each in place.names.values()}), None)
    if found is None:
        raise RuleBroken(N_("There is no city “%(name)s”."), field="host", name=name[:80])
    known = db.session.scalar(db.select(City).where(City.geonames_id == found.geonames_id))
    return known or found


def host_city(place: City | Place) -> City:
    """The city, entered into the list where it was not there."""
    if isinstance(place, City):
        return place
    return create_city(
        CityValues(
            name=dict(place.names),
            zone=place.zone,
            country=place.country,
            languages=place.languages,
            latitude=place.latitude,
            longitude=place.longitude,
            geonames_id=place.geonames_id,
        )
    )


def owner_of(address: str) -> Person:
    """The account of the address, made where there is none: she signs in by a mailed link as everybody."""
    email = normal_address(address, field="owner")
    person = person_by_email(email)
    if person is None:
        person = Person(email=email)
        db.session.add(person)
        db.session.flush()
    return person

"""Which events name a city or an organisation, and so who may change it.

A place belongs to nobody: two cities' events may name the same embassy. Whoever may edit any event may enter one; who
changes or removes it must be able to edit every event that names it, so that nobody rewrites what another event shows.
Admins may always. (What is released keeps the names it was released with in any case.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy import select, union

from app.cities.models import City, Organisation
from app.cities.queries import city_by_slug, organisation_by_slug
from app.db import db
from app.errors import NotFound
from app.events.models import Host, Partner
from app.events.queries import ids_edited_by
from app.people.models import Person
from app.schedule.models import Appearance, Session, Speaker, Stage

__all__ = ["changeable", "editable_city", "editable_organisation", "is_named", "place_editor"]

P = TypeVar("P", City, Organisation)

NOWHERE = 0
"""Stands for "named by a speaker of no event": nobody's but the admins' to change."""


def place_editor(person: Person) -> Person:
    """The person, where she may enter places: organizers, admins, who edits any event. :class:`NotFound` otherwise."""
    if person.is_admin or person.is_organizer or db.session.scalar(ids_edited_by(person).limit(1)) is not None:
        return person
    raise NotFound


def changeable(places: Iterable[P], person: Person) -> set[int]:
    """Ids of those of the places that she may change."""
    places = list(places)
    if person.is_admin:
        return {place.id for place in places}
    hers = set(db.session.scalars(ids_edited_by(person)))
    naming = _naming(type(places[0])) if places else {}
    return {place.id for place in places if naming.get(place.id, set()) <= hers}


def is_named(place: City | Organisation) -> bool:
    """Whether any event or speaker names it: then it cannot be removed."""
    return place.id in _naming(type(place))


def editable_city(slug: str, *, by: Person) -> City:
    """The city, for somebody who may change it. Raises :class:`NotFound`."""
    return _changeable(city_by_slug(slug), by)


def editable_organisation(slug: str, *, by: Person) -> Organisation:
    """The organisation, for somebody who may change it. Raises :class:`NotFound`."""
    return _changeable(organisation_by_slug(slug), by)


def _changeable(place: P | None, by: Person) -> P:
    if place is None or not changeable([place], place_editor(by)):
        raise NotFound
    return place


def _naming(table: type[City | Organisation]) -> dict[int, set[int]]:
    """By id of the city or organisation, the ids of the events that name it."""
    found: dict[int, set[int]] = defaultdict(set)
    queries = _CITIES_NAMED if table is City else _ORGANISATIONS_NAMED
    for place_id, event_id in db.session.execute(union(*queries)):
        if place_id is not None:
            found[place_id].add(event_id or NOWHERE)
    return found


_CITIES_NAMED = (
    select(Host.city_id, Host.event_id),
    select(Stage.city_id, Stage.event_id),
    select(Session.held_by_id, Session.event_id),
    select(Appearance.city_id, Session.event_id).join(Session, Session.id == Appearance.session_id),
    select(Speaker.city_id, Speaker.home_event_id),
)
_ORGANISATIONS_NAMED = (
    select(Partner.organisation_id, Partner.event_id),
    select(Speaker.organisation_id, Speaker.home_event_id),
)

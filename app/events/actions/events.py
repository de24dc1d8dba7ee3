"""Events: create, edit, move to another zone, cancel, reinstate, delete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

import structlog

from app import zones
from app.cities.models import City
from app.db import db, expect_version, record
from app.errors import N_, RuleBroken
from app.events.facts import DraftChanged, EventCancelled, EventReinstated, EventZoneChanged
from app.events.history import Changed, reference, write
from app.events.models import Event, Host, Series, TeamMember
from app.events.rules import EventState, EventValues, HostPart, TeamRole, check_can_cancel, check_can_delete
from app.people.models import Person
from app.slugs import free_slug, slug_of
from app.texts import text_in
from app.unique import only_one, taken_slugs

__all__ = ["cancel_event", "change_zone", "create_event", "delete_event", "edit_event", "reinstate_event"]

log = structlog.get_logger(__name__)

_TAKEN = N_("“%(slug)s” is taken by another event.")


def create_event(values: EventValues, *, zone: str, lead: City, by: Person) -> Event:
    """A draft with its lead city; the creator owns it. Without a slug, one is made from title and year.

    An empty ``zone`` is the lead city's. Refuses what :meth:`EventValues.check` refuses, a bad zone, a taken slug.
    """
    values = values if values.slug else replace(values, slug=_suggested(values))
    values.check()
    _check_series(values.series_id, None, by)
    event = Event(zone=zones.zone(zone or lead.zone, field="zone").key, **values.columns())
    event.hosts = [Host(city=lead, part=HostPart.LEAD, position=0)]
    with only_one(_TAKEN, field="slug", slug=values.slug):
        db.session.add(event)
    db.session.add(TeamMember(event_id=event.id, person_id=by.id, role=TeamRole.OWNER, city_id=lead.id))
    _record(event, "event_created", by, Changed({}, {"title": dict(event.title), "zone": event.zone}))
    return event


def edit_event(event: Event, values: EventValues, *, expected_version: int | None, by: Person) -> None:
    """Other values. The address of an event that was released stays: links to it are out in the world."""
    expect_version(event, expected_version)
    values.check()
    _check_series(values.series_id, event.series_id, by)
    if values.slug != event.slug and event.state != EventState.DRAFT:
        raise RuleBroken(N_("The event was released under this address: it stays."), field="slug")
    with only_one(_TAKEN, field="slug", slug=values.slug):
        changed = write(event, values.columns())
    changed.name_rows("series_id", "series", _series)
    if changed:
        _record(event, "event_edited", by, changed)


def change_zone(
    event: Event,
    zone: str,
    *,
    keep: Literal["wall", "instant"],
    meant: Mapping[str, datetime] | None = None,
    expected_version: int | None,
    by: Person,
) -> None:
    """Another zone; ``keep`` says whether sessions keep their wall times or their instants (design: time.md).

    The sessions follow within the transaction (``schedule.actions.rezoning``), which refuses wall times that clocks in
    the new zone skip, and those that come twice there unless ``meant`` has the session's code and one of the instants.
    """
    expect_version(event, expected_version)
    key = zones.zone(zone, field="zone").key
    if key == event.zone:
        return
    old, event.zone = event.zone, key
    record(EventZoneChanged(event.id, old, key, keep, by.id, meant or {}))
    _record(event, "event_zone_changed", by, Changed({"zone": old}, {"zone": key, "keep": keep}))


def cancel_event(event: Event, *, expected_version: int | None, by: Person) -> None:
    """Call it off. It stays to be seen, as cancelled; its page, its links and its releases remain.

    A release that says so follows within the transaction (``schedule.actions.calling_off``).
    """
    expect_version(event, expected_version)
    check_can_cancel(event.state)
    event.state = EventState.CANCELLED
    _record(event, "event_cancelled", by)
    record(EventCancelled(event.id, by.id))


def reinstate_event(event: Event, *, expected_version: int | None, by: Person) -> None:
    """Take a cancellation back. What was released before it is released anew within the transaction."""
    expect_version(event, expected_version)
    if event.state != EventState.CANCELLED:
        raise RuleBroken(N_("This event is not cancelled."))
    event.state = EventState.PUBLIC
    _record(event, "event_reinstated", by)
    record(EventReinstated(event.id, by.id))


def delete_event(event: Event, *, typed: str, by: Person) -> None:
    """Delete a draft that was never released, with all that belongs to it, its history too.

    ``typed`` is its slug as the person typed it. Speakers entered in it stay: they may appear elsewhere.
    """
    check_can_delete(event.state, event.slug, typed)
    log.info("event deleted", slug=event.slug, event_id=event.id, by=by.id)
    db.session.delete(event)
    db.session.flush()


def _check_series(wanted: int | None, before: int | None, by: Person) -> None:
    """Only the owner of a series puts events into it: its page speaks for her city."""
    if wanted is None or wanted == before:
        return
    series = db.session.get(Series, wanted)
    if series is None or not (by.is_admin or series.owner_id == by.id):
        raise RuleBroken(N_("Choose one of your own series."), field="series_id")


def _series(series_id: int) -> dict[str, Any] | None:
    series = db.session.get(Series, series_id)
    return None if series is None else reference(series.slug, series.title)


def _suggested(values: EventValues) -> str:
    """``busan-helsinki-2026``: the title and the year of the first day, unless the title says it."""
    slug = slug_of(values.title, limit=70)
    year = str(values.starts_on.year) if values.starts_on else ""
    wanted = slug if not year or year in slug else f"{slug}-{year}".strip("-")
    return free_slug(wanted, taken_slugs(Event.slug, wanted or values.kind), fallback=values.kind)


def _record(event: Event, act: str, by: Person, changed: Changed | None = None) -> None:
    changed = changed or Changed()
    title = text_in(event.title, "en").text
    differs = act not in {"event_cancelled", "event_reinstated"}
    record(DraftChanged(event.id, act, "event", title, by.id, changed.before, changed.after, differs=differs))

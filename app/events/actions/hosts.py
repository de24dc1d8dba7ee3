"""The cities that host an event: add, give another part, put in order, remove."""

from __future__ import annotations

from sqlalchemy import delete, update

from app.cities.models import City
from app.clock import now
from app.db import db, expect_version, record
from app.errors import N_, RuleBroken
from app.events.facts import DraftChanged, HostRemoved
from app.events.history import Changed
from app.events.models import Event, Host, TeamInvite, TeamMember
from app.events.rules import HostPart, TeamRole, check_keeps_lead
from app.ordering import shifted
from app.people.models import Person
from app.texts import text_in
from app.unique import only_one

__all__ = ["add_host", "change_part", "remove_host", "shift_host"]


def add_host(event: Event, city: City, part: str, *, by: Person) -> Host:
    """A further city, after those that are there."""
    _check_part(part)
    host = Host(city=city, part=part, position=len(event.hosts))
    with only_one(N_("This city is a host already."), field="city_id"):
        event.hosts.append(host)
    _record(host, "host_added", by, Changed({}, {"part": part}))
    return host


def change_part(host: Host, part: str, *, expected_version: int | None, by: Person) -> None:
    """Lead, co-host or guest. The last leading city stays one: its editors release."""
    expect_version(host, expected_version)
    _check_part(part)
    if part == host.part:
        return
    check_keeps_lead(((each.id, each.part) for each in host.event.hosts), host.id, part)
    before, host.part = host.part, part
    _record(host, "host_changed", by, Changed({"part": before}, {"part": part}))


def shift_host(host: Host, *, up: bool, by: Person) -> None:
    """One place earlier or later: the order in which clocks and names are shown. At the end nothing happens."""
    order = shifted(host.event.hosts, host, up=up)
    if order is None:
        return
    for position, each in enumerate(order):
        each.position = position
    _record(host, "hosts_ordered", by, Changed({}, {"order": [dict(each.city.name) for each in order]}))


def remove_host(host: Host, *, expected_version: int | None, by: Person) -> None:
    """The city hosts no longer: its editors leave the team, open invitations for it are void, what it held is free."""
    expect_version(host, expected_version)
    event, city = host.event, host.city
    check_keeps_lead(((each.id, each.part) for each in event.hosts), host.id, None)
    _record(host, "host_removed", by, Changed({"part": host.part}, {}))
    record(HostRemoved(event.id, city.id))
    of_city = (TeamMember.event_id == event.id, TeamMember.city_id == city.id)
    db.session.execute(delete(TeamMember).where(*of_city, TeamMember.role == TeamRole.EDITOR))
    db.session.execute(update(TeamMember).where(*of_city).values(city_id=None))
    db.session.execute(
        update(TeamInvite)
        .where(TeamInvite.event_id == event.id, TeamInvite.city_id == city.id)
        .where(TeamInvite.accepted_at.is_(None), TeamInvite.revoked_at.is_(None))
        .values(revoked_at=now())
    )
    event.hosts.remove(host)
    for position, each in enumerate(event.hosts):
        each.position = position
    db.session.flush()


def _check_part(part: str) -> None:
    if part not in tuple(HostPart):
        raise RuleBroken(N_("This part does not exist."), field="part")


def _record(host: Host, act: str, by: Person, changed: Changed) -> None:
    city = host.city
    name = text_in(city.name, "en").text
    record(DraftChanged(host.event.id, act, f"host:{city.slug}"[:40], name, by.id, changed.before, changed.after))

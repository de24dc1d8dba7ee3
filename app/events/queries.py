"""Reads of events. Access comes with the load: what somebody may not see is not found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from sqlalchemy import Select, bindparam, exists, or_, select

from app.cities.models import City
from app.cities.queries import all_cities
from app.db import db
from app.errors import NotFound
from app.events.models import Event, EventFigure, Host, Partner, Series, TeamInvite, TeamMember
from app.events.rules import Act, Grants, HostPart, Role, TeamRole, may
from app.people.models import Person
from app.tokens import hashed

__all__ = [
    "INVITE_PURPOSE",
    "cities_for",
    "creator",
    "event_by_slug",
    "events_managed_by",
    "figure_of",
    "grants_of",
    "host_of",
    "ids_edited_by",
    "invite_by_link",
    "invite_of",
    "invites_of",
    "likely_languages",
    "locked",
    "managed_event",
    "managed_series",
    "manages_events",
    "member_of",
    "partner_of",
    "series_offered",
    "team_of",
]

R = TypeVar("R")

INVITE_PURPOSE = "team-invite"
"""What the hashed secrets of mailed invitations are for."""

_TEAM_ROLES = {"owner": Role.OWNER, "editor": Role.EDITOR, "moderator": Role.MODERATOR}


# Put together once: these two are asked with every page of an organizer, and to build them took most of their time.
_EVENT = select(Event).where(Event.slug == bindparam("slug"))
_PLACES = (
    select(TeamMember.role, TeamMember.city_id, Host.part)
    .outerjoin(Host, (Host.event_id == TeamMember.event_id) & (Host.city_id == TeamMember.city_id))
    .where(TeamMember.event_id == bindparam("event_id"), TeamMember.person_id == bindparam("person_id"))
)


def event_by_slug(slug: str) -> Event | None:
    """The event's row, whoever asks; only for callers that check access themselves."""
    return db.session.scalar(_EVENT, {"slug": slug})


def grants_of(person: Person | None, event: Event) -> Grants:
    """What the person is to the event."""
    if person is None or not person.active:
        return Grants()
    roles = {Role.VISITOR, Role.ATTENDEE}
    if person.is_admin:
        roles.add(Role.ADMIN)
    cities: set[int] = set()
    for role, city_id, part in db.session.execute(_PLACES, {"event_id": event.id, "person_id": person.id}):
        if role == "editor" and part is None:
            continue  # her city is no longer a host
        roles.add(_TEAM_ROLES[role])
        if city_id is not None:
            cities.add(city_id)
        if role == "editor" and part == HostPart.LEAD:
            roles.add(Role.LEAD_EDITOR)
    return Grants(frozenset(roles), frozenset(cities))


def managed_event(slug: str, *, by: Person | None, act: Act = Act.SEE_DRAFT) -> Event:
    """The event, for somebody who may do ``act`` there. Raises :class:`NotFound` otherwise, as if it were not there."""
    event = event_by_slug(slug)
    if event is None or not may(grants_of(by, event), act):
        raise NotFound
    return event


def locked(event: Event) -> Event:
    """The event as it is now, held until the transaction ends: a release waits for it, as it waits for one.

    Rows that belong to the event can be added by others meanwhile.
    """
    db.session.refresh(event, with_for_update={"key_share": True})
    return event


def manages_events(person: Person) -> bool:
    """Whether the person is in the team of any event."""
    return db.session.scalar(select(exists().where(TeamMember.person_id == person.id))) or False


def events_managed_by(person: Person) -> list[Event]:
    """The events whose draft the person sees, newest first."""
    query = select(Event).order_by(Event.starts_on.desc().nulls_first(), Event.id.desc())
    if not person.is_admin:
        query = query.where(Event.id.in_(select(TeamMember.event_id).where(TeamMember.person_id == person.id)))
    return list(db.session.scalars(query))


def ids_edited_by(person: Person) -> Select[int]:
    """The events (ids) whose programme the person may edit."""
    if person.is_admin:
        return select(Event.id)
    is_host = select(Host.id).where(Host.event_id == TeamMember.event_id, Host.city_id == TeamMember.city_id).exists()
    return select(TeamMember.event_id).where(
        TeamMember.person_id == person.id,
        or_(TeamMember.role == "owner", (TeamMember.role == "editor") & is_host),
    )


def creator(person: Person) -> Person:
    """The person, where she may create events and series: organizers and admins. Raises :class:`NotFound` otherwise."""
    if not person.active or not (person.is_organizer or person.is_admin):
        raise NotFound
    return person


def series_offered(person: Person, event: Event | None = None) -> list[Series]:
    """The series that the person may put an event into: her own (all of them for admins), and the one it is in."""
    query = select(Series).order_by(Series.slug)
    if not person.is_admin:
        here = event.series_id if event else None
        query = query.where(or_(Series.owner_id == person.id, Series.id == here))
    return list(db.session.scalars(query))


def managed_series(slug: str, *, by: Person) -> Series:
    """The series, for its owner and admins."""
    series = db.session.scalar(select(Series).where(Series.slug == slug))
    if series is None or not (by.is_admin or series.owner_id == by.id):
        raise NotFound
    return series


def host_of(event: Event, city_slug: str) -> Host:
    """The city as host of the event. Raises :class:`NotFound`."""
    return _one(host for host in event.hosts if host.city.slug == city_slug)


def partner_of(event: Event, partner_id: int) -> Partner:
    """A partner of the event. Raises :class:`NotFound`, also for one of another event."""
    return _one(partner for partner in event.partners if partner.id == partner_id)


def figure_of(event: Event, figure_id: int) -> EventFigure:
    """A figure of the event. Raises :class:`NotFound`, also for one of another event."""
    return _one(figure for figure in event.figures if figure.id == figure_id)


def team_of(event: Event) -> list[TeamMember]:
    """The team: owners, editors by city, moderators."""
    order = {role: place for place, role in enumerate(TeamRole)}
    rows = db.session.scalars(select(TeamMember).where(TeamMember.event_id == event.id).order_by(TeamMember.id))
    return sorted(rows, key=lambda member: (order.get(TeamRole(member.role), 9), member.city_id or 0))


def member_of(event: Event, member_id: int) -> TeamMember:
    """A line of the team list. Raises :class:`NotFound`, also for one of another event."""
    return _one(
        iter(db.session.scalars(select(TeamMember).where(TeamMember.id == member_id, TeamMember.event_id == event.id)))
    )


def invites_of(event: Event) -> list[TeamInvite]:
    """Invitations that were not accepted, newest first; revoked ones are gone."""
    query = select(TeamInvite).where(TeamInvite.event_id == event.id)
    query = query.where(TeamInvite.accepted_at.is_(None), TeamInvite.revoked_at.is_(None))
    return list(db.session.scalars(query.order_by(TeamInvite.id.desc())))


def invite_of(event: Event, invite_id: int) -> TeamInvite:
    """An invitation to the event's team. Raises :class:`NotFound`."""
    return _one(
        iter(db.session.scalars(select(TeamInvite).where(TeamInvite.id == invite_id, TeamInvite.event_id == event.id)))
    )


def invite_by_link(token: str) -> TeamInvite:
    """The invitation that a mailed link belongs to, however it stands. Raises :class:`NotFound`."""
    return _one(
        iter(db.session.scalars(select(TeamInvite).where(TeamInvite.token_hash == hashed(INVITE_PURPOSE, token))))
    )


def _one(rows: Iterator[R]) -> R:
    found = next(rows, None)
    if found is None:
        raise NotFound
    return found


def likely_languages(event: Event) -> list[str]:
    """Languages of the event, of its hosts, and English: to be offered first."""
    of_hosts = [tag for host in event.hosts for tag in host.city.languages]
    return list(dict.fromkeys([*event.languages, *of_hosts, "en"]))


def cities_for(event: Event) -> list[City]:
    """Every city to choose from, those that host the event first."""
    hosts = [host.city for host in event.hosts]
    return [*hosts, *(city for city in all_cities() if city not in hosts)]

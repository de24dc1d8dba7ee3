"""The event itself: made from a file, or brought up to date by it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.cities.models import City
from app.db import db
from app.events.history import write
from app.events.models import Event, Host, TeamMember
from app.events.rules import EventKind, HostPart
from app.events.rules.checks import check_slug
from app.exchange.actions.wishes import Wishes, host_city, owner_of
from app.exchange.rules.echo import Echo
from app.exchange.rules.merging import merged_carried, merged_text
from app.exchange.rules.outline import Addresses
from app.exchange.rules.values import ImportedProgramme

__all__ = ["add_people_in_charge", "made_event", "update_event"]


def made_event(slug: str, programme: ImportedProgramme, addresses: Addresses) -> Event:
    """A draft event of the file's title, zone and dates. A bad slug is refused."""
    check_slug(slug)
    days = sorted(talk.local_start.date() for talk in programme.sessions if talk.local_start)
    is_forum = bool(programme.tracks) or len(programme.stages) > 1 or len(set(days)) > 1
    event = Event(
        slug=slug,
        kind=(EventKind.FORUM if is_forum else EventKind.WEBINAR).value,
        title=programme.title or {programme.language: slug},
        about=programme.about or {},
        zone=programme.zone,
        languages=list(programme.languages or (programme.language,)),
        starts_on=programme.starts_on or (days[0] if days else None),
        ends_on=programme.ends_on or (days[-1] if days else None),
        carried=merged_carried({}, {}, programme.carried, addresses.base),
    )
    db.session.add(event)
    db.session.flush()
    return event


def update_event(
    event: Event, programme: ImportedProgramme, echo: Echo, zone: str | None, *, addresses: Addresses
) -> bool:
    """What the file says otherwise than our own export; ``zone`` is the one the organizer named. Whether it differs."""
    known = echo.programme
    new = (tag for tag in programme.languages if tag not in known.languages)
    values: dict[str, Any] = {
        "languages": [*event.languages, *(tag for tag in new if tag not in event.languages)],
        "carried": merged_carried(event.carried, known.carried, programme.carried, addresses.base),
    }
    if programme.title and programme.title != known.title:
        values["title"] = merged_text(event.title, known.title, programme.title)
    if programme.about is not None and programme.about != known.about:
        values["about"] = merged_text(event.about, known.about or {}, programme.about)
    for name in ("starts_on", "ends_on"):
        said = getattr(programme, name)
        if said is not None and said != getattr(known, name):
            values[name] = said
    if zone is not None:
        values["zone"] = programme.zone
    return bool(write(event, values))


def add_people_in_charge(event: Event, wishes: Wishes) -> bool:
    """Make the city a host (the lead where there is none yet) and the person an owner; whether that was news."""
    changed = False
    if wishes.host is not None:
        city = host_city(wishes.host)
        changed = _add_host(event, city)
    if wishes.owner is not None:
        person = owner_of(wishes.owner)
        query = select(TeamMember).where(
            TeamMember.event_id == event.id, TeamMember.person_id == person.id, TeamMember.role == "owner"
        )
        if db.session.scalar(query) is None:
            db.session.add(TeamMember(event_id=event.id, person_id=person.id, role="owner"))
            changed = True
    return changed


def _add_host(event: Event, city: City) -> bool:
    if any(known.city is city for known in event.hosts):
        return False
    has_lead = any(known.part == HostPart.LEAD for known in event.hosts)
    part = HostPart.CO_HOST if has_lead else HostPart.LEAD
    event.hosts.append(Host(city=city, part=part.value, position=len(event.hosts)))
    return True

"""Reads of agendas and of the links to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app.audience.models import AgendaLink, Pick
from app.db import db
from app.errors import NotFound
from app.people.models import Person
from app.schedule.queries import Released, mentions, released_events
from app.schedule.queries.speakers import codes_of, own_speakers
from app.schedule.rules.programme import ReleasedSession
from app.tokens import hashed

__all__ = [
    "PURPOSE", "AgendaPart", "agenda_of", "has_picked", "link_of", "link_of_token", "links_of", "number_of_links",
    "number_of_picks", "picks_of",
]  # fmt: skip

PURPOSE = "agenda link"


@dataclass(frozen=True)
class AgendaPart:
    """What of an event's release belongs to a person: the sessions she picked, and those in which she appears."""

    release: Released
    picked: frozenset[str]
    """Codes of sessions; of some the release may know nothing (any more)."""
    speakers: frozenset[str]
    """Codes of her own records as a speaker that the release names."""

    def is_picked(self, talk: ReleasedSession) -> bool:
        """Whether she picked the session."""
        return talk.code in self.picked

    def is_hers(self, talk: ReleasedSession) -> bool:
        """Whether she appears in the session."""
        return any(seen.speaker in self.speakers for seen in talk.appearances)

    def holds(self, talk: ReleasedSession) -> bool:
        """Whether the session stands in her agenda."""
        return self.is_picked(talk) or self.is_hers(talk)

    @property
    def key(self) -> tuple[object, ...]:
        """What an answer depends on that is made from this part, beside the release."""
        return (self.release.event_id, *sorted(self.picked), "as", *sorted(self.speakers))


def agenda_of(person: Person) -> list[AgendaPart]:
    """Her agenda by event, of what everybody may see: released, and not hidden since."""
    picked: defaultdict[int, set[str]] = defaultdict(set)
    for event_id, code in picks_of(person):
        picked[event_id].add(code)
    found = {release.event_id: release for release in released_events(picked)}
    speakers: defaultdict[int, set[str]] = defaultdict(set)
    for code in codes_of(own_speakers(person)):
        for release in mentions("speaker", code):
            found.setdefault(release.event_id, release)
            speakers[release.event_id].add(code)
    return [
        AgendaPart(release, frozenset(picked[event_id]), frozenset(speakers[event_id]))
        for event_id, release in sorted(found.items())
    ]


def picks_of(person: Person) -> list[tuple[int, str]]:
    """Event (id) and code of each session that she picked, those of hidden events too."""
    query = select(Pick.event_id, Pick.code).where(Pick.person_id == person.id).order_by(Pick.event_id, Pick.code)
    return [(event_id, code) for event_id, code in db.session.execute(query)]


def has_picked(person: Person, event_id: int, code: str) -> bool:
    """Whether a session is among her picks."""
    return db.session.get(Pick, (person.id, event_id, code)) is not None


def number_of_picks(person: Person) -> int:
    """How many sessions she picked."""
    return db.session.scalar(select(func.count()).select_from(Pick).where(Pick.person_id == person.id)) or 0


def links_of(person: Person) -> Sequence[AgendaLink]:
    """Her calendar links, newest first."""
    query = select(AgendaLink).where(AgendaLink.person_id == person.id).order_by(AgendaLink.id.desc())
    return db.session.scalars(query).all()


def number_of_links(person: Person) -> int:
    """How many calendar links she has."""
    return db.session.scalar(select(func.count()).select_from(AgendaLink).where(AgendaLink.person_id == person.id)) or 0


def link_of(person: Person, link_id: int) -> AgendaLink:
    """One of her calendar links. Raises :class:`NotFound` for anybody else's."""
    link = db.session.get(AgendaLink, link_id)
    if link is None or link.person_id != person.id:
        raise NotFound
    return link


def link_of_token(token: str) -> tuple[AgendaLink, Person] | None:
    """The link with this secret and whose it is; None where there is none, or her account is closed."""
    row = db.session.execute(
        select(AgendaLink, Person)
        .join(Person, Person.id == AgendaLink.person_id)
        .where(AgendaLink.token_hash == hashed(PURPOSE, token), Person.active)
    ).one_or_none()
    return None if row is None else (row[0], row[1])

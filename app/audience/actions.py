"""What a person does with her agenda."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update

from app.audience.models import AgendaLink, Pick
from app.audience.queries import PURPOSE, has_picked, number_of_links, number_of_picks
from app.audience.rules import check_links, check_picks
from app.db import db
from app.people.models import Person
from app.tokens import hashed, new_token

__all__ = ["make_agenda_link", "note_read", "pick", "put_back", "revoke_agenda_link"]


def pick(event_id: int, code: str, *, by: Person, now: datetime) -> None:
    """Take a released session into her agenda; again changes nothing. Refused where the agenda is full."""
    _alone(by)
    if not has_picked(by, event_id, code):
        check_picks(number_of_picks(by))
        db.session.add(Pick(person_id=by.id, event_id=event_id, code=code, picked_at=now))
        db.session.flush()


def put_back(event_id: int, code: str, *, by: Person) -> None:
    """Take a session out of her agenda; again changes nothing."""
    db.session.execute(delete(Pick).where(Pick.person_id == by.id, Pick.event_id == event_id, Pick.code == code))


def make_agenda_link(name: str, *, by: Person, now: datetime) -> str:
    """The secret of a new calendar link; it is shown once and kept as a hash only. Refused to who has too many."""
    _alone(by)
    check_links(number_of_links(by))
    token = new_token()
    db.session.add(AgendaLink(person_id=by.id, name=name, token_hash=hashed(PURPOSE, token), created_at=now))
    db.session.flush()
    return token


def revoke_agenda_link(link: AgendaLink) -> None:
    """From now on the link leads to nothing."""
    db.session.delete(link)
    db.session.flush()


def note_read(link_id: int, *, program: str, now: datetime) -> None:
    """Note when a link was read, and by what; one that was revoked meanwhile stays gone."""
    db.session.execute(update(AgendaLink).where(AgendaLink.id == link_id).values(read_at=now, program=program))


def _alone(person: Person) -> None:
    """Let nobody else change what the same person has: two at once must not get one more than she may."""
    db.session.execute(select(Person.id).where(Person.id == person.id).with_for_update())

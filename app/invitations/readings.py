"""How speakers read: each in her language and her zone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from app.db import db
from app.i18n import LANGUAGES
from app.invitations.models import Invitation
from app.people.models import Person
from app.schedule.models import Speaker
from app.schedule.rules.programme import EventInfo
from app.web import settings

__all__ = ["Reading", "reading_of", "readings_of"]


@dataclass(frozen=True)
class Reading:
    """A language of the program's, and the name of a zone."""

    language: str
    zone: str


def reading_of(invitation: Invitation, event: EventInfo, *, otherwise: str = "") -> Reading:
    """As :func:`readings_of`, for one; ``otherwise``: a zone that is likelier hers than the event's."""
    return readings_of([invitation], event, otherwise=otherwise)[invitation.id]


def readings_of(invitations: Sequence[Invitation], event: EventInfo, *, otherwise: str = "") -> Mapping[int, Reading]:
    """By the invitation's id: from each speaker's record, else her account, else the event. Two queries for all."""
    codes = {row.speaker_code for row in invitations}
    speakers = {row.code: row for row in db.session.scalars(select(Speaker).where(Speaker.code.in_(codes)))}
    accounts = {row.person_id for row in speakers.values() if row.person_id}
    addresses = {row.address for row in invitations}
    people = db.session.scalars(select(Person).where(or_(Person.id.in_(accounts), Person.email.in_(addresses)))).all()
    by_id, by_address = {row.id: row for row in people}, {row.email: row for row in people}
    found = {}
    for row in invitations:
        speaker = speakers.get(row.speaker_code)
        account = by_id.get(speaker.person_id or 0) if speaker else None
        found[row.id] = _reading(speaker, account or by_address.get(row.address), event, otherwise)
    return found


def _reading(speaker: Speaker | None, person: Person | None, event: EventInfo, otherwise: str) -> Reading:
    said = [one for one in (speaker, person) if one is not None]
    wanted = [*(one.language for one in said), *event.languages, settings().language]
    language = next(tag for tag in wanted if tag is not None and tag in LANGUAGES)
    return Reading(language, next((one.zone for one in said if one.zone), None) or otherwise or event.zone)

"""The mails that events owe, as reactions within the transaction of the change (promise P6)."""

from __future__ import annotations

from sqlalchemy import select

from app import zones
from app.db import db
from app.events.facts import TeamInvited
from app.events.models import TeamInvite
from app.i18n import LANGUAGES, time_words
from app.mail.outbox import owe
from app.people.models import Person
from app.people.rules import shown_name
from app.texts import text_in
from app.web import absolute_url

__all__ = ["owe_team_invite"]


def owe_team_invite(fact: TeamInvited) -> None:
    """The invitation with its link: in the language of the person where she is known, else the event's, else ours."""
    row = db.session.get_one(TeamInvite, fact.invite_id)
    event = row.event
    known = db.session.scalar(select(Person).where(Person.email == row.email))
    sender = db.session.get(Person, row.invited_by_id) if row.invited_by_id else None
    language = _language(known, event.languages, sender)
    zone = (known.zone if known else None) or event.zone
    owe(
        "team_invite",
        to=row.email,
        to_name=known.name if known else "",
        language=language,
        zone=zone,
        event_id=event.id,
        expires_at=row.expires_at,
        sender=shown_name(sender.name, sender.email) if sender else "",
        event_title=text_in(event.title, language).text,
        role=row.role,
        city=text_in(row.city.name, language).text if row.city else "",
        link=absolute_url("events.invitation", token=fact.token),
        until=time_words(language).long_date(zones.wall(row.expires_at, zone).local.date()),
    )


def _language(known: Person | None, spoken: list[str], sender: Person | None) -> str:
    wanted = [known.language if known else None, *spoken, sender.language if sender else None]
    return next((tag for tag in wanted if tag is not None and tag in LANGUAGES), "en")

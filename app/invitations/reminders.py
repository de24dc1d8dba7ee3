"""Reminders to speakers: owed once each, in the transaction that notes them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import structlog
from sqlalchemy import ColumnExpressionArgument, select

from app.clock import now
from app.db import commit, db, writing
from app.events.models import Event
from app.invitations.letters import owe_reminder
from app.invitations.models import Invitation, Reminder
from app.invitations.queries import backstage_of
from app.invitations.rules.answers import Answer
from app.invitations.rules.owing import from_json
from app.invitations.rules.reminding import FARTHEST, Lead, due_lead, wants_reminding
from app.jobs import job
from app.schedule.queries import programme_of
from app.unique import inserted

__all__ = ["remind", "remind_due"]

log = structlog.get_logger(__name__)


@job(every_minute=True)
def remind() -> None:
    """The job: once a minute."""
    remind_due(now())


def remind_due(moment: datetime) -> int:
    """Owe the reminders that are due; commits one by one, so that none waits for another. How many."""
    count = 0
    for invitation_id, lead in _due(moment):
        with writing():
            count += _remind(invitation_id, lead, moment)
            commit()
    return count


def _due(moment: datetime) -> Sequence[tuple[int, Lead]]:
    soon = Invitation.starts_at > moment, Invitation.starts_at <= moment + FARTHEST, Invitation.is_wanted
    rows = db.session.scalars(select(Invitation).where(*soon).order_by(Invitation.id)).all()
    sent, hers = _sent(*soon), {_place(row) for row in rows if row.speaker is not None}
    found = [
        (row.id, lead)
        for row in rows
        # Of two records of one person that were merged after both were invited, the one that is left is reminded.
        if (row.speaker is not None or _place(row) not in hers)
        and wants_reminding(Answer(row.answer))
        and (lead := _lead(row, sent, moment)) is not None
    ]
    db.session.rollback()
    return found


def _place(row: Invitation) -> tuple[int, str, str]:
    return (row.event_id, row.code, row.address)


_Sent = Mapping[tuple[int, datetime], Collection[Lead]]
"""The reminders that were sent, by invitation and by the time that they spoke of."""


def _sent(*which: ColumnExpressionArgument[bool]) -> _Sent:
    query = select(Reminder.invitation_id, Reminder.starts_at, Reminder.lead).join(Invitation).where(*which)
    sent: dict[tuple[int, datetime], set[Lead]] = {}
    for invitation_id, starts_at, lead in db.session.execute(query):
        sent.setdefault((invitation_id, starts_at), set()).add(Lead(lead))
    return sent


def _lead(row: Invitation, sent: _Sent, moment: datetime) -> Lead | None:
    told = from_json(row.told)
    if told is None or row.stamped_at is None:
        return None
    reminded = sent.get((row.id, told.starts_at), ())
    return due_lead(told, told_at=row.stamped_at, reminded=reminded, now=moment)


def _remind(invitation_id: int, lead: Lead, moment: datetime) -> bool:
    """Owe one, unless another process just did, or it is no longer due."""
    row = db.session.get(Invitation, invitation_id, with_for_update={"of": Invitation}, populate_existing=True)
    if row is None or not row.is_wanted or row.starts_at is None:
        return False
    if _lead(row, _sent(Invitation.id == row.id), moment) is not lead:
        return False
    programme = programme_of(db.session.get_one(Event, row.event_id))
    talk = programme.by_code.get(row.code) if programme else None
    if programme is None or talk is None or talk.starts_at != row.starts_at or talk.is_cancelled:
        log.warning("no reminder: what she was told is not what is released", invitation=row.id)
        return False
    if not inserted(Reminder, invitation_id=row.id, lead=lead.value, starts_at=row.starts_at, at=moment):
        return False
    owe_reminder(row, lead, talk, programme, backstage=backstage_of(row.event_id, row.code))
    return True

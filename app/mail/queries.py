"""How the outbox stands, for /health and for the operator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import aliased

from app.db import db
from app.mail.models import OwedMail

__all__ = ["STATES", "Outbox", "counts_of", "failed_mails", "mails_of", "outbox", "retryable", "worth_another_try"]

STATES = ("owed", "failed", "sent")
"""What a mail can be."""


@dataclass(frozen=True)
class Outbox:
    """Numbers of mails: owed, and given up. ``oldest`` is when the oldest owed one came to be owed."""

    owed: int
    oldest: datetime | None
    failed: int


def outbox() -> Outbox:
    """How the outbox stands now."""
    owed, oldest = db.session.execute(
        select(func.count(), func.min(OwedMail.created_at)).where(OwedMail.state == "owed")
    ).one()
    failed = db.session.scalar(select(func.count()).where(OwedMail.state == "failed")) or 0
    return Outbox(owed, oldest, failed)


def mails_of(event_id: int, *, state: str = "", limit: int, offset: int = 0) -> Sequence[OwedMail]:
    """Mails of an event, the newest first; of one state, or of all."""
    query = select(OwedMail).where(OwedMail.event_id == event_id).order_by(OwedMail.id.desc())
    if state:
        query = query.where(OwedMail.state == state)
    return db.session.scalars(query.limit(limit).offset(offset)).all()


def counts_of(event_id: int) -> Mapping[str, int]:
    """How many mails of an event are in which state."""
    query = select(OwedMail.state, func.count()).where(OwedMail.event_id == event_id).group_by(OwedMail.state)
    return {state: count for state, count in db.session.execute(query)}


def worth_another_try() -> ColumnElement[bool]:
    """Which mails that were given up can still be sent: not what has run out, and nothing that is told anew already.

    An invitation that came after its own cancellation would stay in a calendar that knows of neither. A reminder says
    nothing to calendars.
    """
    later = aliased(OwedMail)
    told = exists().where(
        later.thread == OwedMail.thread, later.thread != "", later.to == OwedMail.to, later.id > OwedMail.id,
        later.method != "",
    )  # fmt: skip
    return and_(OwedMail.state == "failed", OwedMail.expires_at.is_(None), ~told)


def retryable(event_id: int) -> frozenset[int]:
    """Mails of an event (ids) that were given up and are worth another try."""
    return frozenset(db.session.scalars(select(OwedMail.id).where(OwedMail.event_id == event_id, worth_another_try())))


def failed_mails() -> list[OwedMail]:
    """Mails that were given up, newest first."""
    query = select(OwedMail).where(OwedMail.state == "failed").order_by(OwedMail.id.desc())
    return list(db.session.scalars(query))

"""How the outbox stands, for /health and for the operator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.db import db
from app.mail.models import OwedMail

__all__ = ["Outbox", "failed_mails", "outbox"]


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


def failed_mails() -> list[OwedMail]:
    """Mails that were given up, newest first."""
    query = select(OwedMail).where(OwedMail.state == "failed").order_by(OwedMail.id.desc())
    return list(db.session.scalars(query))

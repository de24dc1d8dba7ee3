"""Mails that were given up, or that nobody is to get any more."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, update

from app.clock import now
from app.db import db, record
from app.mail.facts import MailOwed
from app.mail.models import OwedMail
from app.mail.queries import worth_another_try

__all__ = ["drop_untried", "forget", "retry"]


def retry(ids: Collection[int] | None) -> int:
    """Owe failed mails again, from the first attempt on; all of them for None. How many.

    Those stay that ran out, and those of which a later one told the newer state.
    """
    chosen = [worth_another_try()]
    if ids is not None:
        chosen.append(OwedMail.id.in_(ids))
    values = {"state": "owed", "attempts": 0, "due_at": now(), "leased_until": None}
    record(MailOwed())
    return int(db.session.execute(update(OwedMail).where(*chosen).values(values)).rowcount)  # type: ignore[attr-defined]


def forget(ids: Collection[int] | None) -> int:
    """Delete failed mails; all of them for None. How many."""
    chosen = [OwedMail.state == "failed"]
    if ids is not None:
        chosen.append(OwedMail.id.in_(ids))
    return int(db.session.execute(delete(OwedMail).where(*chosen)).rowcount)  # type: ignore[attr-defined]


def drop_untried(kind: str, threads: Collection[str]) -> None:
    """Owe mails of this kind in these threads no longer, as far as none was handed to a server: they are not true now.

    The caller commits with what made them untrue.
    """
    which = OwedMail.kind == kind, OwedMail.state == "owed", OwedMail.attempts == 0, OwedMail.thread.in_(threads)
    if threads:
        db.session.execute(delete(OwedMail).where(*which))

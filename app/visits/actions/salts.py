"""The salts that keys of visitors are hashed with: made when needed, deleted when their time is over.

With its salt gone a key is a random name: nobody can work out any more whose it was, also not with the cookie or the
account at hand.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, exists, func, select

from app.db import db
from app.schedule.models import Release
from app.unique import insert_unless_there
from app.visits.models import VisitSalt
from app.visits.rules.hours import Mode

__all__ = ["KEPT", "Names", "drop_salts", "names_of"]

KEPT: Final = timedelta(hours=48)
"""After an event, or a month, before its salt is deleted."""


@dataclass(frozen=True)
class Names:
    """How visitors of an event are called under one salt."""

    mode: Mode
    event_id: int
    secret: str

    def key(self, who: str) -> str:
        """The visitor's key: of her account or browser, in this event alone."""
        return self._hashed("visitor", who)[:32]

    def tab(self, tab: str) -> str:
        """What one of her tabs is called in the visit's row."""
        return self._hashed("tab", tab)[:16]

    def _hashed(self, kind: str, name: str) -> str:
        said = f"{kind}\0{self.event_id}\0{name}".encode()
        return hmac.new(bytes.fromhex(self.secret), said, hashlib.sha256).hexdigest()


def names_of(event_id: int, mode: Mode, at: datetime) -> list[Names]:
    """The names of an event's visitors, first those for a visit that begins now, then those it may have begun under.

    The salt's row stays locked until the commit: two processes that take beats of one event do so one after the other.
    """
    if mode is Mode.LIVE:
        return [Names(Mode.LIVE, event_id, _secret(event_id=event_id))]
    month = f"{at:%Y-%m}"
    before = db.session.scalar(select(VisitSalt.secret).where(VisitSalt.month == _month_before(at)))
    live = db.session.scalar(select(VisitSalt.secret).where(VisitSalt.event_id == event_id))
    return [
        Names(Mode.REPLAY, event_id, _secret(month=month)),
        *([Names(Mode.REPLAY, event_id, before)] if before else []),
        *([Names(Mode.LIVE, event_id, live)] if live else []),
    ]


def _secret(**name: object) -> str:
    query = select(VisitSalt.secret).filter_by(**name).with_for_update()
    found = db.session.scalar(query)
    if found is None:
        db.session.execute(insert_unless_there(VisitSalt).values(**name, secret=secrets.token_hex(32)))
        found = db.session.scalar(query)
        assert found is not None
    return found


def _month_before(at: datetime) -> str:
    return f"{at.replace(day=1) - timedelta(days=1):%Y-%m}"


def drop_salts(*, now: datetime) -> int:
    """Delete the salts of events and months that ended 48 h ago; answers how many.

    An event that has no times any more is over 48 h after its salt was made.
    """
    over = now - KEPT
    current = (Release.event_id == VisitSalt.event_id) & Release.is_current
    is_over = exists().where(current, func.coalesce(Release.last_end, VisitSalt.made_at) < over)
    # A month is over for good once the moment 48 h ago is in a later one.
    of_events = delete(VisitSalt).where(VisitSalt.event_id.is_not(None), is_over)
    of_months = delete(VisitSalt).where(VisitSalt.month < f"{over:%Y-%m}")
    options = {"synchronize_session": False}
    done = [db.session.execute(each, execution_options=options) for each in (of_events, of_months)]
    return sum(int(getattr(each, "rowcount", 0)) for each in done)

"""What feeds are made of: current releases, and what in them still has to be told."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID, uuid5

from sqlalchemy import func, select

from app.calendars.rules.entries import CANCELLED_STAYS
from app.db import db
from app.errors import NotFound
from app.schedule.models import Release
from app.schedule.queries import Released, remembered

__all__ = ["first_release", "still_told"]

_EVENTS = UUID("5a1e4d3c-98f0-4b4e-9c3f-0d8a5f2b7c61")
"""Namespace of the UIDs of whole events."""


class FirstRelease(NamedTuple):
    """When an event was first released, and the calendar UID that it has had since."""

    uid: str
    at: datetime


def first_release(release: Released) -> FirstRelease:
    """What stays the same about a released event whatever is renamed, moved or released later."""
    event_id = release.event_id
    return remembered.ask(("first", event_id), lambda: _first_release(event_id), lambda _: [release.head])


def _first_release(event_id: int) -> FirstRelease:
    at = db.session.scalar(select(func.min(Release.released_at)).where(Release.event_id == event_id))
    if at is None:
        raise NotFound
    return FirstRelease(str(uuid5(_EVENTS, f"{event_id} {at.isoformat()}")), at)


def still_told(released: Released, now: datetime) -> int:
    """How much that was called off its feeds still hold: the one thing in them that time changes."""
    return sum(now < end for end in _told_until(released))


@lru_cache(maxsize=4096)
def _told_until(released: Released) -> tuple[datetime, ...]:
    # Kept apart from the programme, so that a 304 does not need the programme.
    sessions = [talk.cancelled_at or talk.changed_at for talk in released.programme.sessions if talk.is_cancelled]
    whole = [released.released_at] if released.programme.called_off else []
    return tuple(since + CANCELLED_STAYS for since in (*sessions, *whole))

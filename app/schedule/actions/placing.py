"""The one way to give a session its time."""

from __future__ import annotations

from app import zones
from app.schedule.models import Session
from app.schedule.rules.when import When, check_when, span

__all__ = ["place", "promise_of"]


def place(talk: Session, when: When) -> None:
    """Set the promised wall time and the instants that derive from it with today's zone data.

    Refuses what :func:`~app.schedule.rules.when.check_when` refuses; the session is then unchanged.
    """
    exact = check_when(when)
    talk.local_start, talk.zone, talk.fold = exact.local_start, exact.zone, exact.fold or 0
    talk.duration = exact.duration
    talk.starts_at, talk.ends_at = span(exact)
    talk.tz_version = zones.TZ_VERSION


def promise_of(talk: Session) -> When:
    """The session's promise as a value."""
    return When(talk.local_start, talk.zone, talk.fold, talk.duration)

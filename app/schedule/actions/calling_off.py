"""An event that is called off, or takes place after all: the release that tells calendars so. The draft stays."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import undefer

from app import clock
from app.db import db
from app.events.facts import EventCancelled, EventReinstated
from app.events.models import Event
from app.schedule.actions.publishing import highest_sequences, publish
from app.schedule.models import Release
from app.schedule.rules import diff, programme
from app.schedule.rules.kinds import ReleaseCause
from app.schedule.rules.succession import call_off, follow

__all__ = ["release_as_before", "release_as_cancelled"]


def release_as_cancelled(fact: EventCancelled) -> None:
    """Reaction within: the current release anew, with every session cancelled. None where nothing was released."""
    event, current = _locked(fact.event_id)
    if current is None:
        return
    now, old = clock.now(), programme.from_json(current.snapshot)
    new = call_off(old, now=now)
    publish(
        event,
        new,
        diff.compare(old, new),
        by_id=fact.by_id,
        now=now,
        draft_version=current.programme_version,
        cause=ReleaseCause.CANCELLED,
    )


def release_as_before(fact: EventReinstated) -> None:
    """Reaction within: what was released before the event was called off, anew; SEQUENCE goes on rising (P7)."""
    event, current = _locked(fact.event_id)
    if current is None or current.cause != ReleaseCause.CANCELLED:
        return
    # Nothing can be released while an event is cancelled: the release before is the one that was called off.
    before = _newest(event.id, Release.number < current.number)
    if before is None:
        return
    now, old = clock.now(), programme.from_json(current.snapshot)
    again = follow(old, programme.from_json(before.snapshot), now=now, highest=highest_sequences(event))
    publish(
        event,
        again,
        diff.compare(old, again),
        by_id=fact.by_id,
        now=now,
        draft_version=before.programme_version,
        cause=ReleaseCause.REINSTATED,
    )


def _locked(event_id: int) -> tuple[Event, Release | None]:
    """The event and its current release. Writing the event's new state has locked its row: no other release comes."""
    db.session.flush()
    return db.session.get_one(Event, event_id), _newest(event_id)


def _newest(event_id: int, *which: object) -> Release | None:
    query = select(Release).where(Release.event_id == event_id, *which)  # type: ignore[arg-type]
    return db.session.scalar(query.order_by(Release.number.desc()).limit(1).options(undefer(Release.snapshot)))

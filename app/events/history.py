"""The history of an event's draft: written within the transaction of every change."""

from __future__ import annotations

from sqlalchemy import update

from app.db import db
from app.events.facts import DraftChanged
from app.events.models import Change, Event

__all__ = ["note_change"]


def note_change(fact: DraftChanged) -> None:
    """Reaction within: a line of history, and a new version of the draft as a whole."""
    db.session.add(
        Change(
            event_id=fact.event_id,
            person_id=fact.by_id,
            act=fact.act,
            subject=fact.subject,
            title=fact.title,
            before=dict(fact.before),
            after=dict(fact.after),
        )
    )
    if not fact.differs:
        return
    db.session.execute(
        update(Event)
        .where(Event.id == fact.event_id)
        .values(programme_version=Event.programme_version + 1, version=Event.version, changed_at=Event.changed_at)
        .execution_options(synchronize_session=False)
    )

"""Moves the fictional webinar to today, so that its room is live when somebody tries the program."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from app import zones
from app.db import db
from app.events.models import Event
from app.events.rules import EventState
from app.schedule.actions.placing import place
from app.schedule.actions.release import release
from app.schedule.models import Session
from app.schedule.rules.when import When

__all__ = ["bring_to_now", "redate"]

LEAD = timedelta(minutes=10)
"""How long the webinar has been under way when the program starts."""
STEP = 5
"""Minutes to which the start is rounded down."""


def redate(*, now: datetime) -> list[Event]:
    """Move each re-dated demo event that is not under way so that it began ten minutes ago; release it."""
    events = db.session.scalars(select(Event).where(Event.state == EventState.PUBLIC)).all()
    moved = [event for event in events if _is_redated(event) and bring_to_now(event, now=now)]
    for event in moved:
        note = {"en": "Moved to today", "fi": "Siirretty tähän päivään", "ar": "نُقل إلى اليوم"}
        release(event, by=None, now=now, note=note)
    return moved


def bring_to_now(event: Event, *, now: datetime) -> bool:
    """Move the draft's sessions, with their gaps, so that the first began ten minutes ago; False if it is under way."""
    talks = db.session.scalars(
        select(Session)
        .where(Session.event_id == event.id, Session.local_start.is_not(None))
        .order_by(Session.starts_at)
    ).all()
    if not talks or _is_live(talks[0].starts_at, talks[-1].ends_at, now):
        return False
    began = zones.wall(now - LEAD, event.zone)
    began_at = zones.derived_instant(began.local - timedelta(minutes=began.local.minute % STEP), event.zone, began.fold)
    first = talks[0].local_start
    for talk in talks:
        if talk.local_start is not None and first is not None:
            moved = zones.wall(began_at + (talk.local_start - first), event.zone)
            place(talk, When(moved.local.replace(second=0, microsecond=0), event.zone, moved.fold, talk.duration))
    days = [talk.local_start.date() for talk in talks if talk.local_start]
    event.starts_on, event.ends_on = days[0], days[-1]
    db.session.flush()
    return True


def _is_redated(event: Event) -> bool:
    return bool(event.carried.get("redated"))


def _is_live(starts_at: datetime | None, ends_at: datetime | None, now: datetime) -> bool:
    return starts_at is not None and ends_at is not None and starts_at <= now < ends_at - LEAD

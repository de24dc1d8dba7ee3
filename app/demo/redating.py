"""Moves the fictional webinar to today, so that its room is live when somebody tries the program."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from app import zones
from app.db import db
from app.demo.loading import is_demo
from app.events.models import Event
from app.schedule.actions.placing import place
from app.schedule.actions.release import release
from app.schedule.models import Session
from app.schedule.rules.when import When

__all__ = ["redate"]

LEAD = timedelta(minutes=10)
"""How long the webinar has been under way when the program starts."""
STEP = 5
"""Minutes to which the start is rounded down."""


def redate(*, now: datetime) -> list[Event]:
    """Move each re-dated demo event that is not under way so that it began ten minutes ago; release it."""
    events = db.session.scalars(select(Event).where(Event.state == "public")).all()
    return [event for event in events if is_demo(event) and event.carried.get("redated") and _move(event, now)]


def _move(event: Event, now: datetime) -> bool:
    talks = db.session.scalars(
        select(Session)
        .where(Session.event_id == event.id, Session.local_start.is_not(None))
        .order_by(Session.starts_at)
    ).all()
    if not talks or _is_live(talks[0].starts_at, talks[-1].ends_at, now):
        return False
    began = zones.wall(now - LEAD, event.zone).local
    began = began.replace(minute=began.minute - began.minute % STEP, second=0, microsecond=0)
    first = talks[0].local_start
    for talk in talks:
        if talk.local_start is None or first is None:
            continue
        moved = zones.wall(zones.derived_instant(began, event.zone) + (talk.local_start - first), event.zone)
        place(talk, When(moved.local, event.zone, moved.fold, talk.duration))
    event.starts_on, event.ends_on = (
        began.date(),
        talks[-1].local_start.date() if talks[-1].local_start else began.date(),
    )
    db.session.flush()
    release(
        event, by=None, now=now, note={"en": "Moved to today", "fi": "Siirretty tähän päivään", "ar": "نُقل إلى اليوم"}
    )
    return True


def _is_live(starts_at: datetime | None, ends_at: datetime | None, now: datetime) -> bool:
    return starts_at is not None and ends_at is not None and starts_at <= now < ends_at - LEAD

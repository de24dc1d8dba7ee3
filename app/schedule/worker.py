"""What the job process does once the time zone data are others than those that sessions were derived with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import structlog
from sqlalchemy import select, union

from app import clock, zones
from app.db import commit, db, writing
from app.events.models import Event
from app.jobs import NotDone, job
from app.schedule.actions.clock_rules import Rederived, rederive
from app.schedule.models import Release, Session

__all__ = ["follow_zone_data", "rederive_all"]

log = structlog.get_logger(__name__)


@job(every_minute=True)
def follow_zone_data() -> None:
    """The job: when the program starts, and once a minute. With unchanged data it asks the database one question."""
    failed = [slug for slug, done in rederive_all() if done is None]
    if failed:
        raise NotDone(f"New time zone data are not followed by {', '.join(failed)}.")


def rederive_all() -> Iterator[tuple[str, Rederived | None]]:
    """Each event (slug) whose future sessions were derived with other data, worked off and committed one by one.

    None for one that failed: it is logged and as it was, and the next minute tries it again.
    """
    ids = _behind(clock.now())
    db.session.rollback()  # what begins below takes SQLite's lock at once
    for event_id in ids:
        with writing():
            found = _worked_off(event_id)
        if found:
            yield found


def _worked_off(event_id: int) -> tuple[str, Rederived | None] | None:
    event = db.session.get(Event, event_id)
    if event is None:
        return None
    slug = event.slug
    try:
        done = rederive(event, now=clock.now())
        commit()
    except Exception:
        db.session.rollback()
        log.exception("zone data not followed", slug=slug)
        return slug, None
    moved = sum(each.is_move for each in done.drafted)
    log.info("zone data followed", version=zones.TZ_VERSION, slug=slug, moved=moved, release=done.number)
    return slug, done


def _behind(now: datetime) -> Sequence[int]:
    """The events with sessions to come, in the draft or released, that were derived with other data; one query."""
    drafted = select(Session.event_id).where(Session.tz_version != zones.TZ_VERSION, Session.ends_at > now)
    released = select(Release.event_id).where(
        Release.is_current, Release.tz_version != zones.TZ_VERSION, Release.last_end > now
    )
    return sorted(db.session.scalars(union(drafted, released)))

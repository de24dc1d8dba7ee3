"""How many are here: counted from the visits and written down every ten seconds while live."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, literal, select

from app.db import db
from app.unique import insert_unless_there
from app.visits.models import Visit, VisitSample
from app.visits.rules.hours import Mode
from app.visits.rules.samples import slot_of
from app.visits.rules.visiting import FRESH

__all__ = ["events_with_visitors", "sample"]


def events_with_visitors(*, now: datetime) -> set[int]:
    """The events (ids) in which somebody is here live, whichever process hears her."""
    query = select(Visit.event_id).where(Visit.mode == Mode.LIVE.value, Visit.last_at >= now - FRESH)
    return set(db.session.scalars(query.distinct()))


def sample(event_ids: Collection[int], *, now: datetime) -> None:
    """Note how many are here in each session and event. Two processes that do so at once note the higher number."""
    if not event_ids:
        return
    here = (
        Visit.event_id.in_(event_ids),
        Visit.mode == Mode.LIVE.value,
        Visit.last_at >= now - FRESH,
        Visit.last_at <= now,
    )
    count = func.count(Visit.key.distinct())
    by_session = select(Visit.event_id, Visit.code, count).where(*here).group_by(Visit.event_id, Visit.code)
    by_event = select(Visit.event_id, literal(""), count).where(*here).group_by(Visit.event_id)
    rows = [*db.session.execute(by_session), *db.session.execute(by_event)]
    for event_id, code, found in rows:
        _note(event_id, code, slot_of(now), found)


def _note(event_id: int, code: str, at: datetime, here: int) -> None:
    place = {"event_id": event_id, "code": code, "at": at}
    db.session.execute(insert_unless_there(VisitSample).values(**place, here=here))
    known = db.session.get(VisitSample, (event_id, code, at), with_for_update=True)
    if known is not None and known.here < here:
        known.here = here
        db.session.flush()

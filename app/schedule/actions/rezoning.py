"""The sessions follow their event into another zone (design: time.md)."""

from __future__ import annotations

from sqlalchemy import select

from app import zones
from app.db import db
from app.errors import N_, RuleBroken
from app.events.facts import EventZoneChanged
from app.schedule.actions.placing import place
from app.schedule.models import Session, Stage
from app.schedule.rules.when import When
from app.texts import text_in
from app.zones import ClockGap, WallTime

__all__ = ["follow_event_zone"]


def follow_event_zone(fact: EventZoneChanged) -> None:
    """Reaction within: sessions in the event's old zone go to the new one, those on a stage that stands in a city stay.

    Refuses the whole change where clocks in the new zone skip a wall time that should be kept.
    """
    query = (
        select(Session)
        .outerjoin(Stage, Session.stage_id == Stage.id)
        .where(Session.event_id == fact.event_id, Session.zone == fact.old, Stage.city_id.is_(None))
    )
    for talk in db.session.scalars(query):
        place(talk, _followed(talk, fact))


def _followed(talk: Session, fact: EventZoneChanged) -> When:
    if talk.local_start is None:
        return When(None, fact.new, duration=talk.duration)
    promised = WallTime(talk.local_start, talk.zone, 1 if talk.fold else 0)
    try:
        time = zones.in_zone(promised, fact.new, keep=fact.keep)
    except ClockGap as gap:
        raise RuleBroken(
            N_("“%(title)s” would start at %(time)s, which clocks in %(zone)s skip: move it first."),
            field="zone",
            title=text_in(talk.title, "en").text,
            time=f"{talk.local_start:%Y-%m-%d %H:%M}",
            zone=fact.new,
        ) from gap
    return When(time.local, time.zone, time.fold, talk.duration)

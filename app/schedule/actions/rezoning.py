"""The sessions follow their event into another zone (design: time.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from app import zones
from app.db import db
from app.errors import N_, RuleBroken
from app.events.facts import EventZoneChanged
from app.events.rules import Doubled, WhichIsMeant
from app.schedule.actions.placing import place
from app.schedule.models import Session, Stage
from app.schedule.rules.when import When
from app.texts import text_in
from app.zones import ClockFold, ClockGap, WallTime

__all__ = ["follow_event_zone"]


def follow_event_zone(fact: EventZoneChanged) -> None:
    """Reaction within: sessions in the event's old zone go to the new one, those on a stage that stands in a city stay.

    Refuses the whole change where clocks in the new zone skip a wall time that should be kept, and where it comes
    twice there and nobody said which is meant.
    """
    query = (
        select(Session)
        .outerjoin(Stage, Session.stage_id == Stage.id)
        .where(Session.event_id == fact.event_id, Session.zone == fact.old, Stage.city_id.is_(None))
        .order_by(Session.local_start, Session.id)
    )
    talks = db.session.scalars(query).all()
    places = [_followed(talk, fact) for talk in talks]
    if fact.keep == "wall":
        places = _as_meant(talks, places, fact)
    for talk, when in zip(talks, places, strict=True):
        place(talk, when)


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


def _as_meant(talks: Sequence[Session], places: Sequence[When], fact: EventZoneChanged) -> list[When]:
    """The kept wall times with what was said of those that come twice; asks where it was not said of all."""
    asked = {talk.code: each for talk, when in zip(talks, places, strict=True) if (each := _doubled(talk, when))}
    if any(fact.meant.get(code) not in {each.first, each.second} for code, each in asked.items()):
        raise WhichIsMeant(list(asked.values()), fact.new)
    return [
        replace(when, fold=int(fact.meant[talk.code] == asked[talk.code].second)) if talk.code in asked else when
        for talk, when in zip(talks, places, strict=True)
    ]


def _doubled(talk: Session, when: When) -> Doubled | None:
    """The question, where there is one: a time that came twice in the old zone too was answered when it was entered."""
    if when.local_start is None or zones.is_fold(when.local_start, talk.zone):
        return None
    try:
        zones.instant(when.local_start, when.zone, None)
    except ClockFold as fold:
        return Doubled(talk.code, talk.title, when.local_start, fold.first, fold.second)
    return None

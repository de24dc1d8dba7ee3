"""Beats become visits: many in one transaction, each visit read, joined with what was heard, and written once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from datetime import datetime

from sqlalchemy import select

from app.db import db
from app.events.models import Event
from app.visits.actions.salts import Names, names_of
from app.visits.models import Visit
from app.visits.rules.hours import Mode
from app.visits.rules.visiting import Known, Tab, Told, begun, continues, heard, is_repeat

__all__ = ["Beat", "take"]

_Place = tuple[str, str, str]
"""Session, mode and key of a visitor's visits."""


@dataclass(frozen=True)
class Beat:
    """A beat that counts. ``who`` is the account or browser: it is not stored."""

    event_id: int
    code: str
    who: str
    mode: Mode
    since: datetime
    """When the doors opened, or the replay began: nothing before that counts."""
    told: Told


def take(beats: Sequence[Beat]) -> None:
    """Put the beats into their visits, in the order in which they arrived. Taken again they change nothing."""
    there = set(db.session.scalars(select(Event.id).where(Event.id.in_({beat.event_id for beat in beats}))))
    for event_id in sorted(there):
        for mode in Mode:
            group = [beat for beat in beats if beat.event_id == event_id and beat.mode is mode]
            if group:
                _take(event_id, mode, sorted(group, key=lambda beat: beat.told.at))
    db.session.flush()


def _take(event_id: int, mode: Mode, beats: Sequence[Beat]) -> None:
    names = names_of(event_id, mode, beats[-1].told.at)
    last = _last_visits(event_id, names, beats)
    for beat in beats:
        _hear(beat, names, last)


def _last_visits(event_id: int, names: Sequence[Names], beats: Sequence[Beat]) -> dict[_Place, Visit]:
    keys = {name.key(beat.who) for name in names for beat in beats}
    query = select(Visit).where(
        Visit.event_id == event_id, Visit.key.in_(keys), Visit.code.in_({beat.code for beat in beats})
    )
    return {_place(visit): visit for visit in db.session.scalars(query.order_by(Visit.number))}


def _place(visit: Visit) -> _Place:
    return visit.code, visit.mode, visit.key


def _hear(beat: Beat, names: Sequence[Names], last: dict[_Place, Visit]) -> None:
    before = None
    for name in names:
        visit = last.get((beat.code, name.mode, name.key(beat.who)))
        if visit is None:
            continue
        known, told = _known(visit), replace(beat.told, tab=name.tab(beat.told.tab))
        if name.mode is beat.mode:
            if is_repeat(known, told):
                return
            if continues(known, told):
                _write(visit, heard(known, told, since=beat.since))
                return
        if before is None and told.tab in known.tabs:
            before = _left_off(known, told, is_same_mode=name.mode is beat.mode)
    _begin(beat, names[0], last, before)


def _left_off(known: Known, told: Told, *, is_same_mode: bool) -> Tab:
    """What a tab had counted before this visit: it went on counting although we begin a new one.

    What it watched in half an hour of silence belongs to neither visit; what it watched since live became replay does.
    """
    tab = known.tabs[told.tab]
    return replace(tab, watched_ms=told.watched_ms, present_ms=told.present_ms) if is_same_mode else tab


def _begin(beat: Beat, name: Names, last: dict[_Place, Visit], before: Tab | None) -> None:
    key = name.key(beat.who)
    place = (beat.code, beat.mode.value, key)
    number = last[place].number + 1 if place in last else 1
    visit = Visit(event_id=beat.event_id, code=beat.code, mode=beat.mode.value, key=key, number=number)
    told = replace(beat.told, tab=name.tab(beat.told.tab))
    _write(visit, begun(told, since=beat.since, before=before))
    db.session.add(visit)
    last[place] = visit


def _known(visit: Visit) -> Known:
    return Known(
        first_at=visit.first_at,
        last_at=visit.last_at,
        watched_ms=visit.watched_ms,
        present_ms=visit.present_ms,
        has_video=visit.has_video,
        viewed_at=visit.viewed_at,
        tabs={name: Tab(*values) for name, values in visit.tabs.items()},
    )


def _write(visit: Visit, known: Known) -> None:
    visit.first_at, visit.last_at = known.first_at, known.last_at
    visit.watched_ms, visit.present_ms = known.watched_ms, known.present_ms
    visit.has_video, visit.viewed_at = known.has_video, known.viewed_at
    visit.tabs = {name: list(astuple(tab)) for name, tab in known.tabs.items()}

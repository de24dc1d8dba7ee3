"""How a release follows the one before: SEQUENCE, times of change, and what became of sessions that are gone. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from app.schedule.rules.diff import beside_content, content_of
from app.schedule.rules.programme import Programme, ReleasedSession, Stage, Track

__all__ = ["call_off", "follow", "programme_order", "shift"]

Place = TypeVar("Place", bound=Track | Stage)


def follow(
    old: Programme | None, draft: Programme, *, now: datetime, highest: Mapping[str, int] | None = None
) -> Programme:
    """The draft as the release after ``old``.

    A session whose content changed gets the next SEQUENCE and ``now`` as its time of change; an unchanged one keeps
    both (promise P7). One that was released and is no longer in the draft stays, cancelled: calendars that hold it must
    be told. ``highest`` names, by code, the highest SEQUENCE ever released of sessions that ``old`` may not hold.
    """
    highest = highest or {}
    if old is None:
        fresh = [_first(talk, highest.get(talk.code), now) for talk in draft.sessions]
        return replace(draft, sessions=tuple(fresh))
    sessions = [_next(old, draft, talk, highest, now) for talk in draft.sessions]
    gone = [talk for talk in old.sessions if talk.code not in draft.by_code]
    if not gone:
        return replace(draft, sessions=tuple(sessions))
    kept = [_cancelled(talk, now) for talk in gone]
    named = {seen.speaker for talk in kept for seen in talk.appearances}
    speakers = {**{code: old.speakers[code] for code in named}, **draft.speakers}
    return replace(
        draft,
        sessions=tuple(sorted([*sessions, *kept], key=programme_order)),
        speakers=speakers,
        cities={**old.cities, **draft.cities},
        tracks=_with_missing(draft.tracks, old.tracks, {talk.track for talk in kept}),
        stages=_with_missing(draft.stages, old.stages, {talk.stage for talk in kept}),
    )


def call_off(old: Programme, *, now: datetime) -> Programme:
    """The release after ``old`` that calls the whole event off: the same programme, every session cancelled.

    Each session that was still planned gets the next SEQUENCE (promise P7); one that had been cancelled by itself stays
    as it is.
    """
    sessions = tuple(_off(talk, now) for talk in old.sessions)
    return replace(old, sessions=sessions, released_at=now, called_off=True)


def shift(old: Programme, codes: Collection[str], *, now: datetime) -> Programme:
    """The release after ``old`` that tells of new clock rules: the same promises, which now mean other instants.

    Exactly the sessions with these codes get the next SEQUENCE (promise P7); the order follows the instants.
    """
    sessions = (
        replace(talk, sequence=talk.sequence + 1, changed_at=now) if talk.code in codes else talk
        for talk in old.sessions
    )
    return replace(old, sessions=tuple(sorted(sessions, key=programme_order)), released_at=now)


def programme_order(talk: ReleasedSession) -> tuple[object, ...]:
    """Time, then place, then the organizers' order; what has no time yet comes last."""
    unscheduled = talk.starts_at is None
    start = 0.0 if talk.starts_at is None else talk.starts_at.timestamp()
    return (unscheduled, start, talk.stage or "", talk.position, talk.code)


def _first(talk: ReleasedSession, highest: int | None, now: datetime) -> ReleasedSession:
    return replace(talk, sequence=0 if highest is None else highest + 1, changed_at=now)


def _next(
    old: Programme, draft: Programme, talk: ReleasedSession, highest: Mapping[str, int], now: datetime
) -> ReleasedSession:
    before = old.by_code.get(talk.code)
    if before is None:
        return _first(talk, highest.get(talk.code), now)
    if talk.is_cancelled:
        talk = replace(talk, cancelled_at=before.cancelled_at or talk.cancelled_at or now)
    if content_of(before, old) == content_of(talk, draft):
        if beside_content(before) == beside_content(talk):
            return before
        return replace(talk, sequence=before.sequence, changed_at=before.changed_at, created_at=before.created_at)
    return replace(talk, sequence=before.sequence + 1, changed_at=now, created_at=before.created_at)


def _cancelled(talk: ReleasedSession, now: datetime) -> ReleasedSession:
    return talk if talk.is_cancelled else replace(_off(talk, now), part=None, glossary=())


def _off(talk: ReleasedSession, now: datetime) -> ReleasedSession:
    if talk.is_cancelled:
        return talk
    return replace(talk, state="cancelled", cancelled_at=now, sequence=talk.sequence + 1, changed_at=now)


def _with_missing(new: tuple[Place, ...], old: tuple[Place, ...], wanted: set[str | None]) -> tuple[Place, ...]:
    """The new tracks or stages, and those old ones that kept sessions still name."""
    known = {place.slug for place in new}
    return new + tuple(place for place in old if place.slug in wanted and place.slug not in known)

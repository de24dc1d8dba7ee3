"""Releasing: the draft becomes what the world sees, all or nothing (promise P8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.db import db
from app.errors import N_, RuleBroken, Stale
from app.events.models import Event
from app.events.queries import locked
from app.events.rules import EventState
from app.people.models import Person
from app.schedule.actions.clock_rules import release_moved
from app.schedule.actions.publishing import highest_sequences, publish
from app.schedule.models import Release
from app.schedule.queries import draft_programme, programme_of
from app.schedule.rules import diff, programme
from app.schedule.rules.diff import Diff
from app.schedule.rules.kinds import ReleaseCause
from app.schedule.rules.programme import Programme
from app.schedule.rules.succession import follow
from app.texts import LocalText

__all__ = ["Preview", "preview", "preview_again", "release", "release_again"]


@dataclass(frozen=True)
class Preview:
    """What a release would make of the draft now. ``programme_version`` names the draft that was looked at."""

    programme: Programme
    diff: Diff
    programme_version: int


def preview(event: Event, *, now: datetime) -> Preview:
    """The programme that a release would show, and what it would change."""
    old = programme_of(event)
    new = follow(old, draft_programme(event, now=now), now=now, highest=highest_sequences(event))
    return Preview(new, diff.compare(old, new), event.programme_version)


def release(
    event: Event,
    *,
    by: Person | None,
    now: datetime,
    note: LocalText | None = None,
    expected_programme_version: int | None = None,
    tells_details: bool = False,
) -> Release:
    """Freeze the draft as the next release; a draft event becomes public.

    ``tells_details``: invited speakers are told also of changes that leave their times alone.

    Raises :class:`Stale` where the draft changed since it was previewed, :class:`RuleBroken` for a cancelled event.
    """
    _lock(event)
    if expected_programme_version is not None and event.programme_version != expected_programme_version:
        raise Stale(expected=expected_programme_version, current=event.programme_version)
    release_moved(event, now=now)  # what it means now is the release before, with a SEQUENCE of its own
    seen = preview(event, now=now)
    return publish(
        event,
        seen.programme,
        seen.diff,
        by_id=by.id if by else None,
        now=now,
        draft_version=event.programme_version,
        note=note,
        tells_details=tells_details,
    )


def release_again(
    event: Event, number: int, *, by: Person | None, now: datetime, note: LocalText | None = None
) -> Release:
    """Make an older release the newest: what it says is released anew, SEQUENCE goes on rising. The draft stays.

    One that called the event off is refused: :func:`~app.events.actions.events.cancel_event` does that.
    """
    _lock(event)
    release_moved(event, now=now)
    seen = preview_again(event, number, now=now)
    return publish(
        event,
        seen.programme,
        seen.diff,
        by_id=by.id if by else None,
        now=now,
        draft_version=seen.programme_version,
        note=note,
    )


def preview_again(event: Event, number: int, *, now: datetime) -> Preview:
    """What making an older release the newest would show and change. Raises as :func:`release_again`."""
    query = select(Release.snapshot, Release.programme_version, Release.cause)
    older = db.session.execute(query.where(Release.event_id == event.id, Release.number == number)).first()
    if older is None:
        raise RuleBroken(N_("There is no release with this number."), field="number")
    if older.cause == ReleaseCause.CANCELLED:
        raise RuleBroken(N_("This release called the event off. Cancel the event instead."), field="number")
    old = programme_of(event)
    again = follow(old, programme.from_json(older.snapshot), now=now, highest=highest_sequences(event))
    return Preview(again, diff.compare(old, again), older.programme_version)


def _lock(event: Event) -> None:
    """Two releases of one event at the same moment: the second waits, and then sees the first."""
    if locked(event).state == EventState.CANCELLED:
        raise RuleBroken(N_("This event is cancelled. Reinstate it before you release."))

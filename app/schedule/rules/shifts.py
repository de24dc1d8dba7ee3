"""Sessions whose instants move because the rules of a zone changed; their wall times stay (promise P15). Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from app import zones
from app.errors import N_
from app.schedule.rules.programme import Programme
from app.schedule.rules.when import When
from app.texts import LocalText

__all__ = ["LOOK_WORDS", "Look", "Shift", "instants_of", "shift_of", "shifts_of"]


class Look(StrEnum):
    """Why an organizer should look at the session: what its wall time is under the new rules."""

    NONE = ""
    SKIPPED = "skipped"
    """Clocks skip it: it is read as the time that much later (RFC 5545, section 3.3.5)."""
    DOUBLED = "doubled"
    """It comes twice, and nobody said that the second is meant: it is read as the first."""


LOOK_WORDS: Final[Mapping[str, str]] = {
    Look.SKIPPED: N_("clocks skip this time now: move the session"),
    Look.DOUBLED: N_("this time comes twice now: say which is meant"),
}


@dataclass(frozen=True, slots=True)
class Shift:
    """What new rules do to one session: ``before`` and ``after`` are the instants (UTC) that its promise meant."""

    code: str
    title: LocalText
    when: When
    before: datetime
    after: datetime
    look: Look = Look.NONE

    @property
    def is_move(self) -> bool:
        """Whether the instant is another one."""
        return self.before != self.after


def shift_of(code: str, title: LocalText, when: When, before: datetime | None) -> Shift | None:
    """What today's rules do to a session that meant the instant ``before``; None where there is nothing to tell.

    A time that comes twice is told also where the instant stays: what the rules were before is not known any more.
    """
    if when.local_start is None or before is None:
        return None
    after, look = zones.derived_instant(when.local_start, when.zone, when.fold or 0), _look_at(when.local_start, when)
    return Shift(code, title, when, before, after, look) if before != after or look else None


def shifts_of(programme: Programme, known: Mapping[str, str], *, now: datetime) -> Iterator[Shift]:
    """The planned sessions of a release that are not over and move. ``known``: as :func:`instants_of` wrote it."""
    for talk in programme.sessions:
        before = datetime.fromisoformat(known[talk.code]) if talk.code in known else None
        if talk.is_cancelled or before is None or before + timedelta(minutes=talk.duration) <= now:
            continue
        shift = shift_of(talk.code, talk.title, When(talk.local_start, talk.zone, talk.fold, talk.duration), before)
        if shift is not None:
            yield shift


def instants_of(programme: Programme) -> dict[str, str]:
    """The starts (UTC, ISO 8601) that the sessions' promises mean today, by code; without those that have no time."""
    return {talk.code: talk.starts_at.isoformat() for talk in programme.sessions if talk.starts_at is not None}


def _look_at(local: datetime, when: When) -> Look:
    if zones.is_gap(local, when.zone):
        return Look.SKIPPED
    return Look.DOUBLED if not when.fold and zones.is_fold(local, when.zone) else Look.NONE

"""When a session is: the promised wall time, and what may be promised. Pure (design: time.md)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app import zones
from app.errors import N_, RuleBroken

__all__ = ["EARLIEST", "LATEST", "LONGEST", "When", "check_when", "default_zone", "following", "later", "span"]

EARLIEST = datetime(1900, 1, 1)
LATEST = datetime(2200, 1, 1)
"""Wall times from EARLIEST to before LATEST are taken: beyond, zones are guesses and arithmetic runs off."""
LONGEST = 31 * 24 * 60
"""Minutes: the longest thing in a programme is an assembly that lasts all of it."""


@dataclass(frozen=True, slots=True)
class When:
    """``local_start`` naive wall time in ``zone``, None = "to be announced"; ``duration`` in minutes, 0 = "no length".

    ``fold`` says which of two equal wall times is meant where clocks are put back; None = nobody said.
    """

    local_start: datetime | None
    zone: str
    fold: int | None = None
    duration: int = 0


def check_when(when: When) -> When:
    """The promise, made exact: no seconds, a fold that says something only where there are two such times.

    :raises ClockGap: clocks skip that time there; it carries the two nearest that exist.
    :raises ClockFold: it comes twice and ``fold`` is None.
    :raises RuleBroken: unknown zone, a duration below 0 or beyond LONGEST, a year we do not reckon with.
    """
    zones.zone(when.zone, field="zone")
    if not 0 <= when.duration <= LONGEST:
        raise RuleBroken(N_("A session lasts between 0 and %(limit)s minutes."), field="duration", limit=LONGEST)
    if when.local_start is None:
        return replace(when, fold=0)
    local = when.local_start.replace(second=0, microsecond=0)
    if not EARLIEST <= local < LATEST:
        raise RuleBroken(
            N_("The year must lie between %(first)s and %(last)s."),
            field="date", first=EARLIEST.year, last=LATEST.year - 1,
        )  # fmt: skip
    zones.instant(local, when.zone, when.fold, field="time")
    fold = int(bool(when.fold)) if zones.is_fold(local, when.zone) else 0
    return replace(when, local_start=local, fold=fold)


def span(when: When) -> tuple[datetime, datetime] | tuple[None, None]:
    """Start and end as instants (UTC) by today's zone data; nothing while the time is to be announced."""
    if when.local_start is None:
        return None, None
    starts_at = zones.derived_instant(when.local_start, when.zone, when.fold or 0)
    return starts_at, starts_at + timedelta(minutes=when.duration)


def default_zone(stage_city_zone: str | None, event_zone: str) -> str:
    """The zone of a session for which nobody chose one: that of its stage's city, else the event's."""
    return stage_city_zone or event_zone


def following(ends_at: datetime, duration: int, zone: str) -> When:
    """As long as the session before, from the moment (UTC) at which that one ends, on the clocks of the zone."""
    start = zones.wall(ends_at, zone)
    return When(start.local, zone, start.fold, duration)


def later(when: When, minutes: int) -> When:
    """The session moved along the wall clock; negative is earlier. What is skipped or doubled there is asked about."""
    if when.local_start is None:
        raise RuleBroken(N_("Give the session a time first."), field="date")
    return replace(when, local_start=when.local_start + timedelta(minutes=minutes), fold=None)

"""Wall time and instants: the only place that converts between them.

Pure. Zone rules come from the PyPI package tzdata and from nowhere else: a machine's own /usr/share/zoneinfo, which
``zoneinfo`` tries first by default, may be years older. A wall time is a naive ``datetime`` and a zone's name.
"""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final, Literal
from zoneinfo import ZoneInfo

from app.errors import N_, RuleBroken
from app.zones_names import ACCEPTED, AREAS, CURRENT, TZ_VERSION, UnknownZone, meant, refusal

__all__ = [
    "AREAS", "CURRENT", "TZ_VERSION", "ClockFold", "ClockGap", "UnknownZone", "WallTime", "accepted_names", "choices",
    "day_shift", "derived_instant", "in_zone", "instant", "is_fold", "is_gap", "meant", "move",
    "offset_label", "offsets_label", "shift_days", "wall", "zone",
]  # fmt: skip

# Before anything reads a zone: an empty path leaves the package as the only source, whatever PYTHONTZPATH says.
zoneinfo.reset_tzpath(to=())
ZoneInfo.clear_cache()

_TOO_FAR: Final = N_("This date is beyond the calendar that we can reckon with.")


class ClockGap(RuleBroken):
    """A wall time that clocks skip; ``earlier`` and ``later`` are the nearest wall times (naive) that exist."""

    def __init__(
        self, local: datetime, zone_name: str, earlier: datetime, later: datetime, field: str | None = None
    ) -> None:
        super().__init__(
            N_("Clocks in %(zone)s skip %(time)s. The nearest times that exist are %(earlier)s and %(later)s."),
            field=field, time=f"{local:%Y-%m-%d %H:%M}", zone=zone_name,
            earlier=f"{earlier:%Y-%m-%d %H:%M}", later=f"{later:%Y-%m-%d %H:%M}",
        )  # fmt: skip
        self.local, self.zone, self.earlier, self.later = local, zone_name, earlier, later


class ClockFold(RuleBroken):
    """A wall time that comes twice and nobody said which; ``first`` and ``second`` are the two instants (UTC)."""

    def __init__(
        self, local: datetime, zone_name: str, first: datetime, second: datetime, field: str | None = None
    ) -> None:
        super().__init__(
            N_("%(time)s comes twice in %(zone)s: clocks are put back there. Say which: %(first)s or %(second)s."),
            field=field, time=f"{local:%Y-%m-%d %H:%M}", zone=zone_name,
            first=offset_label(first, zone_name), second=offset_label(second, zone_name),
        )  # fmt: skip
        self.local, self.zone, self.first, self.second = local, zone_name, first, second


@dataclass(frozen=True, slots=True)
class WallTime:
    """What clocks in a zone show: ``local`` naive, ``zone`` accepted, ``fold`` 1 for the second of two equal times."""

    local: datetime
    zone: str
    fold: Literal[0, 1] = 0


@lru_cache(maxsize=1024)
def zone(name: str, *, field: str | None = None) -> ZoneInfo:
    """The zone of an accepted name. Any other string: :class:`UnknownZone`, with the name that is meant."""
    if name not in ACCEPTED:
        raise refusal(name, field)
    return ZoneInfo(name)


def accepted_names() -> frozenset[str]:
    """``UTC`` and all Area/Location names, links included."""
    return ACCEPTED


def instant(local: datetime, zone_name: str, fold: int | None = 0, *, field: str | None = None) -> datetime:
    """The instant (aware, UTC) at which clocks in the zone show ``local`` (naive).

    :raises ClockGap: clocks skip it; with the nearest times before and after.
    :raises ClockFold: it comes twice and ``fold`` is None: the person has to say which.
    """
    there = zone(zone_name, field=field)
    before, after = _offsets(local, there)
    if before < after:
        raise _gap(local, zone_name, before, after, field)
    if fold is None and before > after:
        raise ClockFold(local, zone_name, _utc(local, before), _utc(local, after), field)
    return _utc(local, after if fold else before)


@lru_cache(maxsize=16384)
def derived_instant(local: datetime, zone_name: str, fold: int = 0) -> datetime:
    """Like :func:`instant` for a stored wall time, which may have come to lie in a gap after the zone's law changed.

    It is then read with the offset before the gap (RFC 5545, section 3.3.5), which moves it forward by the gap.
    """
    before, after = _offsets(local, zone(zone_name))
    return _utc(local, after if fold and before > after else before)


def is_gap(local: datetime, zone_name: str) -> bool:
    """Whether clocks in the zone skip this wall time."""
    before, after = _offsets(local, zone(zone_name))
    return before < after


def is_fold(local: datetime, zone_name: str) -> bool:
    """Whether this wall time comes twice in the zone."""
    before, after = _offsets(local, zone(zone_name))
    return before > after


def wall(moment: datetime, zone_name: str) -> WallTime:
    """What clocks in the zone show at an instant (aware)."""
    there = _there(moment, zone_name)
    return WallTime(there.replace(tzinfo=None, fold=0), zone_name, 1 if there.fold else 0)


def in_zone(time: WallTime, zone_name: str, *, keep: Literal["wall", "instant"]) -> WallTime:
    """The time after its zone changed: the same figures on the clock there, or the same moment in the world."""
    if keep == "instant":
        return wall(derived_instant(time.local, time.zone, time.fold), zone_name)
    return _settled(time.local, zone_name, time.fold)


def move(time: WallTime, *, days: int = 0, minutes: int = 0) -> WallTime:
    """The time moved along the wall clock, as on a wall calendar: a clock change between the two does not count.

    :raises ClockGap: the new time is one that clocks skip.
    """
    try:
        local = time.local + timedelta(days=days, minutes=minutes)
    except OverflowError:
        raise RuleBroken(_TOO_FAR) from None
    return _settled(local, time.zone, time.fold)


def shift_days(time: WallTime, days: int) -> WallTime:
    """The same time on the clock some days later (negative: earlier)."""
    return move(time, days=days)


def offset_label(moment: datetime, zone_name: str) -> str:
    """How far the zone is from UTC at an instant: ``UTC+2``, ``UTC−3:30`` (a real minus sign), ``UTC`` for none."""
    seconds = int(_offset(_there(moment, zone_name)).total_seconds())
    hours, minutes = divmod(abs(seconds) // 60, 60)
    if not hours and not minutes:
        return "UTC"
    return f"UTC{'+' if seconds > 0 else '−'}{hours}" + (f":{minutes:02}" if minutes else "")


def offsets_label(start: datetime, end: datetime, zone_name: str) -> str:
    """The zone's offset from one instant to another: ``UTC−4``, and both where clocks change: ``UTC−4 → UTC−5``."""
    first, last = offset_label(start, zone_name), offset_label(end, zone_name)
    return first if first == last else f"{first} → {last}"


def day_shift(moment: datetime, zone_name: str, home: str) -> int:
    """How many days the date in the zone is ahead of the date at home at an instant: 1, 0 or −1 (rarely 2 or −2)."""
    return (_there(moment, zone_name).date() - _there(moment, home).date()).days


@lru_cache(maxsize=1)
def choices() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The zones to choose from, by area: ``(("Africa", ("Africa/Abidjan", ...)), ...)``."""
    return tuple((area, tuple(sorted(name for name in ACCEPTED if name.startswith(area + "/")))) for area in AREAS)


def _there(moment: datetime, zone_name: str) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("An instant must be aware.")
    try:
        return moment.astimezone(zone(zone_name))
    except OverflowError:
        raise RuleBroken(_TOO_FAR) from None


def _offset(there: datetime) -> timedelta:
    offset = there.utcoffset()
    assert offset is not None  # a ZoneInfo always answers
    return offset


def _offsets(local: datetime, there: ZoneInfo) -> tuple[timedelta, timedelta]:
    """The offsets before and after a change; equal unless the wall time is skipped (before < after) or comes twice."""
    if local.tzinfo is not None:
        raise ValueError("A wall time must be naive.")
    return _offset(local.replace(tzinfo=there, fold=0)), _offset(local.replace(tzinfo=there, fold=1))


def _utc(local: datetime, offset: timedelta) -> datetime:
    try:
        return (local.replace(fold=0) - offset).replace(tzinfo=UTC)
    except OverflowError:
        raise RuleBroken(_TOO_FAR) from None


def _settled(local: datetime, zone_name: str, fold: Literal[0, 1]) -> WallTime:
    instant(local, zone_name)  # refuses a gap and a bad name
    return WallTime(local, zone_name, fold if is_fold(local, zone_name) else 0)


def _gap(local: datetime, zone_name: str, before: timedelta, after: timedelta, field: str | None) -> ClockGap:
    """The gap's edges, by halving the stretch of UTC in which the clocks were changed (at most 17 steps)."""
    there = zone(zone_name)
    low, high = _utc(local, after), _utc(local, before)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        if _offset(middle.astimezone(there)) == before:
            low = middle
        else:
            high = middle
    change = high.replace(tzinfo=None, microsecond=0)
    earlier = change + before - timedelta(microseconds=1)
    later = change + after + timedelta(microseconds=60_000_000 - 1)
    return ClockGap(
        local, zone_name, earlier.replace(second=0, microsecond=0), later.replace(second=0, microsecond=0), field
    )

"""Clashes: what an organizer should look at again. Warnings, never blocks. Pure (design: programme.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from operator import itemgetter

from app import zones
from app.errors import N_
from app.schedule.rules.kinds import needs_language, needs_speaker
from app.texts import LocalText

__all__ = ["DAY_BEGINS", "DAY_ENDS", "Bounds", "Clash", "ClashKind", "HostClock", "Slot", "clashes"]

DAY_BEGINS = 7
DAY_ENDS = 22
"""Local hours between which a host city can be expected to take part."""
PAIRS = 20
"""Overlaps that are told of one session with those after it."""


class ClashKind(StrEnum):
    """What is odd about a session."""

    SPEAKER_TWICE = "speaker_twice"
    STAGE_OVERLAP = "stage_overlap"
    OUTSIDE_EVENT = "outside_event"
    OVER_MIDNIGHT = "over_midnight"
    UNKIND_HOUR = "unkind_hour"
    NO_SPEAKER = "no_speaker"
    NO_LANGUAGE = "no_language"


@dataclass(frozen=True)
class Slot:
    """What clashes are found from. Instants are UTC; ``speakers``: names by code; ``stage``: None without one."""

    code: str
    title: LocalText
    kind: str
    zone: str
    starts_at: datetime | None
    ends_at: datetime | None
    stage: str | None = None
    speakers: Mapping[str, str] = field(default_factory=dict)
    languages: Sequence[str] = ()
    elsewhere: LocalText | None = None
    """Title of the other event, for a session that belongs to another one."""


@dataclass(frozen=True)
class HostClock:
    """A host city with its zone."""

    name: LocalText
    zone: str


@dataclass(frozen=True)
class Bounds:
    """The event around the sessions: its days in its own zone, its host cities, the stages' names by key."""

    zone: str
    starts_on: date | None
    ends_on: date | None
    hosts: Sequence[HostClock] = ()
    stages: Mapping[str, LocalText] = field(default_factory=dict)
    changeover: int = 0
    """Minutes that a stage needs between two sessions."""


@dataclass(frozen=True)
class Clash:
    """A warning about the session ``code``.

    ``message`` is marked for translation; its ``%(name)s`` places are filled by ``texts`` in the reader's language, and
    by ``params``: names as they are, wall times as the language writes them. ``other`` is the second session of this
    event, where there is one.
    """

    kind: ClashKind
    code: str
    message: str
    texts: Mapping[str, LocalText] = field(default_factory=dict)
    params: Mapping[str, object] = field(default_factory=dict)
    other: str | None = None


def clashes(slots: Iterable[Slot], frame: Bounds, elsewhere: Iterable[Slot] = ()) -> list[Clash]:
    """Everything odd about the sessions of one event; leave cancelled ones out. In the order of the sessions.

    ``elsewhere`` are sessions of other events with the same speakers: what they clash with is told of ours only.
    """
    own = list(slots)
    found = [clash for slot in own for clash in _alone(slot, frame)]
    found += _speakers_twice([*own, *elsewhere])
    found += _stage_overlaps(own, frame)
    order = {slot.code: place for place, slot in enumerate(own)}
    return sorted(found, key=lambda clash: (order[clash.code], clash.kind, clash.other or ""))


def _alone(slot: Slot, frame: Bounds) -> Iterator[Clash]:
    if not slot.speakers and needs_speaker(slot.kind):
        yield Clash(ClashKind.NO_SPEAKER, slot.code, N_("Nobody is named yet."))
    if not slot.languages and needs_language(slot.kind):
        yield Clash(ClashKind.NO_LANGUAGE, slot.code, N_("The language is not given."))
    if slot.starts_at is None or slot.ends_at is None:
        return
    if _is_outside(slot.starts_at, slot.ends_at, frame):
        yield Clash(ClashKind.OUTSIDE_EVENT, slot.code, N_("Lies outside the days of the event."))
    if _crosses_midnight(slot.starts_at, slot.ends_at, slot.zone):
        yield Clash(ClashKind.OVER_MIDNIGHT, slot.code, N_("Runs over midnight."))
    for host in frame.hosts:
        if unkind := _unkind_hour(slot.starts_at, slot.ends_at, host.zone):
            yield Clash(
                ClashKind.UNKIND_HOUR, slot.code, N_("It is %(time)s in %(city)s."), {"city": host.name},
                {"time": unkind},
            )  # fmt: skip


def _is_outside(starts_at: datetime, ends_at: datetime, frame: Bounds) -> bool:
    first = zones.wall(starts_at, frame.zone).local.date()
    last = _last_moment(starts_at, ends_at, frame.zone).date()
    return bool((frame.starts_on and first < frame.starts_on) or (frame.ends_on and last > frame.ends_on))


def _last_moment(starts_at: datetime, ends_at: datetime, zone: str) -> datetime:
    """Local time at the end; an end at midnight sharp still belongs to the day before."""
    return zones.wall(max(starts_at, ends_at - timedelta(seconds=1)), zone).local


def _crosses_midnight(starts_at: datetime, ends_at: datetime, zone: str) -> bool:
    return zones.wall(starts_at, zone).local.date() != _last_moment(starts_at, ends_at, zone).date()


def _unkind_hour(starts_at: datetime, ends_at: datetime, zone: str) -> datetime | None:
    """The local time that falls into a city's night: the start, else the end; None where all of it lies in the day."""
    start, end = zones.wall(starts_at, zone).local, zones.wall(ends_at, zone).local
    if not DAY_BEGINS <= start.hour < DAY_ENDS:
        return start
    day_end = start.replace(hour=DAY_ENDS, minute=0)
    return end if end > day_end else None


def _speakers_twice(slots: Sequence[Slot]) -> Iterator[Clash]:
    by_speaker: dict[str, list[Slot]] = defaultdict(list)
    for slot in slots:
        for code in slot.speakers:
            by_speaker[code].append(slot)
    for code, theirs in by_speaker.items():
        for one, two in _overlaps(theirs):
            name = one.speakers[code]
            for mine, other in ((one, two), (two, one)):
                if mine.elsewhere is None:
                    yield _twice(mine, other, name)


def _twice(mine: Slot, other: Slot, name: str) -> Clash:
    if other.elsewhere is None:
        message = N_("%(name)s is also in “%(title)s” at that time.")
        return Clash(ClashKind.SPEAKER_TWICE, mine.code, message, {"title": other.title}, {"name": name}, other.code)
    message = N_("%(name)s is also in “%(title)s” of another event, “%(event)s”, at that time.")
    texts = {"title": other.title, "event": other.elsewhere}
    return Clash(ClashKind.SPEAKER_TWICE, mine.code, message, texts, {"name": name})


def _stage_overlaps(slots: Sequence[Slot], frame: Bounds) -> Iterator[Clash]:
    by_stage: dict[str, list[Slot]] = defaultdict(list)
    for slot in slots:
        if slot.stage is not None:
            by_stage[slot.stage].append(slot)
    message = N_("“%(title)s” is on the same stage at that time: %(stage)s.")
    for stage, theirs in by_stage.items():
        for one, two in _overlaps(theirs, timedelta(minutes=frame.changeover)):
            for mine, other in ((one, two), (two, one)):
                texts = {"title": other.title, "stage": frame.stages.get(stage, {"en": stage})}
                yield Clash(ClashKind.STAGE_OVERLAP, mine.code, message, texts, {}, other.code)


def _overlaps(slots: Iterable[Slot], apart: timedelta = timedelta()) -> Iterator[tuple[Slot, Slot]]:
    """Pairs that share a moment, or lie less than ``apart`` from each other; equal starts do, even without length.

    At most PAIRS of each with later ones: an import in which everything lies on one spot must not cost n².
    """
    timed = sorted(
        ((slot.starts_at, slot.ends_at, slot) for slot in slots if slot.starts_at and slot.ends_at),
        key=itemgetter(0),
    )
    for place, (start, end, one) in enumerate(timed):
        for next_start, _, two in timed[place + 1 : place + 1 + PAIRS]:
            if next_start >= end + apart and next_start != start:
                break
            yield one, two

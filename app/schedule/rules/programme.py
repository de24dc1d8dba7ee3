"""The released programme: the immutable values that every public page, feed and export is made from.

Pure: plain frozen dataclasses, written to and read from JSON by :func:`to_json` and :func:`from_json`. A release stores
wall times with their zone; the instants derive from them with the time zone data of the day they are read
(design: time.md, programme.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from pydantic import TypeAdapter

from app import zones
from app.schedule.rules.codes import address
from app.schedule.rules.programme_entries import (
    Appearance,
    CityRef,
    EventInfo,
    Figure,
    GlossaryTerm,
    HostCity,
    Link,
    Part,
    PartnerRef,
    SpeakerRef,
    Stage,
    Track,
)
from app.texts import LocalText

__all__ = [
    "Appearance",
    "CityRef",
    "EventInfo",
    "Figure",
    "GlossaryTerm",
    "HostCity",
    "Link",
    "Part",
    "PartnerRef",
    "Programme",
    "ReleasedSession",
    "SpeakerRef",
    "Stage",
    "Track",
    "from_json",
    "is_past",
    "to_json",
]


@dataclass(frozen=True)
class ReleasedSession:
    """One session as released. ``duration`` in minutes, 0 = "no length"; ``local_start`` None = "to be announced"."""

    code: str
    guid: str
    uid: str
    """The calendar UID: made once, independent of host, title, time and release."""
    kind: str
    state: str
    """``planned`` or ``cancelled``."""
    title: LocalText
    subtitle: LocalText
    abstract: LocalText
    description: LocalText
    languages: tuple[str, ...]
    tags: tuple[str, ...]
    track: str | None
    part: int | None
    stage: str | None
    position: int
    local_start: datetime | None
    zone: str
    fold: int
    duration: int
    time_assumed: bool
    appearances: tuple[Appearance, ...]
    glossary: tuple[str, ...]
    links: tuple[Link, ...]
    sequence: int
    """iCalendar SEQUENCE: rises by one with each released change, never falls (promise P7)."""
    created_at: datetime
    changed_at: datetime
    """When what is released here last changed, UTC."""
    cancelled_at: datetime | None = None
    held_by: str | None = None
    """Slug of the host city that holds the session."""
    carried: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def starts_at(self) -> datetime | None:
        """The instant the wall time means today, UTC. None while the time is to be announced."""
        if self.local_start is None:
            return None
        return zones.derived_instant(self.local_start, self.zone, self.fold)

    @cached_property
    def ends_at(self) -> datetime | None:
        """Start plus duration, UTC."""
        return None if self.starts_at is None else self.starts_at + timedelta(minutes=self.duration)

    @cached_property
    def address(self) -> str:
        """The last step of the session's address: ``k7m2qd-opening``."""
        return address(self.code, self.title)

    def is_under_way(self, now: datetime) -> bool:
        """Whether it goes on at an instant; what was cancelled or has no length never does."""
        if self.is_cancelled or self.starts_at is None or self.ends_at is None:
            return False
        return self.starts_at <= now < self.ends_at

    @property
    def is_cancelled(self) -> bool:
        """Whether the session was called off; it stays visible."""
        return self.state == "cancelled"


@dataclass(frozen=True)
class Programme:
    """A release: all that is public about an event's programme. Sessions are in order of time, stage, position."""

    number: int
    """The release's number, from 1; 0 = a preview of the draft."""
    released_at: datetime
    note: LocalText
    event: EventInfo
    hosts: tuple[HostCity, ...]
    partners: tuple[PartnerRef, ...]
    tracks: tuple[Track, ...]
    parts: tuple[Part, ...]
    stages: tuple[Stage, ...]
    sessions: tuple[ReleasedSession, ...]
    speakers: Mapping[str, SpeakerRef]
    cities: Mapping[str, CityRef]
    """Every city named anywhere in the programme, by slug."""
    glossary: tuple[GlossaryTerm, ...] = ()
    called_off: bool = False
    """Whether the whole event is cancelled; all sessions then are, those that it took along at ``released_at``."""

    @cached_property
    def planned(self) -> tuple[ReleasedSession, ...]:
        """The sessions that take place; of an event that was called off, those that would have."""
        return tuple(talk for talk in self.sessions if not talk.is_cancelled or self.took_along(talk))

    def took_along(self, talk: ReleasedSession) -> bool:
        """Whether the session was cancelled with the whole event, not by itself."""
        return self.called_off and talk.cancelled_at == self.released_at

    @cached_property
    def by_code(self) -> Mapping[str, ReleasedSession]:
        """Sessions by their code."""
        return {talk.code: talk for talk in self.sessions}

    @cached_property
    def track_by_slug(self) -> Mapping[str, Track]:
        """Tracks by slug."""
        return {track.slug: track for track in self.tracks}

    @cached_property
    def stage_by_slug(self) -> Mapping[str, Stage]:
        """Stages by slug."""
        return {stage.slug: stage for stage in self.stages}

    @cached_property
    def term_by_key(self) -> Mapping[str, GlossaryTerm]:
        """Glossary by key."""
        return {term.key: term for term in self.glossary}

    def sessions_of(self, speaker: str) -> Iterator[ReleasedSession]:
        """The sessions in which the speaker (by code) appears."""
        return (talk for talk in self.sessions if any(seen.speaker == speaker for seen in talk.appearances))

    @cached_property
    def first_start(self) -> datetime | None:
        """The first instant of the programme, UTC."""
        return min((talk.starts_at for talk in self.planned if talk.starts_at), default=None)

    @cached_property
    def last_end(self) -> datetime | None:
        """The last instant of the programme, UTC."""
        return max((talk.ends_at for talk in self.planned if talk.ends_at), default=None)

    @property
    def end(self) -> tuple[datetime | None, date | None]:
        """The last instant and the last day, by which :func:`is_past` decides."""
        return self.last_end, self.event.ends_on or self.event.starts_on


def is_past(last_end: datetime | None, last_day: date | None, now: datetime) -> bool:
    """Whether an event is over: by its last session's end, else by its last day, once that is over everywhere."""
    if last_end is not None:
        return last_end <= now
    # The last zone on earth (UTC-12) is still in the day before.
    return last_day is not None and last_day < (now - timedelta(hours=12)).date()


_ADAPTER: TypeAdapter[Programme] = TypeAdapter(Programme)


def to_json(programme: Programme) -> bytes:
    """The programme as UTF-8 JSON; equal programmes give equal bytes."""
    return _ADAPTER.dump_json(programme)


def from_json(raw: bytes | str) -> Programme:
    """The programme that :func:`to_json` wrote. Raises ``pydantic.ValidationError`` where it is not one."""
    return _ADAPTER.validate_json(raw)

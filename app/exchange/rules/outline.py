"""A released programme laid out as both formats have it: days, rooms in them, sessions in those. Pure.

Sessions that are cancelled, or have no time yet, have no place in the formats and stand in neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.exchange.rules.names import derived_guid
from app.schedule.rules.codes import address
from app.schedule.rules.programme import EventInfo, Programme, ReleasedSession

__all__ = ["Addresses", "LaidOut", "Link", "Outline", "OutlineDay", "Person", "Room"]


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of pages, from the configured base URL (without a slash at its end)."""

    base: str

    def event(self, slug: str) -> str:
        return f"{self.base}/e/{slug}/"

    def session(self, event: str, talk: ReleasedSession) -> str:
        return f"{self.base}/e/{event}/s/{address(talk.code, talk.title)}/"

    def speaker(self, slug: str) -> str:
        return f"{self.base}/p/{slug}/"

    def speaker_guid(self, code: str) -> str:
        """A GUID for a speaker who came without one. Codes are unique within an installation only."""
        return derived_guid("speaker", self.base, code)


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its type (slides, paper …), empty where nobody told it."""

    url: str
    title: str
    type: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a session."""

    name: str
    guid: str
    biography: str
    url: str
    links: tuple[Link, ...]
    carried: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A session, its texts in one language. ``start`` is aware, in the event's zone; ``minutes`` is its length."""

    talk: ReleasedSession
    id: int
    guid: str
    room: str
    start: datetime
    minutes: int
    title: str
    subtitle: str
    abstract: str
    description: str
    language: str
    track: str
    type: str
    url: str
    people: tuple[Person, ...]
    links: tuple[Link, ...]
    attachments: tuple[Link, ...]

    @property
    def end(self) -> datetime:
        """Aware, in the zone of the start as it is then."""
        zone = self.start.tzinfo
        return (self.talk.ends_at or self.start).astimezone(zone)

    @property
    def carried(self) -> Mapping[str, Any]:
        """What came with the session and has no place of its own."""
        return self.talk.carried


@dataclass(frozen=True, slots=True)
class OutlineDay:
    """A day on the event's clock and its sessions by room; ``index`` from 1."""

    index: int
    date: date
    rooms: Mapping[str, Sequence[LaidOut]]
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Room:
    """A stage by the name it has in the file."""

    name: str
    guid: str


@dataclass(frozen=True, slots=True)
class Outline:
    """The whole file."""

    programme: Programme
    system: str
    """Base URL of this installation."""
    title: str
    about: str
    url: str
    base_url: str
    tracks: tuple[tuple[str, str, str], ...]
    """Name, slug, colour."""
    rooms: tuple[Room, ...]
    days: tuple[OutlineDay, ...]

    @property
    def event(self) -> EventInfo:
        """The event."""
        return self.programme.event

    @property
    def sessions(self) -> Iterator[LaidOut]:
        """All sessions, in the order of the file."""
        return (talk for day in self.days for room in day.rooms.values() for talk in room)

"""A file as it stands: the same plain shape for both formats, before anything is interpreted.

None = the file does not have the field; an empty text = it has it, empty. Texts may come by language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TypeAlias

__all__ = [
    "PLAIN_FIELDS",
    "TEXT_FIELDS",
    "RawDay",
    "RawLink",
    "RawPerson",
    "RawProgramme",
    "RawRoom",
    "RawSession",
    "RawText",
    "RawTrack",
]

RawText: TypeAlias = str | Mapping[str, str]
"""A text in a language not told, or texts by language."""


@dataclass(frozen=True, slots=True)
class RawLink:
    """A link or attachment. ``bare``: the file had a string where an object belongs."""

    url: str
    title: str = ""
    kind: str = "link"
    type: str = ""
    bare: bool = False


@dataclass(frozen=True, slots=True)
class RawPerson:
    """A person as named in one session."""

    name: str
    id: str | None = None
    guid: str | None = None
    code: str | None = None
    biography: RawText | None = None
    url: str | None = None
    avatar: str | None = None
    links: tuple[RawLink, ...] | None = None


@dataclass(frozen=True, slots=True)
class RawDay:
    """A day of the file, with its place in it from 1."""

    number: int
    date: str | None = None
    start: str | None = None


@dataclass(frozen=True, slots=True)
class RawRoom:
    """A room as listed."""

    name: str
    guid: str | None = None


@dataclass(frozen=True, slots=True)
class RawTrack:
    """A track as listed."""

    name: RawText
    slug: str | None = None
    colour: str | None = None


@dataclass(frozen=True, slots=True)
class RawSession:
    """A session; ``day`` is the number of its day, ``listed_in`` the room it is listed in."""

    day: int
    listed_in: str
    id: str | None = None
    guid: str | None = None
    code: str | None = None
    date: str | None = None
    start: str | None = None
    end: str | None = None
    duration: str | None = None
    room: RawText | None = None
    slug: str | None = None
    url: str | None = None
    title: RawText | None = None
    subtitle: RawText | None = None
    track: RawText | None = None
    type: str | None = None
    language: str | None = None
    abstract: RawText | None = None
    description: RawText | None = None
    logo: str | None = None
    license: str | None = None
    optout: str | None = None
    do_not_stream: str | None = None
    feedback_url: str | None = None
    origin_url: str | None = None
    video_download_url: str | None = None
    people: tuple[RawPerson, ...] | None = None
    links: tuple[RawLink, ...] | None = None


TEXT_FIELDS = frozenset({"room", "title", "subtitle", "track", "abstract", "description"})
"""Fields of a session that may come by language."""

_OWN = TEXT_FIELDS | {"day", "listed_in", "people", "links"}
PLAIN_FIELDS = frozenset(field.name for field in fields(RawSession)) - _OWN
"""Fields of a session that are plain text."""


@dataclass(slots=True)
class RawProgramme:
    """The whole file, filled while it is read."""

    format: str
    """``schedule.xml`` or ``schedule.json``."""
    has_conference: bool = False
    version: str | None = None
    title: RawText | None = None
    acronym: str | None = None
    description: RawText | None = None
    start: str | None = None
    end: str | None = None
    zone: str | None = None
    day_change: str | None = None
    timeslot: str | None = None
    base_url: str | None = None
    url: str | None = None
    logo: str | None = None
    colours: dict[str, str] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()
    meta: dict[str, str] = field(default_factory=dict)
    """What is said of the conference in fields that only schedule.json can give back (under ``meta``)."""
    days: list[RawDay] = field(default_factory=list)
    rooms: dict[str, RawRoom] = field(default_factory=dict)
    """By name, in the order of the file, also those without sessions."""
    tracks: list[RawTrack] = field(default_factory=list)
    sessions: list[RawSession] = field(default_factory=list)

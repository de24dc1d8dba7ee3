"""What an import brings: plain values, interpreted, ready to be set into an event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.exchange.rules.oddities import Oddity
from app.texts import LocalText

__all__ = [
    "ImportedLink",
    "ImportedPerson",
    "ImportedProgramme",
    "ImportedSession",
    "ImportedStage",
    "ImportedTrack",
    "Reading",
]


@dataclass(frozen=True, slots=True)
class ImportedLink:
    """An absolute web or mail address with its words. ``kind``: link or attachment; ``type``: such as slides."""

    url: str
    title: str = ""
    kind: str = "link"
    type: str = ""


@dataclass(frozen=True, slots=True)
class ImportedTrack:
    """A track; ``key`` is what sessions name it by."""

    key: str
    name: LocalText
    slug: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class ImportedStage:
    """A room of the file; ``key`` is its name, by which sessions are listed in it."""

    key: str
    guid: str = ""


@dataclass(frozen=True, slots=True)
class ImportedPerson:
    """A person; ``key`` is made of GUID, or id and name, or name. None = the file does not carry the field."""

    key: str
    name: str
    guid: str = ""
    biography: LocalText | None = None
    links: tuple[ImportedLink, ...] | None = None
    carried: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportedSession:
    """A session. None = the file does not carry the field, an empty value = it does, empty.

    The start is the wall time that clocks in ``zone`` show at the instant which the file states; ``starts_at`` is that
    instant (UTC). All three are None for "time to be announced". ``duration`` in minutes, 0 = "no length".
    """

    where: str
    identity: str
    """``guid:…``, ``id:…`` or ``title:…``: may be that of several sessions of the file."""
    guid: str
    id: int | None
    title: LocalText
    subtitle: LocalText | None
    abstract: LocalText | None
    description: LocalText | None
    language: str
    """In which its texts are."""
    languages: tuple[str, ...]
    kind: str
    track: str | None
    stage: str
    starts_at: datetime | None
    local_start: datetime | None
    fold: int
    duration: int
    people: tuple[str, ...] | None
    links: tuple[ImportedLink, ...] | None
    carried: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportedProgramme:
    """The whole file, interpreted."""

    title: LocalText
    """Empty where the file has none."""
    zone: str
    language: str
    """Of texts whose language the file does not tell."""
    languages: tuple[str, ...]
    """That sessions name, the most frequent first."""
    starts_on: date | None
    ends_on: date | None
    tracks: tuple[ImportedTrack, ...]
    stages: tuple[ImportedStage, ...]
    people: Mapping[str, ImportedPerson]
    sessions: tuple[ImportedSession, ...]
    about: LocalText | None = None
    carried: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as read: its programme and what was odd about it."""

    format: str
    programme: ImportedProgramme
    oddities: tuple[Oddity, ...]

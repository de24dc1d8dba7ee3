"""The entries of a released programme that are not sessions: the event, its hosts, tracks, stages, speakers.

Pure: plain frozen dataclasses, put together by :mod:`app.schedule.rules.programme`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

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
    "SpeakerRef",
    "Stage",
    "Track",
]


@dataclass(frozen=True)
class CityRef:
    """A city as it was named at the time of the release."""

    slug: str
    name: LocalText
    country: str
    """ISO 3166-1 alpha-2, upper case; empty where unknown."""
    zone: str
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class HostCity:
    """A host city and its part in the event: ``lead``, ``co_host`` or ``guest``."""

    city: CityRef
    part: str


@dataclass(frozen=True)
class PartnerRef:
    """An organisation that supports the event. ``role``: see ``events.rules.PartnerRole``."""

    slug: str
    name: LocalText
    role: str
    url: str = ""


@dataclass(frozen=True)
class Figure:
    """A number as reported by the organizer, not counted here."""

    kind: str
    value: int
    label: LocalText
    qualifier: LocalText = field(default_factory=dict)
    source: LocalText = field(default_factory=dict)


@dataclass(frozen=True)
class EventInfo:
    """The event itself, as released."""

    slug: str
    kind: str
    """``webinar`` or ``forum``."""
    title: LocalText
    theme: LocalText
    about: LocalText
    """Markdown."""
    zone: str
    languages: tuple[str, ...]
    """Languages spoken, BCP 47; the first is the one texts fall back to."""
    starts_on: date | None
    ends_on: date | None
    times_assumed: bool = False
    assumption: LocalText = field(default_factory=dict)
    """Why and which times are assumed; shown wherever such a time is."""
    series: str | None = None
    series_title: LocalText = field(default_factory=dict)
    series_about: LocalText = field(default_factory=dict)
    """Markdown."""
    edition: int | None = None
    in_person: bool = False
    figures: tuple[Figure, ...] = ()
    carried: Mapping[str, Any] = field(default_factory=dict)
    """What an exchange format said that has no place of its own here; given back on export."""


@dataclass(frozen=True)
class Track:
    """A theme running through the event."""

    slug: str
    name: LocalText
    colour: str = ""
    about: LocalText = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """A titled stretch of a webinar; ``number`` from 1."""

    number: int
    title: LocalText


@dataclass(frozen=True)
class Stage:
    """Where sessions are shown, one at a time. ``city`` is the slug of its city, where it has one."""

    slug: str
    name: LocalText
    city: str | None = None
    guid: str = ""


@dataclass(frozen=True)
class GlossaryTerm:
    """A term that sessions explain in a footnote."""

    key: str
    term: LocalText
    gist: LocalText


@dataclass(frozen=True)
class SpeakerRef:
    """A speaker's own texts at the time of the release. ``code`` is stable, ``slug`` readable: /p/<slug>/."""

    code: str
    slug: str
    name: str
    sort_name: str = ""
    biography: LocalText = field(default_factory=dict)
    country: str = ""
    links: tuple[Link, ...] = ()
    fictional: bool = False
    carried: Mapping[str, Any] = field(default_factory=dict)

    @property
    def own_texts(self) -> tuple[object, ...]:
        """What she may say about herself: two records with the same of it look the same to visitors."""
        return (self.name, self.sort_name, self.biography, self.links)


@dataclass(frozen=True)
class Appearance:
    """A speaker in a session, as presented there. ``role``: speaker, moderator, signatory, awardee."""

    speaker: str
    """The speaker's code, a key of :attr:`Programme.speakers`."""
    role: str
    title: LocalText = field(default_factory=dict)
    organisation: LocalText = field(default_factory=dict)
    city: str | None = None
    """Slug, a key of :attr:`Programme.cities`."""


@dataclass(frozen=True)
class Link:
    """A link with its words; ``kind`` is ``link`` or ``attachment``."""

    url: str
    title: str = ""
    kind: str = "link"

"""What forms, imports and commands hand to the actions: plain values, checked here. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.errors import N_, RuleBroken
from app.links import LONGEST_LINK, web_address
from app.schedule.rules.kinds import AppearanceRole, SessionKind
from app.schedule.rules.programme import Link
from app.texts import LocalText, clean_line, is_language

__all__ = [
    "AppearanceValues",
    "PartValues",
    "SessionValues",
    "SpeakerValues",
    "StageValues",
    "TermValues",
    "TrackValues",
    "check_appearance",
    "check_colour",
    "check_link",
    "check_named",
    "check_session",
    "check_speaker",
    "tags_in",
]

MOST_TAGS = 20
MOST_LINKS = 20
LONGEST_TAG = 60
LONGEST_NAME = 200

_COLOUR = re.compile(r"#[0-9a-f]{6}\Z")


@dataclass(frozen=True)
class SessionValues:
    """All of a session but its time and its people. Ids are rows of the same event; ``held_by_id`` is a host city."""

    title: LocalText
    kind: str = SessionKind.TALK
    subtitle: LocalText = field(default_factory=dict)
    abstract: LocalText = field(default_factory=dict)
    description: LocalText = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    track_id: int | None = None
    part_id: int | None = None
    stage_id: int | None = None
    held_by_id: int | None = None
    glossary: frozenset[int] = frozenset()
    time_assumed: bool = False


@dataclass(frozen=True)
class AppearanceValues:
    """A speaker as presented in one session. ``city_id`` is any city."""

    role: str = AppearanceRole.SPEAKER
    title: LocalText = field(default_factory=dict)
    organisation: LocalText = field(default_factory=dict)
    city_id: int | None = None


@dataclass(frozen=True)
class SpeakerValues:
    """A speaker's own record. ``email`` is how she is reached and recognised; it is never published."""

    name: str
    sort_name: str = ""
    biography: LocalText = field(default_factory=dict)
    country: str = ""
    title: LocalText = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    email: str | None = None
    zone: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class TrackValues:
    """A track; ``colour`` is ``#rrggbb`` or empty."""

    name: LocalText
    about: LocalText = field(default_factory=dict)
    colour: str = ""


@dataclass(frozen=True)
class PartValues:
    """A part of a webinar; its number follows from its place."""

    title: LocalText


@dataclass(frozen=True)
class StageValues:
    """A stage and the city it stands in, where it stands in one."""

    name: LocalText
    city_id: int | None = None


@dataclass(frozen=True)
class TermValues:
    """A term of the glossary."""

    term: LocalText
    gist: LocalText


def check_session(values: SessionValues) -> SessionValues:
    """Refuse a session without a title, of no known kind, with an unknown language, or with too many tags and links."""
    check_named(values.title, "title")
    if values.kind not in set(SessionKind):
        raise RuleBroken(N_("This kind of session does not exist."), field="kind")
    for tag in values.languages:
        if not is_language(tag):
            raise RuleBroken(
                N_("“%(tag)s” is not a language code we know."), field="languages", tag=clean_line(tag[:40])
            )
    if len(values.tags) > MOST_TAGS:
        raise RuleBroken(N_("A session has at most %(limit)s tags."), field="tags", limit=MOST_TAGS)
    _check_links(values.links)
    return values


def check_speaker(values: SpeakerValues) -> SpeakerValues:
    """Refuse a speaker without a name, and links that lead nowhere."""
    if not values.name.strip():
        raise RuleBroken(N_("Give the name."), field="name")
    _check_links(values.links)
    return values


def check_appearance(values: AppearanceValues) -> AppearanceValues:
    """Refuse a role that does not exist."""
    if values.role not in set(AppearanceRole):
        raise RuleBroken(N_("This role does not exist."), field="role")
    return values


def check_colour(colour: str) -> str:
    """``#rrggbb`` in lower case, or empty."""
    colour = colour.strip().lower()
    if colour and not _COLOUR.match(colour):
        raise RuleBroken(N_("Write a colour as #rrggbb."), field="colour")
    return colour


def check_named(text: LocalText, field_name: str) -> None:
    """Refuse a name or title that is empty in every language."""
    if not any(text.values()):
        raise RuleBroken(N_("Write it in at least one language."), field=field_name)


def check_link(url: str, title: str = "", kind: str = "link") -> Link:
    """A link to a page on the web, as typed. What is none by :func:`app.links.web_address` is refused."""
    url = clean_line(url, limit=LONGEST_LINK, field="links")
    if not web_address(url):
        raise RuleBroken(
            N_("“%(url)s” is no web address: it starts with https:// or http://."), field="links", url=url[:80]
        )
    return Link(url, clean_line(title, limit=LONGEST_NAME, field="links"), kind)


def tags_in(line: str) -> tuple[str, ...]:
    """Tags from a line with commas between them; each once, in the order written, without a leading #."""
    tags = (clean_line(part.strip().lstrip("#"), limit=LONGEST_TAG, field="tags") for part in line.split(","))
    found: dict[str, str] = {}
    for tag in tags:
        if tag:
            found.setdefault(tag.casefold(), tag)
    return tuple(found.values())


def _check_links(links: Iterable[Link]) -> None:
    links = list(links)
    if len(links) > MOST_LINKS:
        raise RuleBroken(N_("There can be at most %(limit)s links."), field="links", limit=MOST_LINKS)
    for link in links:
        check_link(link.url, link.title)

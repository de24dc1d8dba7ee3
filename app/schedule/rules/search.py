"""What of a programme somebody looks for: words, and choices of track, stage, language, kind and tag. Pure."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from functools import lru_cache

from app.schedule.rules.programme import Programme, ReleasedSession
from app.texts import LocalText

__all__ = ["Choices", "Wanted", "choices", "found"]


@dataclass(frozen=True)
class Wanted:
    """What is asked for; empty fields ask for nothing."""

    words: str = ""
    track: str = ""
    stage: str = ""
    language: str = ""
    kind: str = ""
    tag: str = ""

    @property
    def is_anything(self) -> bool:
        """Whether the whole programme is asked for."""
        return not any(astuple(self))


@dataclass(frozen=True)
class Choices:
    """What can be chosen in a programme, without what all sessions share: ``(key, how many)``, the commonest first."""

    languages: tuple[str, ...]
    kinds: tuple[str, ...]
    tags: tuple[str, ...]


def found(programme: Programme, wanted: Wanted) -> tuple[ReleasedSession, ...]:
    """The sessions that fit everything that is wanted, in the programme's order. Every word must occur somewhere."""
    if wanted.is_anything:
        return programme.sessions
    words = folded(wanted.words).split()
    return tuple(
        talk
        for talk in programme.sessions
        if _fits(talk, wanted) and (not words or _has(words, _said_of(programme, talk)))
    )


def _fits(talk: ReleasedSession, wanted: Wanted) -> bool:
    return (
        (not wanted.track or talk.track == wanted.track)
        and (not wanted.stage or talk.stage == wanted.stage)
        and (not wanted.kind or talk.kind == wanted.kind)
        and (not wanted.language or wanted.language in talk.languages)
        and (not wanted.tag or wanted.tag in talk.tags)
    )


def _has(words: Iterable[str], said: str) -> bool:
    return all(word in said for word in words)


def _said_of(programme: Programme, talk: ReleasedSession) -> str:
    return folded("\n".join(_texts(programme, talk)))


def _texts(programme: Programme, talk: ReleasedSession) -> Iterator[str]:
    for text in (talk.title, talk.subtitle, talk.abstract, _named(programme, talk)):
        yield from text.values()
    yield from talk.tags
    for seen in talk.appearances:
        yield programme.speakers[seen.speaker].name
        yield from seen.organisation.values()


def _named(programme: Programme, talk: ReleasedSession) -> LocalText:
    track = programme.track_by_slug.get(talk.track) if talk.track else None
    return track.name if track else {}


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """Text as it is compared: without case and marks, so that "jonkoping" finds "Jönköping"."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in bare if not unicodedata.combining(char))


def choices(programme: Programme) -> Choices:
    """What of the programme can be told apart by language, kind and tag."""
    languages = Counter(tag for talk in programme.sessions for tag in talk.languages)
    kinds = Counter(talk.kind for talk in programme.sessions)
    tags = Counter(tag for talk in programme.sessions for tag in talk.tags)
    return Choices(_telling(languages), _telling(kinds), _telling(tags))


def _telling(counted: Counter[str]) -> tuple[str, ...]:
    return tuple(key for key, _ in counted.most_common()) if len(counted) > 1 else ()

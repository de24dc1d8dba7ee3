"""Which session of the event is which of the file, so that importing again updates and duplicates nothing.

A session is recognised by GUID or id together with its start and stage, since real files repeat both. One that was
moved is still recognised where its GUID (or its id and title) leaves no doubt.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.exchange.rules.people import folded
from app.exchange.rules.values import ImportedSession

__all__ = ["Known", "identity_in", "import_key", "matches"]


@dataclass(frozen=True, slots=True)
class Known:
    """A session of the event. ``key`` is its :func:`import_key` of the last import, empty where it was made here."""

    row: int
    guid: str
    key: str
    starts_at: datetime | None
    stages: frozenset[str]
    """The name of its stage in every language; empty where it is on none."""
    titles: frozenset[str]
    """Its title in every language, folded."""


def import_key(talk: ImportedSession) -> str:
    """What the session is recognised by when the file comes again: identity, and a digest of start and stage."""
    place = f"{talk.starts_at.isoformat() if talk.starts_at else ''}|{talk.stage}"
    return f"{talk.identity}@{hashlib.blake2b(place.encode(), digest_size=8).hexdigest()}"


def identity_in(key: str) -> str:
    """The identity in an :func:`import_key`."""
    return key.rpartition("@")[0]


def matches(imported: Sequence[ImportedSession], known: Iterable[Known]) -> list[Known | None]:
    """For each imported session the one of the event that it is, or None where it is new. Each is taken once.

    In this order: as it came last time; same GUID, start and stage; same GUID; same id and title.
    """
    found: list[Known | None] = [None] * len(imported)
    free = {one.row: one for one in known}
    for of_imported, of_known in _RULES:
        waiting: dict[Hashable, list[Known]] = defaultdict(list)
        for one in free.values():
            for name in of_known(one):
                waiting[name].append(one)
        for place, talk in enumerate(imported):
            if found[place] is None and (name := of_imported(talk)) is not None:
                same = next((one for one in waiting.get(name, ()) if one.row in free), None)
                if same is not None:
                    found[place] = free.pop(same.row)
    return found


def _key(one: Known) -> list[Hashable]:
    return [one.key] if one.key else []


def _place(one: Known) -> list[Hashable]:
    return [(one.guid, one.starts_at, stage) for stage in one.stages]


def _guids(one: Known) -> list[Hashable]:
    identity = identity_in(one.key)
    return [one.guid, *({identity.removeprefix("guid:")} - {one.guid} if identity.startswith("guid:") else ())]


def _titles(one: Known) -> list[Hashable]:
    return [(identity_in(one.key), title) for title in one.titles] if one.key else []


_RULES: tuple[tuple[Callable[[ImportedSession], Hashable | None], Callable[[Known], list[Hashable]]], ...] = (
    (import_key, _key),
    (lambda talk: (talk.guid, talk.starts_at, talk.stage) if talk.guid else None, _place),
    (lambda talk: talk.guid or None, _guids),
    (lambda talk: (talk.identity, folded(talk.title[talk.language])), _titles),
)

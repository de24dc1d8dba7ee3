"""What a release changes: the difference between two programmes, for preview, changelog and who is told. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Any

from pydantic import TypeAdapter

from app.errors import N_
from app.schedule.rules.programme import EventInfo, Programme, ReleasedSession
from app.texts import LocalText

__all__ = [
    "CHANGE_LABELS",
    "Diff",
    "SessionChange",
    "When",
    "beside_content",
    "compare",
    "content_of",
    "from_json",
    "moved_by_clock_rules",
    "to_json",
]

CHANGE_LABELS = {
    "added": N_("Added"),
    "removed": N_("Removed"),
    "cancelled": N_("Cancelled"),
    "reinstated": N_("Reinstated"),
    "moved": N_("Moved"),
    "clock_rules": N_("New clock rules"),
    "renamed": N_("Renamed"),
    "speakers": N_("Speakers changed"),
    "details": N_("Details changed"),
}
"""The kinds of change of one session, in the order in which they matter."""


@dataclass(frozen=True)
class When:
    """Where and when a session is promised; ``duration`` in minutes."""

    local_start: datetime | None
    zone: str
    fold: int
    duration: int
    stage: str | None


@dataclass(frozen=True)
class SessionChange:
    """What happened to one session. ``kinds``: keys of :data:`CHANGE_LABELS`; before/after: None without one."""

    code: str
    title: LocalText
    kinds: tuple[str, ...]
    before: When | None = None
    after: When | None = None
    title_before: LocalText | None = None
    speakers_added: tuple[str, ...] = ()
    speakers_removed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Diff:
    """All that a release changes: sessions, and the names of the event's own fields that differ."""

    sessions: tuple[SessionChange, ...] = ()
    event: tuple[str, ...] = ()
    first: bool = False
    """Whether there was no release before."""

    @property
    def is_empty(self) -> bool:
        """Whether a release would change nothing."""
        return not self.first and not self.sessions and not self.event

    def of(self, kind: str) -> list[SessionChange]:
        """The sessions to which this kind of change happened."""
        return [change for change in self.sessions if kind in change.kinds]

    def counts(self) -> dict[str, int]:
        """How many sessions each kind of change happened to; only those that happened."""
        return {kind: count for kind in CHANGE_LABELS if (count := len(self.of(kind)))}


def moved_by_clock_rules(programme: Programme, codes: Collection[str]) -> Diff:
    """The difference that new time zone data make: the sessions with these codes mean other instants."""
    return Diff(
        tuple(
            SessionChange(talk.code, talk.title, ("clock_rules",), before=_when(talk), after=_when(talk))
            for talk in programme.sessions
            if talk.code in codes
        )
    )


def compare(old: Programme | None, new: Programme) -> Diff:
    """The difference from ``old`` (None: nothing was released yet) to ``new``, in the new programme's order."""
    if old is None:
        added = tuple(_added(talk, new) for talk in new.sessions)
        return Diff(added, first=True)
    changes = [change for talk in new.sessions if (change := _change(old.by_code.get(talk.code), talk, old, new))]
    gone = [
        SessionChange(talk.code, talk.title, ("removed",), before=_when(talk))
        for talk in old.sessions
        if talk.code not in new.by_code
    ]
    return Diff(tuple(changes + gone), tuple(_event_fields(old, new)))


_STAMPS = {"sequence", "created_at", "changed_at"}
_BESIDE = ("position", "carried", "glossary")
_content = attrgetter(*(item.name for item in fields(ReleasedSession) if item.name not in {*_STAMPS, *_BESIDE}))
beside_content = attrgetter(*_BESIDE)
"""What a release holds of a session that no calendar entry says, as a tuple."""


def content_of(talk: ReleasedSession, programme: Programme) -> tuple[Any, ...]:
    """What a calendar entry of the session says; another content is another SEQUENCE (promise P7)."""
    return (*_content(talk), _names(talk, programme))


def _names(talk: ReleasedSession, programme: Programme) -> tuple[str, ...]:
    return tuple(programme.speakers[seen.speaker].name for seen in talk.appearances)


def _change(
    old: ReleasedSession | None, talk: ReleasedSession, before: Programme, after: Programme
) -> SessionChange | None:
    if old is None:
        return _added(talk, after)
    if old is talk and _names(old, before) == _names(talk, after):
        return None
    was, now = _speakers(old, before), _speakers(talk, after)
    kinds = tuple(_kinds(old, talk, speakers_differ=was != now))
    if not kinds and content_of(old, before) == content_of(talk, after):
        return None
    return SessionChange(
        talk.code,
        talk.title,
        kinds or ("details",),
        before=_when(old),
        after=_when(talk),
        title_before=old.title if old.title != talk.title else None,
        speakers_added=tuple(name for key, name in now.items() if key not in was),
        speakers_removed=tuple(name for key, name in was.items() if key not in now),
    )


def _kinds(old: ReleasedSession, talk: ReleasedSession, *, speakers_differ: bool) -> Iterator[str]:
    if talk.is_cancelled != old.is_cancelled:
        yield "cancelled" if talk.is_cancelled else "reinstated"
    if _when(old) != _when(talk):
        yield "moved"
    if old.title != talk.title:
        yield "renamed"
    if speakers_differ:
        yield "speakers"
    if _details(old) != _details(talk):
        yield "details"


def _details(talk: ReleasedSession) -> tuple[object, ...]:
    presented = tuple((seen.speaker, seen.title, seen.organisation, seen.city) for seen in talk.appearances)
    return (
        talk.kind, talk.subtitle, talk.abstract, talk.description, talk.languages, talk.tags, talk.track, talk.part,
        talk.links, talk.glossary, talk.time_assumed, talk.held_by, presented,
    )  # fmt: skip


def _speakers(talk: ReleasedSession, programme: Programme) -> dict[tuple[str, str], str]:
    return {(seen.speaker, seen.role): programme.speakers[seen.speaker].name for seen in talk.appearances}


def _added(talk: ReleasedSession, programme: Programme) -> SessionChange:
    names = tuple(_speakers(talk, programme).values())
    return SessionChange(talk.code, talk.title, ("added",), after=_when(talk), speakers_added=names)


def _when(talk: ReleasedSession) -> When:
    return When(talk.local_start, talk.zone, talk.fold, talk.duration, talk.stage)


def _event_fields(old: Programme, new: Programme) -> Iterator[str]:
    for item in fields(EventInfo):
        if item.name != "carried" and getattr(old.event, item.name) != getattr(new.event, item.name):
            yield item.name
    for name in ("hosts", "partners", "tracks", "parts", "stages", "glossary"):
        if getattr(old, name) != getattr(new, name):
            yield name
    shared = set(old.speakers) & set(new.speakers)
    if any(old.speakers[code] != new.speakers[code] for code in shared):
        yield "speakers"


_ADAPTER: TypeAdapter[Diff] = TypeAdapter(Diff)


def to_json(diff: Diff) -> dict[str, Any]:
    """The diff as JSON can hold it."""
    plain: dict[str, Any] = _ADAPTER.dump_python(diff, mode="json")
    return plain


def from_json(plain: dict[str, Any]) -> Diff:
    """The diff that :func:`to_json` wrote."""
    return _ADAPTER.validate_python(plain, strict=False)

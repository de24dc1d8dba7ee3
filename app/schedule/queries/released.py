"""What the world sees: the current releases. Everything public is read from here, never from the draft's tables."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from threading import Lock

from sqlalchemy import bindparam, select

from app.db import db
from app.errors import NotFound
from app.events.models import Event
from app.events.rules import EventState
from app.schedule.models import Mention, Release, Speaker
from app.schedule.queries.remembered import Head, remembered
from app.schedule.rules import programme as values
from app.schedule.rules import summary
from app.schedule.rules.programme import Programme, is_past
from app.schedule.rules.summary import Summary

__all__ = [
    "Released", "SeenEvent", "mentions", "overlapping", "programme_of", "released", "released_events", "releases_of",
    "speaker_code", "summaries",
]  # fmt: skip

_KEPT = 16
"""Programmes kept parsed in this process; one of 943 sessions takes about 10 MB."""


@dataclass(frozen=True)
class Released:
    """An event's current release without its contents: enough for an ETag."""

    release_id: int
    event_id: int
    slug: str
    state: str
    number: int
    digest: str
    released_at: datetime

    @property
    def programme(self) -> Programme:
        """The programme, read and parsed once per process."""
        return _programmes.get(self.release_id, self.digest)

    @property
    def key(self) -> tuple[object, ...]:
        """What answers made from this release depend on."""
        return (self.slug, self.state, self.number, self.digest)

    def is_over(self, now: datetime) -> bool:
        """Whether everything lies in the past: what has no time yet will not get one any more.

        The programme is read for it once, so that a 304 needs none.
        """
        return is_past(*_end(self), now)

    @property
    def head(self) -> Head:
        """While this stands, the release is what the public sees."""
        return (self.event_id, self.state, self.number, self.digest)


@lru_cache(maxsize=4096)
def _end(release: Released) -> tuple[datetime | None, date | None]:
    return release.programme.end


@dataclass(frozen=True)
class SeenEvent:
    """An event in a list: its state and the summary of its current release."""

    event_id: int
    state: str
    number: int
    digest: str
    summary: Summary

    @property
    def is_cancelled(self) -> bool:
        """Whether the event was called off."""
        return self.state == EventState.CANCELLED

    @property
    def head(self) -> Head:
        """As :attr:`Released.head`."""
        return (self.event_id, self.state, self.number, self.digest)


class _Programmes:
    """Parsed programmes by release and digest; the erasure of a person changes a digest, so nothing stale is kept."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, str], Programme] = OrderedDict()
        self._lock = Lock()

    def get(self, release_id: int, digest: str) -> Programme:
        key = (release_id, digest)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        raw = db.session.scalar(select(Release.snapshot).where(Release.id == release_id))
        if raw is None:
            raise NotFound
        programme = values.from_json(raw)
        with self._lock:
            self._kept[key] = programme
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return programme


_programmes = _Programmes()

_HEAD = (
    Release.id, Release.event_id, Event.slug, Event.state, Release.number, Release.digest, Release.released_at
)  # fmt: skip

# Made once: composing it anew would cost a cached page more than running it does.
_RELEASED = (
    select(*_HEAD)
    .join(Event, Event.id == Release.event_id)
    .where(Event.slug == bindparam("slug"), Event.state != EventState.DRAFT, Release.is_current)
)


def released(slug: str) -> Released:
    """The event's current release. Raises :class:`NotFound` for drafts, and for events never released."""
    return remembered.ask(("released", slug), lambda: _released(slug), lambda found: [found.head])


def _released(slug: str) -> Released:
    row = db.session.execute(_RELEASED, {"slug": slug}).first()
    if row is None:
        raise NotFound
    return Released(*row)


def released_events(event_ids: Iterable[int]) -> list[Released]:
    """The current releases of those of the events (ids) that are public, in the order of the ids.

    Not remembered for when the database is away: which events somebody asks for is hers alone.
    """
    query = (
        select(*_HEAD)
        .join(Event, Event.id == Release.event_id)
        .where(Release.event_id.in_(set(event_ids)), Event.state != EventState.DRAFT, Release.is_current)
        .order_by(Release.event_id)
    )
    return [Released(*row) for row in db.session.execute(query)]


def programme_of(event: Event) -> Programme | None:
    """The current release's programme, or None where nothing was released; whatever the event's state."""
    row = db.session.execute(
        select(Release.id, Release.digest).where(Release.event_id == event.id, Release.is_current)
    ).first()
    return None if row is None else _programmes.get(*row)


def releases_of(event_id: int) -> Sequence[Release]:
    """All releases of the event without their snapshots, newest first."""
    query = select(Release).where(Release.event_id == event_id).order_by(Release.number.desc())
    return db.session.scalars(query).all()


def summaries(mentioned: tuple[str, str] | None = None) -> list[SeenEvent]:
    """Public and cancelled events, those first that start first; all, or those that mention (kind, key)."""
    return remembered.ask(("summaries", mentioned), lambda: _summaries(mentioned), _heads)


def _heads(found: Iterable[Released | SeenEvent]) -> list[Head]:
    return [one.head for one in found]


def _summaries(mentioned: tuple[str, str] | None) -> list[SeenEvent]:
    query = (
        select(Release.event_id, Event.state, Release.number, Release.digest, Release.summary)
        .join(Event, Event.id == Release.event_id)
        .where(Event.state != EventState.DRAFT, Release.is_current)
        .order_by(Release.first_start.asc().nulls_last(), Release.event_id)
    )
    if mentioned is not None:
        kind, key = mentioned
        query = query.join(Mention, Mention.release_id == Release.id).where(Mention.kind == kind, Mention.key == key)
    return [
        SeenEvent(event_id, state, number, digest, summary.from_json(plain))
        for event_id, state, number, digest, plain in db.session.execute(query)
    ]


def speaker_code(slug: str) -> str:
    """The code under which releases know a speaker. Raises :class:`NotFound`."""
    return remembered.ask(("speaker", slug), lambda: _speaker_code(slug), lambda _: ())


def _speaker_code(slug: str) -> str:
    code = db.session.scalar(select(Speaker.code).where(Speaker.slug == slug))
    if code is None:
        raise NotFound
    return code


def mentions(kind: str, key: str) -> list[Released]:
    """The current releases of public events that name a speaker (code), host, city or series (slug), oldest first."""
    return remembered.ask(("mentions", kind, key), lambda: _mentions(kind, key), _heads)


def _mentions(kind: str, key: str) -> list[Released]:
    rows = db.session.execute(
        select(*_HEAD)
        .join(Event, Event.id == Release.event_id)
        .join(Mention, Mention.release_id == Release.id)
        .where(Mention.kind == kind, Mention.key == key, Event.state != EventState.DRAFT, Release.is_current)
        .order_by(Release.first_start.asc().nulls_last(), Release.event_id)
    )
    return [Released(*row) for row in rows]


def overlapping(speakers: Iterable[str], start: datetime, end: datetime) -> list[Released]:
    """The current releases of public events between the instants that name any of the speakers (codes), newest first.

    At most as many as this process keeps parsed: who appears in more at a time has other worries.
    """
    named = select(Mention.release_id).where(Mention.kind == "speaker", Mention.key.in_(list(speakers)))
    rows = db.session.execute(
        select(*_HEAD)
        .join(Event, Event.id == Release.event_id)
        .where(Event.state == EventState.PUBLIC, Release.is_current, Release.id.in_(named))
        .where(Release.first_start < end, Release.last_end > start)
        .order_by(Release.id.desc())
        .limit(_KEPT)
    )
    return [Released(*row) for row in rows]

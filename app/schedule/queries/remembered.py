"""What the database last said is public, answered while it cannot be asked (promise P12).

Only what visitors were shown before, from releases: no draft and nothing personal comes in here. What was hidden or
changed since is taken out every :data:`EVERY` seconds, by whatever process it was changed: when the database goes away,
what is left was public a moment before.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from threading import Lock
from typing import TypeAlias, TypeVar, cast

import structlog
from sqlalchemy import select

from app.db import OUTAGES, db, is_writing, reason_of
from app.errors import NotFound
from app.events.models import Event
from app.events.rules import EventState
from app.schedule.models import Release

__all__ = ["EVERY", "Head", "Remembered", "remembered"]

log = structlog.get_logger(__name__)

EVERY = 2.0
"""Seconds between two looks at what is still public, and between two attempts while the database is away."""
_MOST = 512

T = TypeVar("T")
Head: TypeAlias = tuple[int, str, int, str]
"""Event, its state, number and digest of its release: while these stand, so does what was made from them."""

_PUBLIC = (
    select(Release.event_id, Event.state, Release.number, Release.digest)
    .join(Event, Event.id == Release.event_id)
    .where(Event.state != EventState.DRAFT, Release.is_current)
)


class Remembered:
    """The latest answers, each with the heads of the releases that it was made from."""

    def __init__(self, most: int = _MOST) -> None:
        self._kept: OrderedDict[Hashable, tuple[object, frozenset[Head]]] = OrderedDict()
        self._most = most
        self._lock = Lock()
        self._away_since: float | None = None
        self._next_attempt = 0.0

    def ask(self, key: Hashable, question: Callable[[], T], heads: Callable[[T], Iterable[Head]]) -> T:
        """The question's answer; the one before where the database is away. Empty answers are not remembered.

        Whoever is about to change something gets no remembered answer but the error: what she has changed so far is
        lost with the connection, and must not be followed by the rest.
        """
        if is_writing():
            return question()
        kept = self._kept.get(key)
        if kept is not None and self._is_spared():
            return cast("T", kept[0])
        try:
            answer = question()
        except OUTAGES as error:
            db.session.rollback()
            self._miss(error)
            if kept is None:
                raise
            return cast("T", kept[0])
        except NotFound:
            self._found()
            self._forget(key)
            raise
        self._found()
        if answer:
            self._keep(key, answer, frozenset(heads(answer)))
        else:
            self._forget(key)
        return answer

    def look(self) -> None:
        """Take out what is not public any more, or was released anew."""
        if not self._kept and self._away_since is None:
            return
        try:
            public = {tuple(row) for row in db.session.execute(_PUBLIC)}
        except OUTAGES as error:
            self._miss(error)
            return
        self._found()
        with self._lock:
            for key in [key for key, (_, heads) in self._kept.items() if not heads <= public]:
                del self._kept[key]

    def away_for(self) -> int | None:
        """Whole seconds since the database was first missed; None while it answers."""
        since = self._away_since
        return None if since is None else int(time.monotonic() - since)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
        self._away_since = None

    def _is_spared(self) -> bool:
        """Whether the database is away and was tried just now: only one visitor waits for each attempt."""
        if self._away_since is None:
            return False
        moment = time.monotonic()
        if moment < self._next_attempt:
            return True
        self._next_attempt = moment + EVERY
        return False

    def _keep(self, key: Hashable, answer: object, heads: frozenset[Head]) -> None:
        with self._lock:
            self._kept[key] = (answer, heads)
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def _forget(self, key: Hashable) -> None:
        with self._lock:
            self._kept.pop(key, None)

    def _miss(self, error: Exception) -> None:
        self._next_attempt = time.monotonic() + EVERY
        if self._away_since is None:
            self._away_since = time.monotonic()
            log.error("database away, released pages come from memory", error=reason_of(error))

    def _found(self) -> None:
        if self._away_since is not None:
            log.warning("database back", seconds=self.away_for())
            self._away_since = None


remembered = Remembered()
"""Of this process."""

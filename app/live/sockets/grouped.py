"""Votes are committed in groups: one write transaction for many, each answered once it is committed (live.md)."""

from __future__ import annotations

import queue
import threading
import time
from dataclasses import dataclass, field

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app.clock import now
from app.db import commit, db, writing
from app.errors import Busy, MeridianError
from app.live.actions.votes import Ballot, Tally, cast

__all__ = ["GroupedVotes"]

log = structlog.get_logger(__name__)

GATHERING = 0.004
"""Seconds that the first vote of a group waits for others."""
LARGEST = 400
WAITING = 20_000
"""Votes that may wait; more are refused (promise P17)."""
PATIENCE = 15.0
"""Seconds after which a voter is told to try again; the vote may have been counted: it is set, not added."""


@dataclass
class _Waiting:
    ballot: Ballot
    done: threading.Event = field(default_factory=threading.Event)
    result: Tally | MeridianError = field(default_factory=Busy)


class GroupedVotes:
    """The one writer of votes in this process."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._waiting: queue.Queue[_Waiting] = queue.Queue(WAITING)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def cast(self, ballot: Ballot, *, patience: float = PATIENCE) -> Tally:
        """Set a vote; returns once it is committed. Raises why it was refused, ``Busy`` after ``patience`` seconds."""
        mine = _Waiting(ballot)
        self._start()
        try:
            self._waiting.put_nowait(mine)
        except queue.Full:
            raise Busy from None
        mine.done.wait(patience)
        if isinstance(mine.result, MeridianError):
            raise mine.result
        return mine.result

    def _start(self) -> None:
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._write_on, name="votes", daemon=True)
                self._thread.start()

    def _write_on(self) -> None:
        while True:
            group = [self._waiting.get()]
            time.sleep(GATHERING)
            while len(group) < LARGEST and not self._waiting.empty():
                group.append(self._waiting.get())
            self._write(group)

    def _write(self, group: list[_Waiting]) -> None:
        try:
            with self._app.app_context(), writing():
                results = cast([one.ballot for one in group], now=now())
                commit()
                for one, result in zip(group, results, strict=True):
                    one.result = result
        except SQLAlchemyError as error:
            # Each is told to try again; a vote is set, so one that was committed all the same does no harm.
            log.warning("votes not written", votes=len(group), error=str(error))
            with self._app.app_context():
                db.session.rollback()
        finally:
            for one in group:
                one.done.set()

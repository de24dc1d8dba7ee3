"""Beats are taken in memory and written in one transaction every few seconds; each is answered once it is committed.

One thread per process writes beats and samples. What was answered is in the database: killing the process costs none of
it, and what was not answered is in the next beat, which says everything again.
"""

from __future__ import annotations

import atexit
import queue
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.db import commit, db, writing
from app.errors import Busy
from app.jobs import job
from app.settings import Settings
from app.visits.actions.beats import Beat, take
from app.visits.actions.salts import drop_salts
from app.visits.actions.sampling import events_with_visitors, sample
from app.visits.recent import Recent
from app.visits.rules.samples import slot_of
from app.visits.rules.steady import SteadyClock

__all__ = ["Counting", "init_app", "keep_numbers"]

log = structlog.get_logger(__name__)

GATHERING = 1.5
"""Seconds that the first beat of a group waits for others; a thousand visitors then cost a commit in these seconds."""
LARGEST = 1000
WAITING = 20_000
"""Beats that may wait; more are refused (promise P17)."""
PATIENCE = 12.0
"""Seconds after which a browser is told to try again; its next beat says the same and more."""
_TURN = 1.0
"""Seconds between two looks whether a sample is due."""


@dataclass
class _Waiting:
    beat: Beat
    done: threading.Event = field(default_factory=threading.Event)
    is_written: bool = False


class Counting:
    """The one writer of beats and samples in this process."""

    def __init__(self, app: Flask, gathering: float) -> None:
        self._app, self._gathering = app, gathering
        self._waiting: queue.Queue[_Waiting] = queue.Queue(WAITING)
        self._clock = SteadyClock(clock.now(), time.monotonic())
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._sampled: datetime | None = None

    def moment(self) -> datetime:
        """The present instant, by a clock that nobody sets."""
        return self._clock.moment(clock.now(), time.monotonic())

    def count(self, beat: Beat) -> None:
        """Take a beat; returns once it is committed. Raises :class:`Busy` where it could not be."""
        mine = _Waiting(beat)
        self._start()
        try:
            self._waiting.put_nowait(mine)
        except queue.Full:
            raise Busy from None
        mine.done.wait(PATIENCE)
        if not mine.is_written:
            raise Busy

    def write_waiting(self) -> None:
        """Write what waits, now: at the end of the process."""
        while group := self._group():
            self._write(group)

    def _start(self) -> None:
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                if self._thread is None:
                    atexit.register(self.write_waiting)
                self._thread = threading.Thread(target=self._go_on, name="beats", daemon=True)
                self._thread.start()

    def _go_on(self) -> None:
        while True:
            try:
                first = self._waiting.get(timeout=_TURN)
            except queue.Empty:
                pass
            else:
                time.sleep(self._gathering)
                self._write([first, *self._group()])
            self._sample_if_due()

    def _group(self) -> list[_Waiting]:
        group: list[_Waiting] = []
        while len(group) < LARGEST:
            try:
                group.append(self._waiting.get_nowait())
            except queue.Empty:
                break
        return group

    def _write(self, group: list[_Waiting]) -> None:
        try:
            with self._app.app_context(), writing():
                take([one.beat for one in group])
                commit()
            for one in group:
                one.is_written = True
        except Exception as error:  # whoever waits is told, and the thread goes on with the next
            if not isinstance(error, SQLAlchemyError):
                log.exception("beats not taken", beats=len(group))
            log.warning("beats not written", beats=len(group), error=type(error).__name__)
            with self._app.app_context():
                db.session.rollback()
        finally:
            for one in group:
                one.done.set()

    def _sample_if_due(self) -> None:
        now = self.moment()
        if self._sampled == slot_of(now):
            return
        self._sampled = slot_of(now)
        try:
            with self._app.app_context():
                _sample(now)
        except Exception as error:  # a sample is missed, the next is due in ten seconds
            log.warning("no sample taken", error=type(error).__name__)
            with self._app.app_context():
                db.session.rollback()


def _sample(now: datetime) -> None:
    """Read without SQLite's write lock whether anybody is here, and only then write."""
    events = events_with_visitors(now=now)
    db.session.rollback()
    if events:
        with writing():
            sample(events, now=now)
            commit()


@job(every_minute=True)
def keep_numbers() -> None:
    """The job: a sample even where no process that serves takes one, and salts whose time is over are deleted."""
    _sample(clock.now())
    with writing():
        dropped = drop_salts(now=clock.now())
        commit()
    if dropped:
        log.info("salts deleted", salts=dropped)


def init_app(app: Flask, settings: Settings) -> None:
    """Make the app's writer; its thread starts with the first beat."""
    app.extensions["recent numbers"] = Recent()
    app.extensions["counting"] = Counting(app, 0.01 if settings.mode == "test" else GATHERING)

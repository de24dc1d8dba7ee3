"""Work beside the requests: a queue that wakes the job process.

What is owed lives in our tables (a mail, an import); the queue only says "look now", with ids as its sole arguments.
So a wake-up may be lost without harm: every job that finds its own work also runs once a minute.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, ParamSpec

import structlog
from flask import Flask, current_app
from huey import SqliteHuey, crontab
from huey.api import Huey, TaskWrapper
from huey.constants import EmptyData
from huey.consumer import Consumer, Worker
from huey.serializer import SignedSerializer

from app import clock
from app.db import db
from app.settings import Settings

__all__ = ["Job", "NotDone", "consumer", "init_app", "job", "last_beat", "undone"]

log = structlog.get_logger(__name__)

P = ParamSpec("P")

BEAT_EVERY = 5
"""Seconds between two signs of life of the job process."""

_BEAT = "beat"
_UNDONE = "undone:"
_PATIENCE = 0.2
"""Seconds that a wake-up waits for the queue's file: it may hold up the event loop no longer than that."""

_jobs: list[Job[...]] = []


class NotDone(Exception):
    """A job could not do its work this time and tries again in the next round; the words are for the log."""


@dataclass(frozen=True)
class Job(Generic[P]):
    """A function that the job process runs. Calling it runs it here and now."""

    run: Callable[P, None]
    every_minute: bool

    @property
    def name(self) -> str:
        """What it is called in the queue."""
        return f"{self.run.__module__}.{self.run.__qualname__}"

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        self.run(*args, **kwargs)

    def wake(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Have it done soon. Call this after the commit that made the work, else the job may look too early."""
        queue: Queue = current_app.extensions["jobs"]
        try:
            queue.tasks[self.name](*args, **kwargs)
        except sqlite3.Error as error:
            log.warning("wake-up lost", job=self.name, error=str(error))
        finally:
            queue.huey.storage.close()  # each greenlet would keep a connection of its own


def job(*, every_minute: bool = False) -> Callable[[Callable[P, None]], Job[P]]:
    """Mark a function as work for the job process; its arguments are ids. It gets an app context and commits itself.

    With ``every_minute`` it also runs by itself, without arguments: what a lost wake-up left is found then.
    """

    def marked(function: Callable[P, None]) -> Job[P]:
        made = Job(function, every_minute)
        _jobs.append(made)
        return made

    return marked


@dataclass(frozen=True)
class Queue:
    """The queue of one app, and its jobs by name."""

    huey: Huey
    tasks: dict[str, TaskWrapper]


def init_app(app: Flask, settings: Settings) -> None:
    """Make the queue and register the jobs of all features, which have to be imported before."""
    # Messages are pickled: the signature keeps whoever can write that file from having anything run.
    serializer = SignedSerializer(secret=settings.key(), salt="meridian-jobs")
    settings.data.mkdir(parents=True, exist_ok=True)
    # Without fsync: a wake-up lost with the power is found by the next minute's round.
    huey = SqliteHuey(
        "meridian",
        filename=str(settings.data / "jobs.sqlite3"),
        timeout=_PATIENCE,
        fsync=False,
        results=False,
        serializer=serializer,
    )
    app.extensions["jobs"] = Queue(huey, {each.name: _task(app, huey, each) for each in _jobs})


def _task(app: Flask, huey: Huey, each: Job[...]) -> TaskWrapper:
    def run(*args: object) -> None:
        with app.app_context():
            try:
                each.run(*args)
            except NotDone as reason:
                log.warning("job not done", job=each.name, reason=str(reason))
                _note(huey, each, is_done=False)
            except Exception:
                _note(huey, each, is_done=False)
                raise
            else:
                _note(huey, each, is_done=True)
            finally:
                db.session.remove()

    if each.every_minute:
        huey.periodic_task(crontab(), name=f"{each.name}:every-minute")(run)
    return huey.task(name=each.name)(run)


def _note(huey: Huey, each: Job[...], *, is_done: bool) -> None:
    """Whether its last round did its work. Of those that come round by themselves: they take the note back too."""
    key = _UNDONE + each.name
    try:
        if each.every_minute and is_done == huey.storage.has_data_for_key(key):
            if is_done:
                huey.storage.delete_data(key)
            else:
                huey.storage.put_data(key, b"")
    except sqlite3.Error as error:
        log.warning("outcome of a job lost", job=each.name, error=str(error))


def undone() -> list[str]:
    """The jobs whose last round could not do its work, by their names."""
    queue: Queue = current_app.extensions["jobs"]
    names = [each.name for each in _jobs if each.every_minute]
    found = [name for name in names if queue.huey.storage.has_data_for_key(_UNDONE + name)]
    queue.huey.storage.close()
    return found


def last_beat() -> datetime | None:
    """When the job process last showed that it takes work, UTC; None where it never did."""
    queue: Queue = current_app.extensions["jobs"]
    raw = queue.huey.storage.peek_data(_BEAT)
    queue.huey.storage.close()
    return None if raw is EmptyData else datetime.fromtimestamp(float(bytes(raw)), UTC)


class _BeatingWorker(Worker):
    """Shows every few seconds that it takes work. While it is busy it does not: a job that hangs is seen on /health."""

    _beaten: datetime | None = None

    def loop(self, now: datetime | None = None) -> None:
        super().loop(now)
        moment = clock.now()
        if self._beaten is None or abs((moment - self._beaten).total_seconds()) >= BEAT_EVERY:
            self._beaten = moment
            try:
                self.huey.storage.put_data(_BEAT, repr(moment.timestamp()).encode())
            except sqlite3.Error as error:  # a full disk must not end what goes on once there is room again
                log.warning("no sign of life", error=str(error))


class _JobConsumer(Consumer):
    worker_class = _BeatingWorker


def consumer(app: Flask) -> Consumer:
    """What runs the jobs, one at a time; its ``run()`` returns on SIGTERM, when the job at work is done."""
    queue: Queue = app.extensions["jobs"]
    return _JobConsumer(queue.huey, workers=1, max_delay=1.0, shutdown_timeout=8, graceful_signal="TERM")

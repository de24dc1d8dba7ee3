"""How long anybody waits for the database, and what it raises when it is away (promise P12).

A request is answered within 2 s whatever the database does; jobs and commands may wait longer.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

__all__ = [
    "OUTAGES", "REQUEST_PATIENCE", "begin_request", "is_request", "is_writing", "patience", "reason_of",
    "waited_in_vain", "writing",
]  # fmt: skip

OUTAGES = (OperationalError, InterfaceError, InternalError, PoolTimeout)
"""What the database raises when it is away, locked, full or read-only, and the pool when it gives no connection.

``InternalError`` is what PostgreSQL says while it is read-only.
"""

REQUEST_PATIENCE = 1.2
"""Seconds that a request waits for a lock, a connection or an answer."""
JOB_PATIENCE = 10.0
"""The same for jobs and commands, of which nobody sits waiting."""


@dataclass
class _Request:
    """Whether this request waited in vain already; then it does not wait again."""

    waited: bool = False


_request: ContextVar[_Request | None] = ContextVar("request", default=None)
_writing: ContextVar[bool] = ContextVar("writing", default=False)


def begin_request(*, writes: bool) -> None:
    """From here on, in this context, nothing waits long, and with ``writes`` transactions are as in :func:`writing`."""
    _request.set(_Request())
    _writing.set(writes)


def is_request() -> bool:
    """Whether somebody sits waiting."""
    return _request.get() is not None


def is_writing() -> bool:
    """Whether transactions begun here are meant to change something."""
    return _writing.get()


@contextmanager
def writing() -> Iterator[None]:
    """Transactions begun inside take SQLite's write lock at once.

    A transaction that reads first and writes later cannot be continued once another has written in between
    (SQLITE_BUSY_SNAPSHOT); taking the lock first makes it wait instead.
    """
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def patience(job: float | None = None) -> float:
    """Seconds that may be waited now; ``job`` is what holds outside requests."""
    request = _request.get()
    if request is None:
        return JOB_PATIENCE if job is None else job
    return 0.0 if request.waited else REQUEST_PATIENCE


def waited_in_vain() -> None:
    """This request waits no more."""
    if request := _request.get():
        request.waited = True


def reason_of(error: Exception) -> str:
    """What the database said, for the log: without the statement's values, which are people's texts."""
    return str(getattr(error, "orig", None) or error).strip()

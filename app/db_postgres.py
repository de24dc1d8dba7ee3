"""PostgreSQL: no request waits long for a server that is slow, cut off or hangs (promise P12)."""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any

from sqlalchemy import Engine, event

from app.db_waiting import REQUEST_PATIENCE, is_request, patience, waited_in_vain

__all__ = ["CONNECT", "prepare"]

CONNECT = {"connect_timeout": 2, "tcp_user_timeout": int(REQUEST_PATIENCE * 1000)}
"""libpq's parameters. ``tcp_user_timeout``: a server cut off without a word is noticed by what it does not confirm."""

STATEMENT_LIMIT = 15.0
"""Seconds after which the server ends a statement of a job or command."""
_LAST_WORDS = 0.2
"""Seconds for what follows a wait that was in vain: usually a rollback."""


def prepare(engine: Engine) -> None:
    """The listeners of an engine."""
    impatient = _impatient(engine.dialect.loaded_dbapi)

    def connect(_dialect: object, _record: object, _given: object, wanted: dict[str, Any]) -> Any:  # noqa: ANN401
        limit = REQUEST_PATIENCE if is_request() else STATEMENT_LIMIT
        wanted["options"] = f"-c statement_timeout={int(limit * 1000)} -c timezone=UTC"
        return impatient.connect(**wanted)

    event.listen(engine, "do_connect", connect)


def _impatient(driver: Any) -> Any:  # noqa: ANN401 - psycopg, which SQLite does without
    """Psycopg's connection, which gives up where a server takes what is sent and never answers.

    The server's own limit ends a slow statement before; this one is for a server or a network that hangs.
    """

    class Impatient(driver.Connection):
        @classmethod
        def _connect_gen(cls, conninfo: str = "") -> Generator[Any, Any, Any]:
            # Psycopg's own limit is 2 s at least, for each of a server's addresses.
            late = driver.OperationalError("the server does not let us in")
            return (yield from _hurried(super()._connect_gen(conninfo), late))

        def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:  # noqa: ANN401
            began, limit = time.monotonic(), patience(STATEMENT_LIMIT)
            try:
                return super().wait(gen, interval, timeout or limit + _LAST_WORDS)
            except driver.OperationalError:
                waited = time.monotonic() - began
                if waited >= limit:
                    waited_in_vain()
                if waited >= limit + _LAST_WORDS:
                    self.pgconn.finish()  # an answer that comes now would be taken for the next one's
                raise

    return Impatient


def _hurried(steps: Generator[Any, Any, Any], late: Exception) -> Generator[Any, Any, Any]:
    """The same steps; ``late`` where they take longer than there is patience. Psycopg turns them every 0.1 s."""
    deadline = time.monotonic() + max(patience(), _LAST_WORDS)
    wanted = next(steps)
    while True:
        ready = yield wanted
        if not ready and time.monotonic() > deadline:
            waited_in_vain()
            raise late
        try:
            wanted = steps.send(ready)
        except StopIteration as done:
            return done.value

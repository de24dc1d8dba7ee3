"""SQLite: its one writer is waited for without stopping the event loop, and its file is not lost sight of."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError

from app.db_waiting import is_writing, patience, waited_in_vain

__all__ = ["prepare"]


def prepare(engine: Engine) -> None:
    """The listeners of an engine."""
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    event.listen(engine, "do_execute", _patiently)
    path = engine.url.database
    if path and path != ":memory:":
        _follow_file(engine, path)


def _on_connect(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own connection
    connection.isolation_level = None  # SQLAlchemy's "begin" event below begins the transactions
    cursor = connection.cursor()
    for pragma in ("busy_timeout=0", "journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL"):
        _patiently(cursor, f"PRAGMA {pragma}", (), None)
    cursor.close()


def _on_begin(connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy's Connection
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing() else "BEGIN")


def _patiently(cursor: Any, statement: str, parameters: Any, _context: object) -> bool:  # noqa: ANN401
    """Execute; while another connection writes, wait by sleeping, which lets the event loop go on.

    The database's own busy timeout would wait inside C code and stop every other request of the process.
    """
    deadline = time.monotonic() + patience()
    pause = 0.001
    while True:
        try:
            cursor.execute(statement, parameters)
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_BUSY:
                raise
            if time.monotonic() > deadline:
                waited_in_vain()
                raise
            time.sleep(pause)
            pause = min(pause * 1.5, 0.05)
        else:
            return True


def _follow_file(engine: Engine, path: str) -> None:
    """A file that is taken away is missed at once, and one put in its place is used.

    Otherwise open connections would go on with the old file, which has no name any more: whatever is written there is
    lost at the next start. And a new connection would make an empty database.
    """
    known: list[tuple[int, int]] = []

    def refuse_to_make_another(*_about: object) -> None:
        if known and _identity(path) is None:
            raise sqlite3.OperationalError("the database's file is gone")

    def note(_connection: object, record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's record
        record.info["file"] = _identity(path)
        known[:] = [record.info["file"]]

    def check(_connection: object, record: Any, _proxy: object) -> None:  # noqa: ANN401
        if record.info["file"] != _identity(path):
            raise DisconnectionError("The database's file is another.")

    event.listen(engine, "do_connect", refuse_to_make_another)
    event.listen(engine, "connect", note)
    event.listen(engine, "checkout", check)


def _identity(path: str) -> tuple[int, int] | None:
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino

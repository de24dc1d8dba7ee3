"""The demo events for tests: made once by each process, and copied into the emptied database from then on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.db import commit, db
from app.demo.loading import load

__all__ = ["have_demo", "rows"]

_made: dict[datetime, list[tuple[str, list[Any]]]] = {}
"""The rows after a load at that moment."""


def have_demo(*, now: datetime) -> None:
    """Have the demo events as they are loaded at that moment, committed. Needs an app context and an empty database."""
    if now in _made:
        _copy(_made[now])
        return
    load(now=now)
    commit()
    if db.engine.dialect.name == "sqlite":  # elsewhere numbers of rows come from sequences, which copies would not move
        _made[now] = rows()


def rows() -> list[tuple[str, list[Any]]]:
    """What stands in each table, tables that others refer to first."""
    with db.engine.connect() as connection:
        names = [table.name for table in db.metadata.sorted_tables]
        found = [(name, connection.exec_driver_sql(f"SELECT * FROM {name}").fetchall()) for name in names]
    return [(name, [tuple(row) for row in rows]) for name, rows in found if rows]


def _copy(made: list[tuple[str, list[Any]]]) -> None:
    with db.engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")  # rows may refer to later ones of their table
        for name, rows in made:
            places = ", ".join("?" * len(rows[0]))
            connection.exec_driver_sql(f"INSERT INTO {name} VALUES ({places})", rows)

"""Databases for tests: a file of its own for each process on SQLite, a database of its own on PostgreSQL."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.exc import OperationalError

from app.db import db
from tests.needs import absent, postgres_url


def is_postgres() -> bool:
    """Whether the tests run on PostgreSQL."""
    return os.environ.get("MERIDIAN_TEST_DATABASE_URL", "").startswith("postgresql")


@contextmanager
def fresh_database(folder: Path) -> Iterator[str]:
    """The address of an empty database of the kind under test: SQLite, or what MERIDIAN_TEST_DATABASE_URL points to."""
    if is_postgres():
        with fresh_postgres(os.environ["MERIDIAN_TEST_DATABASE_URL"]) as url:
            yield url
    else:
        yield f"sqlite:///{folder / 'meridian.sqlite3'}"


@contextmanager
def fresh_postgres(server: str | None = None) -> Iterator[str]:
    """The address of an empty PostgreSQL database, which is dropped at the end."""
    url = make_url(server or postgres_url())
    name = f"meridian_test_{secrets.token_hex(6)}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
    try:
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
    except OperationalError as error:
        absent("PostgreSQL", f"start it, or set MERIDIAN_TEST_POSTGRES_URL ({str(error.orig).strip().splitlines()[0]})")
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


def hurry(engine: Engine) -> None:
    """Let SQLite not wait for the disk: a test's database need not outlive the power."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))


def empty() -> None:
    """Delete every row. Needs an app context."""
    db.session.rollback()
    db.session.remove()
    with db.engine.begin() as connection:
        for statement in _emptying():  # plain ones: to have them compiled after every test takes three times as long
            connection.exec_driver_sql(statement)


@cache
def _emptying() -> list[str]:
    """Statements that delete all rows, of tables that refer to others first."""
    return [f"DELETE FROM {table.name}" for table in reversed(db.metadata.sorted_tables)]

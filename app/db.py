"""The database: typed columns of our own, facts, and the one way to commit."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson
import structlog
from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, Dialect, Engine, MetaData, String, event, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column, registry
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.types import TypeDecorator

from app.clock import now
from app.errors import Stale
from app.facts import Fact, Reactions
from app.settings import Settings
from app.texts import LocalText, clean_text

__all__ = ["LocalTextType", "Model", "UtcDateTime", "Versioned", "commit", "db", "expect_version", "record", "writing"]

log = structlog.get_logger(__name__)

_NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

LOCK_PATIENCE = 10.0
"""Seconds that a write waits for SQLite's one writer before it is given up with 503."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware, in UTC, on both databases. A naive value is refused: it would be somebody's local time."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:  # noqa: ANN401 - SQLAlchemy's signature
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant needs a zone.")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class LocalTextType(TypeDecorator[LocalText]):
    """A :data:`~app.texts.LocalText`, cleaned on its way in."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: LocalText | None, _dialect: Dialect) -> LocalText | None:
        return None if value is None else clean_text(value)


class Base(DeclarativeBase):
    """Base of all tables."""

    registry = registry(
        metadata=MetaData(naming_convention=_NAMING),
        type_annotation_map={datetime: UtcDateTime, LocalText: LocalTextType, str: String},
    )


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class Versioned:
    """A row that people edit: ``version`` rises with each change, a write on an old one is refused (promise P9)."""

    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy passes the class
        return {"version_id_col": cls.version}


def expect_version(row: Versioned, expected: int | None) -> None:
    """Refuse with :class:`Stale` where the row is no longer the one that was read. None = it was not read."""
    if expected is not None and row.version != expected:
        raise Stale(expected=expected, current=row.version)


# ------------------------------------------------------------------ facts and commit


def record(fact: Fact) -> None:
    """Say what happened; the reactions run when (and only if) the transaction is committed."""
    db.session.info.setdefault("facts", []).append(fact)


def commit(session: Session | None = None) -> None:
    """Run the *within* reactions, commit, run the *after* reactions.

    Raises :class:`Stale` where another transaction changed a versioned row first; nothing is written then.
    """
    session = session or db.session()
    reactions: Reactions = current_app.extensions["reactions"]
    try:
        facts = _settle(session, reactions)
        session.commit()
    except StaleDataError as error:
        session.rollback()
        raise Stale(expected=0, current=0) from error
    for fact in facts:
        for reaction in reactions.after.get(type(fact), ()):
            try:
                reaction(fact)
            except Exception:
                # The change stands. Whoever missed the news catches up from the database.
                log.exception("reaction failed", fact=type(fact).__name__, reaction=reaction.__qualname__)


def _settle(session: Session, reactions: Reactions) -> list[Fact]:
    """Run the reactions within the transaction, also those to facts which reactions record."""
    done: list[Fact] = []
    pending: list[Fact] = session.info.setdefault("facts", [])
    while pending:
        fact = pending.pop(0)
        done.append(fact)
        for reaction in reactions.within.get(type(fact), ()):
            reaction(fact)
    return done


@event.listens_for(Session, "after_rollback")
def _forget_facts(session: Session) -> None:
    session.info.pop("facts", None)


# ------------------------------------------------------------------ SQLite

_writing: ContextVar[bool] = ContextVar("writing", default=False)


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


def begin_writing(*, wanted: bool) -> None:
    """As :func:`writing`, until it is said otherwise: one connection's requests follow each other in one context."""
    _writing.set(wanted)


def _on_connect(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own connection
    connection.isolation_level = None  # SQLAlchemy's "begin" event below begins the transactions
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "busy_timeout=0"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_begin(connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy's Connection
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


def _patiently(cursor: Any, statement: str, parameters: Any, _context: object) -> bool:  # noqa: ANN401
    """Execute; while another connection writes, wait by sleeping, which lets the event loop go on.

    The database's own busy timeout would wait inside C code and stop every other request of the process.
    """
    deadline = time.monotonic() + LOCK_PATIENCE
    pause = 0.001
    while True:
        try:
            cursor.execute(statement, parameters)
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(pause)
            pause = min(pause * 1.5, 0.05)
        else:
            return True


def prepare_engine(engine: Engine) -> None:
    """Settings and listeners of an engine; SQLite alone needs some."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    event.listen(engine, "do_execute", _patiently)


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def engine_options(settings: Settings) -> dict[str, Any]:
    """How connections are made and checked."""
    fast_json = {"json_serializer": _json, "json_deserializer": orjson.loads}
    if settings.is_sqlite:
        return fast_json
    return {
        **fast_json,
        "pool_pre_ping": True,
        "pool_size": 10,
        "connect_args": {"options": "-c statement_timeout=15000 -c timezone=UTC", "connect_timeout": 2},
    }


def init_app(app: Flask) -> None:
    """Bind the database to the app."""
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)


def is_reachable() -> bool:
    """Whether the database answers."""
    return bool(db.session.execute(text("SELECT 1")).scalar() == 1)

"""The database: typed columns of our own, facts, and the one way to commit."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson
import structlog
from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, Dialect, MetaData, String, event, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column, registry
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.types import TypeDecorator

from app import db_postgres, db_sqlite
from app.clock import now
from app.db_waiting import OUTAGES, begin_request, is_writing, reason_of, writing
from app.errors import Stale
from app.facts import Fact, Reactions
from app.settings import Settings
from app.texts import LocalText, clean_text
from app.troubles import Troubles

__all__ = [
    "OUTAGES", "WRITES", "LocalTextType", "Model", "UtcDateTime", "Versioned", "begin_request", "commit", "db",
    "engine_options", "expect_version", "is_writing", "reason_of", "record", "record_once", "writing",
]  # fmt: skip

log = structlog.get_logger(__name__)

_NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


WRITES = "database"
"""Under this :class:`~app.troubles.Troubles` say that what somebody sent could not be saved."""


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


def record_once(fact: Fact) -> None:
    """As :func:`record`, for a fact that says nothing new the second time: reactions still to run have it in view."""
    if fact not in db.session.info.get("facts", ()):
        record(fact)


def commit(session: Session | None = None) -> None:
    """Run the *within* reactions, commit, run the *after* reactions.

    Raises :class:`Stale` where another transaction changed a versioned row first; nothing is written then.
    """
    session = session or db.session()
    reactions: Reactions = current_app.extensions["reactions"]
    try:
        facts = _settle(session, reactions)
        session.commit()
        troubles: Troubles = current_app.extensions["troubles"]
        troubles.set(WRITES, {})
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


POOL_PATIENCE = 0.6
"""Seconds until a request that gets no connection gives up: all of them wait for something already."""


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def engine_options(settings: Settings) -> dict[str, Any]:
    """How connections are made and checked."""
    both = {"json_serializer": _json, "json_deserializer": orjson.loads, "pool_timeout": POOL_PATIENCE}
    if settings.is_sqlite:
        return {**both, "max_overflow": 60}  # files are cheap, and a hall that votes by forms comes at one moment
    return {**both, "pool_pre_ping": True, "pool_size": 10, "connect_args": dict(db_postgres.CONNECT)}


def init_app(app: Flask) -> None:
    """Bind the database to the app."""
    db.init_app(app)
    with app.app_context():
        kind = db_sqlite if db.engine.dialect.name == "sqlite" else db_postgres
        kind.prepare(db.engine)


def is_reachable() -> bool:
    """Whether the database answers."""
    return bool(db.session.execute(text("SELECT 1")).scalar() == 1)

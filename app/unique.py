"""Rows of which there can be one only: words that are free, and a refusal for who comes second."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import literal_column, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute

from app.db import Model, db
from app.errors import RuleBroken

__all__ = ["insert_unless_there", "inserted", "only_one", "taken_slugs"]


def taken_slugs(column: InstrumentedAttribute[str], wanted: str) -> set[str]:
    """The slugs of a table that start like the wanted one, for :func:`app.slugs.free_slug`.

    "new" is never free: /manage/cities/new is the page to enter one.
    """
    return {"new", *db.session.scalars(select(column).where(column.startswith(wanted[:40])))}


@contextmanager
def only_one(message: str, *, field: str | None = None, **params: Any) -> Iterator[None]:  # noqa: ANN401 - of the sentence
    """Write what is changed inside; where the database says that there is one already, refuse with this sentence.

    The check and the write are one: also the second of two people who send the same at the same moment is refused.
    """
    try:
        with db.session.begin_nested():
            yield
            db.session.flush()
    except IntegrityError as error:
        raise RuleBroken(message, field=field, **params) from error


def inserted(table: type[Model], **values: Any) -> bool:  # noqa: ANN401 - whatever its columns hold
    """Insert a row unless there is one of its key; answers whether there was none. Nobody's transaction is broken."""
    return db.session.scalar(insert_unless_there(table).values(values).returning(literal_column("1"))) is not None


def insert_unless_there(table: type[Model]) -> sqlite.Insert | postgresql.Insert:
    """The statement that inserts those rows whose key is free, and leaves the others alone; add ``returning``.

    Many rows are passed beside the statement, which is then compiled once and not for each number of rows.
    """
    return _inserting(db.engine.dialect.name, table)


@cache
def _inserting(dialect: str, table: type[Model]) -> sqlite.Insert | postgresql.Insert:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(table).on_conflict_do_nothing()

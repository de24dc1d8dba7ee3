"""How Alembic reaches the program's tables; run through ``flask db``."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from flask import current_app

from app.db import LocalTextType, UtcDateTime

database = current_app.extensions["migrate"].db


def _render(kind: str, value: object, _autogen: object) -> str | Literal[False]:
    """Migrations name plain column types, so that they keep working when ours change."""
    if kind == "type" and isinstance(value, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(value, LocalTextType):
        return "sa.JSON()"
    return False


def _differs(
    _context: object, _column: object, _metadata_column: object, inspected: sa.types.TypeEngine[Any], wanted: object
) -> bool | None:
    """Our column types are what they are stored as: no difference to report."""
    if isinstance(wanted, UtcDateTime):
        return not isinstance(inspected, sa.DateTime)
    if isinstance(wanted, LocalTextType):
        return not isinstance(inspected, sa.JSON)
    return None


def _run() -> None:
    with database.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # Batch mode rebuilds tables; foreign keys would delete the children of a table that is dropped.
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.rollback()
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_as_batch=True,
            render_item=_render,
            compare_type=_differs,
        )
        with context.begin_transaction():
            context.run_migrations()
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
            connection.rollback()


_run()

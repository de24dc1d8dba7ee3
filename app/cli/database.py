"""Bringing the database up to date by its migrations."""

from __future__ import annotations

from alembic import command
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app

from app.db import db

__all__ = ["bring_up_to_date"]


def bring_up_to_date() -> None:
    """Run the migrations that are missing.

    Raises ``alembic.util.CommandError`` where the database was made by a version that is not this one's past.
    """
    config = current_app.extensions["migrate"].migrate.get_config()
    with db.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_heads()
    if set(present) != set(ScriptDirectory.from_config(config).get_heads()):
        command.upgrade(config, "heads")

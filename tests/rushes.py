"""Several people at the same moment on PostgreSQL, where rows are locked one by one; each with her own connection."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import flask_migrate
from flask import Flask

from app import create_app
from app.db import db
from app.settings import Settings
from tests.databases import fresh_postgres

__all__ = ["Rush", "postgres_app"]


@dataclass
class Rush:
    """Acts of several people. ``failed``: what any of them raised."""

    app: Flask
    failed: list[BaseException] = field(default_factory=list, kw_only=True)
    done: threading.Event = field(default_factory=threading.Event, kw_only=True)
    """Somebody is through."""

    def at_once(self, *acts: Callable[[], object]) -> None:
        """All of these; each commits by itself."""
        threads = [threading.Thread(target=self._carry_out, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)

    def _carry_out(self, act: Callable[[], object]) -> None:
        try:
            with self.app.app_context():
                act()
            self.done.set()
        except BaseException as error:
            self.failed.append(error)


@contextmanager
def postgres_app(folder: Path) -> Iterator[Flask]:
    """The program on an empty PostgreSQL database, which is dropped at the end."""
    with fresh_postgres() as url:
        app = create_app(Settings(mode="test", data=folder, database_url=url, log_level="error"))
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context():
            flask_migrate.upgrade()
        yield app
        with app.app_context():
            db.engine.dispose()

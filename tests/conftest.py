"""The program under test: one app and one database per process, emptied after each test that used it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import Context
from typing import Any

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from app import collector, create_app
from app.db import begin_request, db
from app.schedule.queries.remembered import remembered
from app.settings import Settings
from app.web_cache import PageCache
from app.web_limits import limiter
from tests import databases
from tests.i18n.compiled import compile_stale

_OURS = ("MERIDIAN_TEST_", "MERIDIAN_SHARED")
for _name in [name for name in os.environ if name.startswith("MERIDIAN_") and not name.startswith(_OURS)]:
    del os.environ[_name]  # what the developer's shell sets is not what is tested


def pytest_configure(config: pytest.Config) -> None:
    """Have the translations compiled, once and before any worker reads them."""
    if not hasattr(config, "workerinput"):
        compile_stale()


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark tests by what they use (``-m database`` are worth repeating on PostgreSQL); then put slow ones first."""
    for item in items:
        for fixture, mark in (("database", "database"), ("chromium", "browser")):
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(mark)
    yield
    items[:] = slow_first(items)


def slow_first(items: list[pytest.Item]) -> list[pytest.Item]:
    """Journeys first, and in the middle, where the second of two workers begins, those that start the program.

    So one worker alone starts a browser and waits for it, while the other one works; and no long test comes last, when
    nobody is left to share the rest with.
    """
    journeys = [item for item in items if item.get_closest_marker("browser")]
    starts = [item for item in items if item.get_closest_marker("process") and item not in journeys]
    rest = [item for item in items if item not in journeys and item not in starts]
    middle = max(len(items) // 2 - len(journeys), 0)
    return [*journeys, *rest[:middle], *starts, *rest[middle:]]


class Browser(FlaskClient):
    """A browser whose requests are as apart from the test as real ones.

    Each runs in an empty context: it has its own ``g`` and database session although the test may hold an app context.
    What the test has changed is committed before, and what it looks at afterwards is read again.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context():
            db.session.commit()
        return Context().run(super().open, *args, **kwargs)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The app, on SQLite in a folder of its own or on the server of MERIDIAN_TEST_DATABASE_URL."""
    folder = tmp_path_factory.mktemp("data")
    with databases.fresh_database(folder) as url:
        app = create_app(Settings(mode="test", data=folder, database_url=url))
        app.test_client_class = Browser
        app.config["WTF_CSRF_ENABLED"] = False  # its own test switches it on
        with app.app_context():
            databases.hurry(db.engine)
            db.create_all()
        collector.calm()  # as wsgi.py does
        # Samples are taken by a thread on its own time, which would write in the middle of other tests.
        app.extensions["counting"]._sample_if_due = lambda: None
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def database(app: Flask) -> Iterator[None]:
    """An app context and an empty database; ``app.db.db.session`` is the test's own session."""
    limiter.enabled = app.config["RATELIMIT_ENABLED"]  # one for all apps of the process, as the last one made wanted it
    begin_request(writes=False)  # a test that began a request in this context may have left it wanting SQLite's lock
    with app.app_context():
        yield
        databases.empty()
    app.extensions["pages"] = PageCache()
    app.extensions["recent numbers"].clear()
    remembered.clear()
    limiter.reset()


@pytest.fixture
def client(app: Flask, database: None) -> FlaskClient:
    """A visitor's browser."""
    return app.test_client()


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """``with count_queries() as seen: …`` collects the statements that the database is asked meanwhile."""

    @contextmanager
    def counted() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return counted

"""An installation with the demo events whose database can be taken away and given back."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import Context
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, make_url, select
from werkzeug.test import TestResponse

from app import create_app
from app.db import begin_request, commit, db
from app.demo.loading import load
from app.schedule.queries.remembered import remembered
from app.settings import Settings
from app.web_limits import limiter
from tests import databases
from tests.conftest import Browser
from tests.faults.forwarder import Forwarder

BEFORE = datetime(2021, 6, 1, tzinfo=UTC)


@dataclass
class World:
    """An app of its own, and what stands between it and its database."""

    app: Flask
    forwarder: Forwarder | None

    @property
    def client(self) -> FlaskClient:
        """A new visitor's browser."""
        return self.app.test_client()

    @property
    def path(self) -> Path:
        """SQLite's file."""
        with self.app.app_context():
            return Path(str(db.engine.url.database))


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("faults")
    with databases.fresh_database(folder) as given:
        url, forwarder = make_url(given), None
        if url.get_backend_name() == "postgresql":
            forwarder = Forwarder(url.host or "127.0.0.1", url.port or 5432)
            url = url.set(host="127.0.0.1", port=forwarder.port)
        app = create_app(
            Settings(mode="test", data=folder, database_url=url.render_as_string(hide_password=False), limits=False)
        )
        app.test_client_class = Browser
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context():
            db.create_all()
            load(now=BEFORE)
            commit()
        yield World(app, forwarder)
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def world(loaded: World) -> Iterator[World]:
    """The installation, with nothing remembered or kept; limits are those of the whole process."""
    begin_request(writes=False)
    enabled, limiter.enabled = limiter.enabled, False
    loaded.app.extensions["pages"].__init__()
    remembered.clear()
    yield loaded
    limiter.enabled = enabled
    remembered.clear()


@dataclass
class Outage:
    """``with outage():`` takes the database away; ``kind`` is how."""

    kind: str
    begin: Callable[[], AbstractContextManager[None]]

    def __call__(self) -> AbstractContextManager[None]:
        return self.begin()


@pytest.fixture(params=["gone", "locked", "hangs"])
def outage(request: pytest.FixtureRequest, world: World) -> Outage:
    """The file or the server is gone, locked by another, or hangs."""
    kind: str = request.param
    if kind == ("hangs" if world.forwarder is None else "locked"):
        pytest.skip("of the other database")
    if world.forwarder is not None:
        return Outage(kind, lambda: server_away(world.forwarder, hangs=kind == "hangs"))
    return Outage(kind, {"gone": lambda: file_gone(world.path), "locked": lambda: file_locked(world)}[kind])


@contextmanager
def file_gone(path: Path) -> Iterator[None]:
    aside = path.with_name("aside")
    path.rename(aside)
    try:
        yield
    finally:
        aside.rename(path)


@contextmanager
def file_locked(world: World) -> Iterator[None]:
    with world.app.app_context():
        db.engine.dispose()
    other = sqlite3.connect(world.path, isolation_level=None)
    for statement in ("PRAGMA locking_mode=EXCLUSIVE", "BEGIN EXCLUSIVE"):
        other.execute(statement)
    try:
        yield
    finally:
        other.close()


@contextmanager
def server_away(forwarder: Forwarder, *, hangs: bool) -> Iterator[None]:
    (forwarder.hang if hangs else forwarder.close)()
    try:
        yield
    finally:
        forwarder.open()


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What happens inside takes no longer."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds


def elsewhere(world: World, work: Callable[[], None]) -> None:
    """Do it as another process would: in a context of its own."""

    def done() -> None:
        with world.app.app_context():
            work()

    Context().run(done)


def rows(world: World, table: type) -> int:
    """How many rows the table has."""
    counted: list[int] = []
    elsewhere(world, lambda: counted.append(db.session.scalar(select(func.count()).select_from(table)) or 0))
    return counted[0]


def ask_for_link(client: FlaskClient, email: str = "layla@dubai.example", **headers: str) -> TestResponse:
    """A visitor's write: two rows in one transaction."""
    return client.post("/sign-in", data={"email": email}, headers=headers)

"""Commit and its reactions, columns of our own, SQLite's one writer, lost updates (P9)."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError, StatementError

from app import db_sqlite, db_waiting
from app.cities.models import City
from app.db import commit, db, expect_version, record, record_once, writing
from app.errors import RuleBroken, Stale
from app.facts import Fact, Reactions

pytestmark = pytest.mark.usefixtures("database")


@dataclass(frozen=True)
class Greeted(Fact):
    name: str


@dataclass(frozen=True)
class Answered(Fact):
    name: str


@contextmanager
def reactions(app, **table) -> Iterator[None]:
    kept = app.extensions["reactions"]
    app.extensions["reactions"] = Reactions(**table)
    try:
        yield
    finally:
        app.extensions["reactions"] = kept


def city(slug: str = "busan") -> City:
    return City(slug=slug, name={"en": slug.title()}, country="KR", zone="Asia/Seoul")


def test_reactions_within_are_part_of_the_transaction(app):
    def refuse(_fact: Greeted) -> None:
        raise RuleBroken("No.")

    with reactions(app, within={Greeted: [refuse]}):
        db.session.add(city())
        record(Greeted("Aino"))
        with pytest.raises(RuleBroken):
            commit()
        db.session.rollback()

    assert db.session.scalars(select(City)).all() == []


def test_reactions_run_in_order_and_may_record_facts_of_their_own(app):
    heard = []

    def answer(fact: Greeted) -> None:
        heard.append(fact)
        record(Answered(fact.name))

    with reactions(app, within={Greeted: [answer], Answered: [heard.append]}, after={Answered: [heard.append]}):
        record(Greeted("Aino"))
        commit()

    assert heard == [Greeted("Aino"), Answered("Aino"), Answered("Aino")]


def test_failing_reaction_after_the_commit_costs_nothing(app):
    def fail(_fact: Greeted) -> None:
        raise OSError("Nobody listens.")

    with reactions(app, after={Greeted: [fail]}):
        db.session.add(city())
        record(Greeted("Aino"))
        commit()

    assert db.session.scalars(select(City.slug)).all() == ["busan"]


def test_facts_of_a_transaction_that_was_rolled_back_are_forgotten(app):
    heard = []
    with reactions(app, within={Greeted: [heard.append]}):
        record(Greeted("Aino"))
        db.session.execute(text("SELECT 1"))
        db.session.rollback()
        commit()

    assert heard == []


@pytest.mark.parametrize(("say", "heard"), [(record_once, 1), (record, 2)])
def test_fact_recorded_once_is_reacted_to_once(app, say, heard):
    seen = []
    with reactions(app, after={Greeted: [seen.append]}):
        say(Greeted("Aino"))
        say(Greeted("Aino"))
        commit()
    assert seen == [Greeted("Aino")] * heard


def test_instant_comes_back_in_utc_and_needs_a_zone():
    row = city()
    row.created_at = datetime(2026, 3, 1, 12, 0, tzinfo=timezone(timedelta(hours=9)))
    db.session.add(row)
    db.session.commit()
    assert row.created_at == datetime(2026, 3, 1, 3, 0, tzinfo=UTC)
    assert row.created_at.tzinfo is UTC

    row.created_at = datetime(2026, 3, 1, 12, 0)
    with pytest.raises(StatementError):
        db.session.commit()
    db.session.rollback()


def test_texts_are_cleaned_on_their_way_in():
    row = city()
    row.name = {"en": "Bu\x00san\ud800 ", "ko": ""}
    db.session.add(row)
    db.session.commit()

    assert row.name == {"en": "Bu san"}


def test_version_rises_with_each_change():
    row = city()
    db.session.add(row)
    commit()
    row.country = "FI"
    commit()

    assert row.version == 2
    with pytest.raises(Stale):
        expect_version(row, 1)
    expect_version(row, 2)
    expect_version(row, None)


def _lose_an_update(*, other_raises_version: bool) -> None:
    """Two organizers read a row; the other writes first, then we do."""
    db.session.add(city())
    db.session.commit()
    row = db.session.scalars(select(City)).one()
    db.session.expunge(row)
    db.session.rollback()  # what was read is kept, the transaction ends
    with db.engine.connect() as other:
        other.execute(text(f"UPDATE cities SET country = 'SE', version = version + {int(other_raises_version)}"))
        other.commit()
    db.session.add(row)
    row.country = "FI"
    commit()


def test_lost_update_is_refused():
    with pytest.raises(Stale):
        _lose_an_update(other_raises_version=True)

    assert db.session.scalars(select(City.country)).one() == "SE"


def test_lost_update_happens_without_versions():
    """Negative control: where a writer does not raise the version, the last one wins silently."""
    _lose_an_update(other_raises_version=False)

    assert db.session.scalars(select(City.country)).one() == "FI"


@pytest.fixture
def only_sqlite(app, database):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("about SQLite's one writer")  # the same promise is PostgreSQL's own there


@contextmanager
def another_writer(app, seconds: float) -> Iterator[None]:
    """Somebody else holds SQLite's write lock for a while."""
    path = db.engine.url.database
    holding, done = threading.Event(), threading.Event()

    def hold() -> None:
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        holding.set()
        done.wait(seconds)
        connection.execute("COMMIT")
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    holding.wait()
    try:
        yield
    finally:
        done.set()
        thread.join()


@pytest.mark.usefixtures("only_sqlite")
def test_write_waits_for_another_writer_by_sleeping(app, monkeypatch):
    naps = []
    real_sleep = time.sleep
    monkeypatch.setattr(db_sqlite.time, "sleep", lambda seconds: (naps.append(seconds), real_sleep(seconds)))

    with another_writer(app, 0.2), writing():
        db.session.add(city())
        commit()

    assert naps
    assert max(naps) <= 0.05
    assert db.session.scalars(select(City.slug)).all() == ["busan"]


@pytest.mark.usefixtures("only_sqlite")
def test_write_gives_up_when_patience_ends(app, monkeypatch):
    monkeypatch.setattr(db_waiting, "REQUEST_PATIENCE", 0.05)

    with another_writer(app, 5), writing(), pytest.raises(OperationalError):
        db.session.execute(text("SELECT 1"))
    db.session.rollback()


@pytest.mark.usefixtures("only_sqlite")
def test_connections_are_set_up_to_lose_nothing(app):
    with db.engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("foreign_keys", "journal_mode")
        }

    assert found == {"foreign_keys": 1, "journal_mode": "wal"}

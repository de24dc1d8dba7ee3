"""The fixtures keep tests apart: requests from the test, and one test from the next."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

import pytest
from flask import g
from sqlalchemy import func, select

from app.db import begin_request, db
from app.people.models import Person
from tests import databases, demo_events


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_starts_empty(database, turn):
    assert db.session.scalar(select(func.count()).select_from(Person)) == 0
    db.session.add(Person(email="aino@hel.example"))
    db.session.commit()


@pytest.mark.parametrize("turn", ["first", "second"])
def test_no_test_inherits_the_wish_to_write(database, turn):
    if db.engine.dialect.name == "sqlite":
        db.session.get(Person, 1)
        with sqlite3.connect(str(db.engine.url.database), timeout=0) as other:
            other.execute("BEGIN IMMEDIATE")  # fails where the test's session holds the lock
            other.rollback()
        other.close()
    begin_request(writes=True)


def test_request_does_not_see_what_the_test_keeps_in_g(app, client):
    g.person = object()
    before = db.session()
    client.get("/health")
    assert g.person is not None
    assert db.session() is before
    assert "request_id" not in g


def test_request_sees_what_the_test_has_set_up(app, client):
    """Without a commit of the test's own; the request reads in a session and a transaction of its own."""
    person = Person(email="aino@hel.example")
    db.session.add(person)
    client.get("/health")
    assert not db.session.new


@pytest.mark.skipif(databases.is_postgres(), reason="it copies none there")
def test_copied_demo_events_are_those_that_were_loaded(database, monkeypatch):
    monkeypatch.setattr(demo_events, "_made", {})
    now = datetime(2021, 6, 1, tzinfo=UTC)
    demo_events.have_demo(now=now)
    loaded = demo_events.rows()
    assert len(dict(loaded)["sessions"]) > 20
    databases.empty()
    assert demo_events.rows() == []

    monkeypatch.setattr(demo_events, "load", None)  # this time it is not called
    demo_events.have_demo(now=now)
    assert demo_events.rows() == loaded

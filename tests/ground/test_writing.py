"""Who writes takes SQLite's lock first; who only reads never does."""

from __future__ import annotations

from contextvars import copy_context

from sqlalchemy import event

from app.db import db, writing
from app.people.models import Person


def begun(engine, act):
    """The statements that began transactions while ``act`` ran."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        if statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return seen


def test_get_after_post_on_one_connection_takes_no_lock(app, database):
    if db.engine.dialect.name != "sqlite":
        return

    def requests():
        for method in ("POST", "GET"):
            with app.test_request_context("/", method=method):
                app.preprocess_request()
                db.session.get(Person, 1)
                db.session.rollback()

    db.session.remove()
    assert begun(db.engine, lambda: copy_context().run(requests)) == ["BEGIN IMMEDIATE", "BEGIN"]


def test_writing_takes_the_lock_inside_only(database):
    if db.engine.dialect.name != "sqlite":
        return

    def read():
        db.session.get(Person, 1)
        db.session.rollback()

    def both():
        with writing():
            read()
        read()

    assert begun(db.engine, both) == ["BEGIN IMMEDIATE", "BEGIN"]

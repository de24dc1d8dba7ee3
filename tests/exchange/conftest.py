"""Importing as the command does it."""

from __future__ import annotations

from typing import Any, Protocol

import pytest

from app import clock
from app.db import commit, db
from app.events.models import Event
from app.events.queries import event_by_slug
from app.exchange.actions.importing import import_reading, read_for
from app.exchange.actions.wishes import Wishes
from app.exchange.rules.outline import Addresses
from app.exchange.rules.report import Report
from app.people.models import Person
from app.schedule.actions.release import release
from app.schedule.models import Session
from app.schedule.queries import programme_of
from app.schedule.rules.programme import Programme

HERE = Addresses("http://127.0.0.1:8000")
"""As the tests' app is set."""


class Import(Protocol):
    """Imports a file into an event, commits, and gives the report."""

    def __call__(self, data: bytes, slug: str = ..., *, by: Person | None = ..., **wishes: Any) -> Report: ...


@pytest.fixture
def import_file(database: None) -> Import:
    def run(data: bytes, slug: str = "forum", *, by: Person | None = None, **wishes: Any) -> Report:
        wanted = Wishes(**wishes)
        report = import_reading(slug, read_for(slug, data, wanted), wanted, HERE, by=by, now=clock.now())
        commit()
        return report

    return run


def event_of(slug: str = "forum") -> Event:
    """The event's row."""
    event = event_by_slug(slug)
    assert event is not None
    return event


def talks_of(slug: str = "forum") -> list[Session]:
    """The draft's sessions in the organizers' order."""
    query = db.select(Session).where(Session.event_id == event_of(slug).id).order_by(Session.position)
    return list(db.session.scalars(query))


def released_of(slug: str = "forum") -> Programme:
    """The programme of the event, released now."""
    release(event_of(slug), by=None, now=clock.now())
    commit()
    programme = programme_of(event_of(slug))
    assert programme is not None
    return programme

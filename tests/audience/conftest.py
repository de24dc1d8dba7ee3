"""Layla in Dubai, and released events of two cities that she may pick sessions of."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.audience.actions import make_agenda_link, pick
from app.cities.models import City
from app.clock import now
from app.db import commit, db
from app.events.models import Event
from app.people.models import Person
from app.schedule.actions.release import release
from app.schedule.actions.talks import create_session
from app.schedule.models import Release, Session
from app.schedule.rules.values import SessionValues
from app.schedule.rules.when import When
from tests.personas import browser_of, layla, make_city, make_event, otto

NOW = datetime(2021, 12, 1, 9, tzinfo=UTC)


@dataclass
class Hall:
    """Events in Busan and Helsinki, released, each with three sessions on 9 December; Layla and Otto have accounts."""

    app: Flask
    cities: tuple[City, City]
    layla: Person
    otto: Person
    events: list[Event] = field(default_factory=list)

    def add_event(self, slug: str) -> Event:
        """One more event, with the sessions Opening (15:30 in Busan), Water (16:00) and Data (16:15)."""
        helsinki, busan = self.cities
        event = make_event(slug, lead=helsinki, co_hosts=(busan,), title={"en": slug.title()})
        self.events.append(event)
        for title, hour, minute in (("Opening", 15, 30), ("Water", 16, 0), ("Data", 16, 15)):
            self.add(title, datetime(2021, 12, 9, hour, minute), event=event)
        self.release(event)
        return event

    def add(self, title: str, start: datetime | None, event: Event | None = None) -> Session:
        """A session of half an hour by Busan's clock, in the draft."""
        when = When(start, "Asia/Seoul", 0, 30)
        talk = create_session(event or self.events[0], SessionValues({"en": title}), when, by=None)
        commit()
        return talk

    def release(self, event: Event | None = None) -> None:
        """Release the draft."""
        release(event or self.events[0], by=None, now=now())
        commit()

    def spoil(self, event: Event) -> Callable[[], None]:
        """Make the event's programme one that cannot be read, until what this gives is called."""
        row = db.session.scalars(select(Release).where(Release.event_id == event.id)).one()
        snapshot, digest = row.snapshot, row.digest

        def write(snapshot: bytes, digest: str) -> None:
            row = update(Release).where(Release.event_id == event.id)
            db.session.execute(row.values(snapshot=snapshot, digest=digest))
            commit()

        write(b"{", "spoilt")
        return lambda: write(snapshot, digest)

    def talk(self, title: str, event: Event | None = None) -> Session:
        """The session of that title."""
        talks = db.session.query(Session).filter_by(event_id=(event or self.events[0]).id)
        return next(talk for talk in talks if talk.title == {"en": title})

    def picks(self, *titles: str, person: Person | None = None, event: Event | None = None) -> None:
        """Layla (or another) has picked these sessions."""
        for title in titles:
            talk = self.talk(title, event)
            pick(talk.event_id, talk.code, by=person or self.layla, now=now())
        commit()

    def link(self, person: Person | None = None, name: str = "My phone", *, commits: bool = True) -> str:
        """The path of a new calendar link of hers."""
        token = make_agenda_link(name, by=person or self.layla, now=now())
        if commits:
            commit()
        return f"/calendar/{token}.ics"

    def browser(self, person: Person | None = None) -> FlaskClient:
        """Where Layla (or another) is signed in."""
        return browser_of(self.app, person or self.layla)


@pytest.fixture
def travel() -> Callable[[datetime], None]:
    """``travel(moment)``: the clock shows that from then on. It stands at :data:`NOW` before."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock.move_to


@pytest.fixture
def hall(app: Flask, database: None, travel: Callable[[datetime], None]) -> Hall:
    """One event, eight days before it."""
    hall = Hall(app, (make_city("helsinki"), make_city("busan")), layla(language="en"), otto())
    hall.add_event("two-cities")
    return hall


def titles_in(page: str) -> list[str]:
    """The titles of the sessions of a page, in their order."""
    return re.findall(r'<h[34]><a[^>]*href="/e/[^"]+/s/[^"]+">(?:<[^>]+>)*([^<]+)', page)

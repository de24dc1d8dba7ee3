"""A webinar of two cities in draft, with the people who work on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask import Flask
from flask.testing import FlaskClient

from app.cities.models import City
from app.db import commit, db
from app.events.models import Event, Host, TeamMember
from app.people.models import Person
from app.schedule.actions.talks import create_session
from app.schedule.models import Session
from app.schedule.rules.values import SessionValues
from app.schedule.rules.when import When
from tests.personas import browser_of


@dataclass
class Draft:
    """The event and who is who: Aino owns it (Helsinki leads), Min-jun edits for Busan, Matti for Helsinki."""

    app: Flask
    event: Event
    helsinki: City
    busan: City
    aino: Person
    minjun: Person
    matti: Person
    otto: Person

    def browser(self, person: Person) -> FlaskClient:
        """A browser in which the person is signed in."""
        return browser_of(self.app, person)

    def add(self, title: str = "Opening", when: When | None = None, **values: object) -> Session:
        """A committed session in English, at 15:30 in Busan on 9 December 2021 unless told otherwise."""
        given = {"languages": ("en",), **values}
        talk = create_session(
            self.event,
            SessionValues({"en": title}, **given),  # type: ignore[arg-type]
            when or When(datetime(2021, 12, 9, 15, 30), "Asia/Seoul", 0, 30),
            by=self.aino,
        )
        commit()
        return talk


def made_draft(app: Flask) -> Draft:
    """All of it, committed."""
    helsinki = City(slug="helsinki", name={"en": "Helsinki"}, country="FI", zone="Europe/Helsinki")
    busan = City(slug="busan", name={"en": "Busan", "ko": "부산"}, country="KR", zone="Asia/Seoul")
    aino, minjun, matti, otto = (
        Person(email=f"{name}@example.org", name=name.title()) for name in ("aino", "min-jun", "matti", "otto")
    )
    event = Event(
        slug="two-cities",
        kind="webinar",
        title={"en": "Two cities"},
        zone="Europe/Helsinki",
        languages=["en", "ko"],
        starts_on=date(2021, 12, 9),
        ends_on=date(2021, 12, 9),
    )
    event.hosts = [Host(city=helsinki, part="lead", position=0), Host(city=busan, part="co_host", position=1)]
    db.session.add_all([event, aino, minjun, matti, otto])
    db.session.flush()
    db.session.add_all(
        [
            TeamMember(event_id=event.id, person_id=aino.id, role="owner"),
            TeamMember(event_id=event.id, person_id=minjun.id, role="editor", city_id=busan.id),
            TeamMember(event_id=event.id, person_id=matti.id, role="editor", city_id=helsinki.id),
        ]
    )
    commit()
    return Draft(app, event, helsinki, busan, aino, minjun, matti, otto)

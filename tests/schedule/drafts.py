"""A webinar of two cities in draft, with the people who work on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Flask
from flask.testing import FlaskClient

from app.cities.models import City
from app.db import commit, db
from app.events.models import Event
from app.people.models import Person
from app.schedule.actions.appearances import add_appearance
from app.schedule.actions.speakers import create_speaker
from app.schedule.actions.talks import create_session
from app.schedule.models import Session
from app.schedule.rules.values import AppearanceValues, SessionValues, SpeakerValues
from app.schedule.rules.when import When
from tests.personas import browser_of, make_city, make_event, make_person, put_in_team


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

    def fill(self, number: int) -> None:
        """So many more sessions, each with a speaker of its own, committed."""
        for index in range(number):
            person = create_speaker(self.event, SpeakerValues(f"Speaker {index}"), by=None)
            db.session.flush()
            add_appearance(self.add(f"Talk {index}"), person, AppearanceValues(), by=None)
        commit()


def made_draft(app: Flask) -> Draft:
    """All of it, committed."""
    helsinki, busan = make_city("helsinki"), make_city("busan", name={"en": "Busan", "ko": "부산"})
    aino, minjun, matti, otto = (
        make_person(f"{name}@example.org", name.title()) for name in ("aino", "min-jun", "matti", "otto")
    )
    title, languages = {"en": "Two cities"}, ["en", "ko"]
    event = make_event("two-cities", lead=helsinki, co_hosts=(busan,), title=title, languages=languages)
    put_in_team(event, aino, "owner")
    put_in_team(event, minjun, "editor", busan)
    put_in_team(event, matti, "editor", helsinki)
    commit()
    return Draft(app, event, helsinki, busan, aino, minjun, matti, otto)

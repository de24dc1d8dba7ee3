"""An event of two cities, the people around it, and their browsers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Flask, g, request
from flask.testing import FlaskClient

from app.cities.models import City, Organisation
from app.db import commit, db
from app.events.actions.events import create_event
from app.events.models import Event, Host, TeamMember
from app.events.rules import EventValues
from app.people.models import Person


def make_person(name: str, **values: Any) -> Person:
    person = Person(email=f"{name.lower()}@example.org", name=name, **values)
    db.session.add(person)
    db.session.flush()
    return person


def make_city(slug: str, name: str, country: str, zone: str, **values: Any) -> City:
    city = City(slug=slug, name={"en": name}, country=country, zone=zone, **values)
    db.session.add(city)
    db.session.flush()
    return city


@dataclass
class World:
    """Aino owns "two-cities" (Helsinki leads); Matti edits for Helsinki, Min-jun for Busan, Maija moderates.

    Layla is signed in and has no part in it, Otto is an organizer of another event, Ada is admin.
    """

    app: Flask
    helsinki: City
    busan: City
    dubai: City
    aino: Person
    matti: Person
    minjun: Person
    maija: Person
    layla: Person
    otto: Person
    ada: Person
    event: Event
    others: Event
    organisation: Organisation
    _browsers: dict[int, FlaskClient] = field(default_factory=dict)

    def browser(self, person: Person) -> FlaskClient:
        """A browser in which the person is signed in."""
        client = self.app.test_client()
        client.environ_base["meridian.person"] = str(person.id)
        return client


def build(app: Flask) -> World:
    helsinki = make_city("helsinki", "Helsinki", "FI", "Europe/Helsinki", languages=["fi", "sv"])
    busan = make_city("busan", "Busan", "KR", "Asia/Seoul", languages=["ko"])
    dubai = make_city("dubai", "Dubai", "AE", "Asia/Dubai", languages=["ar"])
    aino = make_person("Aino", is_organizer=True, language="en")
    matti, minjun, maija, layla = (make_person(name) for name in ("Matti", "Min-jun", "Maija", "Layla"))
    otto = make_person("Otto", is_organizer=True)
    ada = make_person("Ada", is_admin=True)
    organisation = Organisation(slug="forum-virium", name={"en": "Forum Virium"}, country="FI")
    db.session.add(organisation)
    event = create_event(
        EventValues(
            "webinar",
            {"en": "Two cities", "ko": "두 도시"},
            "two-cities",
            date(2021, 12, 9),
            date(2021, 12, 9),
            ("en", "ko"),
        ),
        zone="Europe/Helsinki",
        lead=helsinki,
        by=aino,
    )
    event.hosts.append(Host(city=busan, part="co_host", position=1))
    others = create_event(EventValues("forum", {"en": "Elsewhere"}, "elsewhere"), zone="", lead=dubai, by=otto)
    db.session.flush()
    db.session.add_all(
        [
            TeamMember(event_id=event.id, person_id=matti.id, role="editor", city_id=helsinki.id),
            TeamMember(event_id=event.id, person_id=minjun.id, role="editor", city_id=busan.id),
            TeamMember(event_id=event.id, person_id=maija.id, role="moderator"),
        ]
    )
    commit()
    return World(app, helsinki, busan, dubai, aino, matti, minjun, maija, layla, otto, ada, event, others, organisation)


def recognise() -> None:
    person_id = request.environ.get("meridian.person")
    if person_id is not None:
        g.person = db.session.get(Person, int(person_id))

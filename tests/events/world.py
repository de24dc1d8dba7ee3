"""An event of two cities, the people around it, and their browsers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Flask
from flask.testing import FlaskClient

from app.cities.models import City, Organisation
from app.db import commit
from app.events.actions.events import create_event
from app.events.models import Event, Host
from app.events.rules import EventValues
from app.people.models import Person
from tests.personas import browser_of, make_city, make_organisation, make_person, put_in_team


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

    def browser(self, person: Person) -> FlaskClient:
        """A browser in which the person is signed in."""
        return browser_of(self.app, person)


def build(app: Flask) -> World:
    """Everything, committed."""
    helsinki = make_city("helsinki", languages=["fi", "sv"])
    busan, dubai = make_city("busan", languages=["ko"]), make_city("dubai", languages=["ar"])
    aino, otto = _person("Aino", is_organizer=True), _person("Otto", is_organizer=True)
    matti, minjun, maija, layla = (_person(name) for name in ("Matti", "Min-jun", "Maija", "Layla"))
    day = date(2021, 12, 9)
    title = {"en": "Two cities", "ko": "두 도시"}
    event = create_event(
        EventValues("webinar", title, "two-cities", day, day, ("en", "ko")), zone="", lead=helsinki, by=aino
    )
    event.hosts.append(Host(city=busan, part="co_host", position=1))
    put_in_team(event, matti, "editor", helsinki)
    put_in_team(event, minjun, "editor", busan)
    put_in_team(event, maija, "moderator")
    others = create_event(EventValues("forum", {"en": "Elsewhere"}, "elsewhere"), zone="", lead=dubai, by=otto)
    ada = _person("Ada", is_admin=True)
    organisation = make_organisation("forum-virium", name={"en": "Forum Virium"}, country="FI")
    commit()
    return World(app, helsinki, busan, dubai, aino, matti, minjun, maija, layla, otto, ada, event, others, organisation)


def _person(name: str, **values: object) -> Person:
    return make_person(f"{name.lower()}@example.org", name, **values)

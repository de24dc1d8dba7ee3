"""The people of the tests, what they organize, and browsers in which they are signed in.

Aino organizes in Helsinki, Min-jun speaks in Busan, Layla attends from Dubai and reads Arabic, Otto must see nothing.
All functions need an app context; rows are flushed, the test's next request (or ``commit()``) commits them.
"""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from app.cities.models import City, Organisation
from app.db import db
from app.events.models import Event, Host, Series, TeamMember
from app.people import glue
from app.people.models import Person, SignIn
from app.schedule.models import Appearance, Session, Speaker
from app.tokens import hashed

__all__ = [
    "aino", "browser_of", "layla", "make_city", "make_event", "make_organisation", "make_person", "make_series",
    "make_speaker", "make_talk", "minjun", "otto", "put_in_team",
]  # fmt: skip

_ZONES = {"helsinki": "Europe/Helsinki", "busan": "Asia/Seoul", "dubai": "Asia/Dubai", "moscow": "Europe/Moscow"}
_COUNTRIES = {"helsinki": "FI", "busan": "KR", "dubai": "AE", "moscow": "RU"}


def _kept(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row


def make_person(email: str, name: str = "", **values: Any) -> Person:
    """A person with an account."""
    person: Person = _kept(Person(email=email, name=name, **values))
    return person


def aino(**values: Any) -> Person:
    """Aino, organizer in Helsinki."""
    given = {"language": "fi", "zone": "Europe/Helsinki", "is_organizer": True, **values}
    return make_person("aino@helsinki.example", "Aino Virtanen", **given)


def minjun(**values: Any) -> Person:
    """Min-jun, who speaks, in Busan."""
    return make_person("minjun@busan.example", "Kim Min-jun", **{"zone": "Asia/Seoul", **values})


def layla(**values: Any) -> Person:
    """Layla, who attends from Dubai and reads Arabic."""
    return make_person("layla@dubai.example", "ليلى حسن", **{"language": "ar", "zone": "Asia/Dubai", **values})


def otto(**values: Any) -> Person:
    """Otto, who has an account and must see nothing."""
    return make_person("otto@elsewhere.example", "Otto", **values)


def browser_of(app: Flask, person: Person) -> FlaskClient:
    """A browser in which the person is signed in, without any mail."""
    key = secrets.token_hex(8)
    _kept(SignIn(person_id=person.id, key_hash=hashed("sign-in", key), browser="Firefox, Linux"))
    db.session.commit()
    browser = app.test_client()
    with browser.session_transaction() as session:
        session.update({"_user_id": person.fs_uniquifier, "_fresh": True, glue.KEY: key})
    return browser


def make_city(slug: str = "helsinki", **values: Any) -> City:
    """A city; those of the personas have their zones."""
    given = {
        "name": {"en": slug.title()}, "zone": _ZONES.get(slug, "UTC"), "country": _COUNTRIES.get(slug, ""),
        "languages": ["en"], **values,
    }  # fmt: skip
    city: City = _kept(City(slug=slug, **given))
    return city


def make_organisation(slug: str = "forum-virium", **values: Any) -> Organisation:
    """An organisation."""
    organisation: Organisation = _kept(Organisation(slug=slug, **{"name": {"en": slug.title()}, **values}))
    return organisation


def make_series(slug: str = "smart-cities", owner: Person | None = None, **values: Any) -> Series:
    """A series of events."""
    given = {"title": {"en": slug.title()}, "owner_id": owner and owner.id, **values}
    series: Series = _kept(Series(slug=slug, **given))
    return series


def make_event(slug: str = "busan-helsinki", *, lead: City, co_hosts: tuple[City, ...] = (), **values: Any) -> Event:
    """A draft webinar held by these cities on 9 December 2021."""
    given = {
        "kind": "webinar", "title": {"en": "Busan–Helsinki"}, "zone": lead.zone, "languages": ["en"],
        "starts_on": date(2021, 12, 9), "ends_on": date(2021, 12, 9), **values,
    }  # fmt: skip
    hosts = [Host(city=lead, part="lead", position=0)]
    hosts += [Host(city=city, part="co_host", position=number) for number, city in enumerate(co_hosts, 1)]
    event: Event = _kept(Event(slug=slug, hosts=hosts, **given))
    return event


def put_in_team(event: Event, person: Person, role: str, city: City | None = None) -> TeamMember:
    """Give the person a role: ``owner``, ``editor`` (of a host city) or ``moderator``."""
    member: TeamMember = _kept(
        TeamMember(event_id=event.id, person_id=person.id, role=role, city_id=city.id if city else None)
    )
    return member


def make_talk(event: Event, code: str = "k7m2qd", **values: Any) -> Session:
    """A session of the draft, without a time."""
    given = {
        "guid": f"00000000-0000-4000-8000-{event.id:04}{code.encode().hex()[:8]:0>8}", "uid": f"{event.slug}-{code}",
        "title": {"en": f"Session {code}"}, "zone": event.zone, **values,
    }  # fmt: skip
    talk: Session = _kept(Session(event_id=event.id, code=code, **given))
    return talk


def make_speaker(
    code: str = "mjk2qd", *, talk: Session | None = None, person: Person | None = None, **values: Any
) -> Speaker:
    """A speaker, in a session if one is given, with an account if a person is given."""
    given = {"slug": f"speaker-{code}", "name": person.name if person else f"Speaker {code}", **values}
    speaker: Speaker = _kept(Speaker(code=code, person_id=person.id if person else None, **given))
    if talk is not None:
        _kept(Appearance(session_id=talk.id, speaker_id=speaker.id))
    return speaker

"""Two events, somebody in each role, and what addresses can name: hers, another's, and nothing."""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, select
from werkzeug.test import TestResponse

from app.audience.actions import make_agenda_link
from app.audience.queries import links_of
from app.cities.models import City
from app.clock import now
from app.db import commit, db
from app.events.models import Change, Event, EventFigure, Partner, TeamInvite, TeamMember
from app.events.queries import INVITE_PURPOSE
from app.events.rules import Role
from app.exchange.models import ImportRun
from app.invitations.models import Answered, Invitation
from app.invitations.queries import token_of
from app.live.models import Question, Room, Stream
from app.people.actions import make_link
from app.people.models import Person, SignIn
from app.schedule.actions.preview_links import PURPOSE
from app.schedule.actions.release import release
from app.schedule.models import Appearance, GlossaryEntry, Part, PreviewLink, Stage, Track
from app.tokens import hashed
from app.web_limits import limiter
from tests.architecture.access import ORGANIZER, ROLES
from tests.personas import (
    browser_of,
    make_city,
    make_event,
    make_organisation,
    make_person,
    make_series,
    make_speaker,
    make_talk,
    put_in_team,
)

__all__ = ["Named", "World", "build"]


@dataclass(frozen=True)
class Named:
    """What an argument of an address names: an object of one's own event, of another event, and none at all."""

    own: str
    foreign: str
    missing: str
    draft: str = ""
    """An event that was never released."""


@dataclass(frozen=True)
class World:
    """Session cookies by role, and objects by what an argument names. Requests leave no trace."""

    app: Flask
    cookies: Mapping[str, str]
    objects: Mapping[str, Named]
    sessions: Mapping[str, str]
    """The id of each role's own sign-in."""
    connection: Connection

    def ask(self, role: str, method: str, path: str, **sent: Any) -> TestResponse:
        """Send a request, empty unless said otherwise; whatever it changes is taken back."""
        before = self.connection.begin_nested()
        browser = self.app.test_client()
        if role in self.cookies:
            browser.set_cookie("meridian", self.cookies[role])
        try:
            # Refusals come as data, which is quicker than a page; pages do not mind.
            headers = {"Accept": "application/json, text/html;q=0.9", **sent.pop("headers", {})}
            return contextvars.Context().run(browser.open, path, method=method, headers=headers, buffered=True, **sent)
        finally:
            before.rollback()


STARTS = datetime(2021, 12, 9, 10, 30)
NO_ROW = str(2**31 - 1)


@contextmanager
def build(app: Flask) -> Iterator[World]:
    """The world, in one transaction that is rolled back at the end: every request goes through it, without limits."""
    with app.app_context():
        engines: Any = db.engines
        engine, factory = db.engine, db.session.session_factory
        with engine.connect() as connection:
            outer = connection.begin()
            engines[None] = connection
            factory.configure(join_transaction_mode="create_savepoint")
            limiter.enabled = False
            try:
                yield _made(app, connection)
            finally:
                limiter.enabled = True
                db.session.remove()
                factory.configure(join_transaction_mode="conditional_savepoint")
                engines[None] = engine
                outer.rollback()


def _made(app: Flask, connection: Connection) -> World:
    helsinki, busan, dubai = (make_city(slug) for slug in ("helsinki", "busan", "dubai"))
    people = _people()
    series = make_series("own-series", people[ORGANIZER])
    own = make_event("own-event", lead=helsinki, co_hosts=(busan,), series=series)
    foreign = make_event("foreign-event", lead=dubai, series=make_series("foreign-series"))
    draft = make_event("draft-event", lead=helsinki)
    _team(own, people, {Role.LEAD_EDITOR: helsinki, Role.EDITOR: busan})
    objects = {
        "event": Named(own.slug, foreign.slug, "no-such-event", draft=draft.slug),
        "city": Named("helsinki", "dubai", "no-such-city"),
        "series": Named("own-series", "foreign-series", "no-such-series"),
        "token": Named(_link(), _link(), "none"),
        "person_id": Named(str(people[Role.SPEAKER].id), str(people[Role.ATTENDEE].id), NO_ROW),
        "site_text": Named("imprint", "privacy", "no-such-text"),
        "filename": Named("css/main.css", "css/main.css", "no/such.css"),
        "number": Named("1", "1", "99"),
        **_programme_objects(own, foreign, people[Role.SPEAKER]),
        **_event_objects(own, foreign),
        **_pieces(own, foreign),
        **_preview_links(own, foreign),
        **_uploaded(own, foreign, people[Role.ADMIN]),
        **_asked(own, foreign, people[Role.SPEAKER]),
        **_shown(own, foreign),
        **_invited(own, foreign),
        **_linked(people[Role.SPEAKER], make_person("linked@elsewhere.example")),
    }
    for event in (own, foreign, own, foreign):
        release(event, by=None, now=now())
    commit()
    cookies = {role: _cookie(browser_of(app, person)) for role, person in people.items()}
    sessions = {role: str(_sign_in(person)) for role, person in people.items()}
    objects["sign_in_id"] = Named("", str(_sign_in(make_person("other@elsewhere.example"), app)), NO_ROW)
    commit()
    return World(app, cookies, objects, sessions, connection)


def _cookie(browser: FlaskClient) -> str:
    cookie = browser.get_cookie("meridian")
    assert cookie is not None
    return str(cookie.value)


def _people() -> dict[str, Person]:
    """Somebody for each role but the visitor's."""
    return {
        role: make_person(
            f"{role}@meridian.example",
            str(role).title(),
            is_admin=role == Role.ADMIN,
            is_organizer=role == ORGANIZER,
        )
        for role in ROLES
        if role != Role.VISITOR
    }


def _team(event: Event, people: Mapping[str, Person], cities: Mapping[str, City]) -> None:
    put_in_team(event, people[Role.OWNER], "owner")
    put_in_team(event, people[Role.MODERATOR], "moderator")
    for role, city in cities.items():
        put_in_team(event, people[role], "editor", city)


def _pieces(own: Event, foreign: Event) -> dict[str, Named]:
    """A track, a part, a stage and a term of each event, beside those that sessions have."""
    text = {"en": "Of the tests"}
    makers: dict[str, Callable[[Event], Any]] = {
        "tracks-row": lambda event: Track(event_id=event.id, slug="piece", name=text),
        "parts-row": lambda event: Part(event_id=event.id, number=1, title=text),
        "stages-row": lambda event: Stage(event_id=event.id, slug="piece", name=text),
        "glossary-row": lambda event: GlossaryEntry(event_id=event.id, key="piece", term=text, gist=text),
    }
    found: dict[str, Named] = {}
    for name, make in makers.items():
        rows = [make(event) for event in (own, foreign)]
        db.session.add_all(rows)
        db.session.flush()
        found[name] = Named(*(str(row.id) for row in rows), NO_ROW)
    return found | {what: Named(what, what, "nothing") for what in ("tracks", "parts", "stages", "glossary")}


def _preview_links(own: Event, foreign: Event) -> dict[str, Named]:
    """A link that shows the draft of each event."""
    rows = [PreviewLink(event_id=event.id, token_hash=hashed(PURPOSE, event.slug)) for event in (own, foreign)]
    db.session.add_all(rows)
    db.session.flush()
    return {"preview": Named(own.slug, foreign.slug, "none"), "link": Named(*(str(row.id) for row in rows), NO_ROW)}


def _uploaded(own: Event, foreign: Event, by: Person) -> dict[str, Named]:
    """A file that waits to be confirmed in each event."""
    rows = [ImportRun(event=event, person=by, state="ready", file_name="schedule.xml") for event in (own, foreign)]
    db.session.add_all(rows)
    db.session.flush()
    return {"run_id": Named(*(str(row.id) for row in rows), NO_ROW)}


def _shown(own: Event, foreign: Event) -> dict[str, Named]:
    """A stream of each event."""
    rows = [Stream(event_id=event.id, kind="hls", address="https://cdn.example/a.m3u8") for event in (own, foreign)]
    db.session.add_all(rows)
    db.session.flush()
    return {"shown": Named(*(str(row.id) for row in rows), NO_ROW)}


def _invited(own: Event, foreign: Event) -> dict[str, Named]:
    """An invitation of the speaker of a session of each event, and an answer to it that waits for the organizers."""
    tokens, answers = [], []
    for event, code in ((own, "k7m2qd"), (foreign, "p3x9wf")):
        row = Invitation(event_id=event.id, code=code, speaker_code=f"s{code[1:]}", name="Speaker", uid=code)
        row.nonce, row.organizer, row.address = f"{event.id:016x}", "rsvp@meridian.example", "speaker@meridian.example"
        given = Answered(invitation=row, answer="accepted", way="mail", state="unverified")
        db.session.add_all([row, given])
        db.session.flush()
        tokens.append(token_of(row, "link"))
        answers.append(str(given.id))
    return {
        "invited": Named(*tokens, "0" * 36),
        "answered": Named(*answers, NO_ROW),
        "deed": Named("take", "take", "no"),
    }


def _linked(speaker: Person, other: Person) -> dict[str, Named]:
    """A calendar link of the speaker's, and one of somebody else's."""
    tokens = [make_agenda_link("Phone", by=person, now=now()) for person in (speaker, other)]
    rows = [str(links_of(person)[0].id) for person in (speaker, other)]
    return {"agenda-link": Named(*rows, NO_ROW), "agenda-token": Named(*tokens, "none")}


def _asked(own: Event, foreign: Event, speaker: Person) -> dict[str, Named]:
    """A question in the room of a session of each event; the speaker asked the one in her own."""
    rows = []
    for event, code, actor in ((own, "k7m2qd", f"p:{speaker.id}"), (foreign, "p3x9wf", "b:somebody")):
        room = Room(event_id=event.id, code=code, epoch="0", asking="open")
        db.session.add(room)
        db.session.flush()
        rows.append(Question(room_id=room.id, code=f"q{code[1:]}", actor=actor, text="Why?", state="approved"))
    db.session.add_all(rows)
    db.session.flush()
    return {"asked": Named(*(row.code for row in rows), "zzzzzz")}


def _programme_objects(own: Event, foreign: Event, speaker: Person) -> dict[str, Named]:
    """Sessions, one of them held by the last host, with a track and a speaker, in each event."""
    talks, held, tracks, speakers, seen = [], [], [], [], []
    for event, code, person in ((own, "k7m2qd", speaker), (foreign, "p3x9wf", None)):
        track = Track(event_id=event.id, slug=f"track-{code}", name={"en": "Track"})
        db.session.add(track)
        db.session.flush()
        talk = make_talk(event, code, track_id=track.id, duration=30, local_start=STARTS)
        talks.append(talk.code)
        held.append(make_talk(event, f"h{code[1:]}", held_by_id=event.hosts[-1].city_id).code)
        tracks.append(track.slug)
        email = person.email if person else None
        speakers.append(make_speaker(f"s{code[1:]}", talk=talk, person=person, email=email, home_event_id=event.id))
        seen.append(db.session.scalars(select(Appearance.id).where(Appearance.session_id == talk.id)).one())
    return {
        "talk": Named(*talks, "zzzzzz"),
        "held-talk": Named(*held, "zzzzzz"),
        "step": Named(*talks, "zzzzzz"),
        "track": Named(*tracks, "no-such-track"),
        "speaker": Named(*(each.slug for each in speakers), "no-such-speaker"),
        "speaker-code": Named(*(each.code for each in speakers), "zzzzzz"),
        "appearance_id": Named(*map(str, seen), NO_ROW),
    }


def _event_objects(own: Event, foreign: Event) -> dict[str, Named]:
    """A partner, a figure, a team member and an open invitation of each event."""
    organisation = make_organisation()
    found: dict[str, list[str]] = {
        "partner": [],
        "figure": [],
        "member": [],
        "invite": [],
        "invitation": [],
        "change": [],
    }
    for event in (own, foreign):
        invite = TeamInvite(event_id=event.id, email="c@d.example", role="editor", city_id=event.hosts[-1].city_id)
        invite.token_hash, invite.expires_at = hashed(INVITE_PURPOSE, event.slug), now() + timedelta(days=1)
        rows = {
            "partner": Partner(event_id=event.id, organisation_id=organisation.id, role="media"),
            "figure": EventFigure(event_id=event.id, kind="views", value=1, label={"en": "views"}),
            "member": _member(event),
            "invite": invite,
            "change": Change(event_id=event.id, act="event_edited", subject="event"),
        }
        db.session.add_all(rows.values())
        db.session.flush()
        for name, row in rows.items():
            found[name].append(str(row.id))
        found["invitation"].append(event.slug)
    named = {"organisation": Named(organisation.slug, organisation.slug, "no-such-organisation")}
    return named | {name: Named(*ids, "none" if name == "invitation" else NO_ROW) for name, ids in found.items()}


def _member(event: Event) -> TeamMember:
    owner = db.session.scalar(select(TeamMember).where(TeamMember.event_id == event.id, TeamMember.role == "owner"))
    return owner or put_in_team(event, make_person(f"owner@{event.slug}.example"), "owner")


def _link() -> str:
    """The secret of a link that signs in."""
    return make_link("a@b.example", life=timedelta(hours=1), admin=False, now=now()).rpartition("/")[2]


def _sign_in(person: Person, app: Flask | None = None) -> int:
    if app is not None:
        browser_of(app, person)
    return db.session.scalars(select(SignIn.id).where(SignIn.person_id == person.id)).one()

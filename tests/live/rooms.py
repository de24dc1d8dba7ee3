"""A released webinar with a room that takes questions, and who is in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import Flask

from app.clock import now
from app.db import commit
from app.events.models import Event
from app.live.actions.questions import ask, take_step
from app.live.actions.rooms import open_room
from app.live.models import Question, Room
from app.live.rules.asking import asked
from app.live.rules.states import Step
from app.people.models import Person
from app.schedule.actions.release import release
from tests.personas import aino, make_city, make_event, make_person, make_talk, otto, put_in_team

__all__ = ["CODE", "Hall", "made_hall"]

CODE = "k7m2qd"


@dataclass
class Hall:
    """The event, its room, its moderator Mira and others."""

    app: Flask
    event: Event
    room: Room
    aino: Person
    mira: Person
    otto: Person

    @property
    def path(self) -> str:
        """The session's address."""
        return f"/e/{self.event.slug}/s/{CODE}-session-{CODE}"

    def question(self, text: str = "When does it freeze?", *, actor: str = "b:layla", shown: bool = True) -> Question:
        """A committed question."""
        cid = f"cid-{text}-{actor}".encode().hex()[:60]
        made = ask(self.room, asked(text, language="en"), actor=actor, cid=cid, now=now())
        if shown and made.state == "pending":
            take_step(made, Step.APPROVE, by=self.mira, expected_version=None, now=now())
        commit()
        return made


def made_hall(app: Flask) -> Hall:
    """A webinar that begins in an hour, in Helsinki."""
    owner, mira, stranger = aino(), make_person("mira@helsinki.example", "Mira"), otto()
    event = make_event(lead=make_city("helsinki"), starts_on=now().date(), ends_on=now().date())
    put_in_team(event, owner, "owner")
    put_in_team(event, mira, "moderator")
    start = (now() + timedelta(hours=1)).replace(tzinfo=None, second=0, microsecond=0)
    make_talk(event, CODE, local_start=start, zone="UTC", duration=60)
    release(event, by=owner, now=now())
    commit()
    room = open_room(event.id, CODE)
    commit()
    return Hall(app, event, room, owner, mira, stranger)

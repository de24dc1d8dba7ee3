"""A released event with two sessions, and people who watch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import inspect as sa_inspect

from app.db import commit
from app.events.models import Event
from app.people.models import Person
from app.schedule.actions.release import release
from app.schedule.queries import Released, released
from app.schedule.rules.programme import ReleasedSession
from tests.personas import aino, make_city, make_event, make_person, make_speaker, make_talk, minjun, put_in_team

__all__ = ["CODE", "OTHER", "House", "made_house"]

CODE, OTHER = "k7m2qd", "p3x9wf"


@dataclass(frozen=True)
class House:
    """The event, its people, and when its sessions begin; each lasts an hour."""

    event: Event
    aino: Person
    mira: Person
    minjun: Person
    start: datetime

    @property
    def event_id(self) -> int:
        """Its id, without asking the database again."""
        return int(sa_inspect(self.event).identity[0])

    @property
    def path(self) -> str:
        """The address of the first session."""
        return f"/e/{self.event.slug}/s/{CODE}-session-{CODE}"

    @property
    def release(self) -> Released:
        """What is public."""
        return released(self.event.slug)

    @property
    def talk(self) -> ReleasedSession:
        """The first session."""
        return self.release.programme.by_code[CODE]


def made_house(start: datetime) -> House:
    """An event whose two sessions begin at that moment. Aino owns it, Mira moderates, Min-jun speaks."""
    start = start.replace(second=0, microsecond=0)
    owner, mira, speaker = aino(), make_person("mira@helsinki.example", "Mira"), minjun()
    event = make_event(lead=make_city("helsinki"), starts_on=start.date(), ends_on=start.date() + timedelta(days=1))
    put_in_team(event, owner, "owner")
    put_in_team(event, mira, "moderator")
    for code in (CODE, OTHER):
        talk = make_talk(event, code, local_start=start.replace(tzinfo=None), zone="UTC", duration=60)
        make_speaker(f"s{code[1:]}", talk=talk, person=speaker if code == CODE else None)
    release(event, by=owner, now=start)
    commit()
    return House(event, owner, mira, speaker, start)

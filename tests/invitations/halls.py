"""A forum whose sessions have speakers with addresses, and the mails that are owed to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Flask
from sqlalchemy import select

from app.clock import now
from app.db import commit, db
from app.events.models import Event
from app.invitations.actions.inviting import invite
from app.invitations.models import Invitation
from app.mail.models import OwedMail
from app.people.models import Person
from app.schedule.actions.placing import place
from app.schedule.actions.release import release
from app.schedule.models import Session, Speaker
from app.schedule.rules.when import When
from tests.personas import aino, make_city, make_event, make_speaker, make_talk, put_in_team

__all__ = ["CODE", "Stand", "made_stand"]

CODE = "k7m2qd"
START = datetime(2027, 5, 11, 9, 0)


@dataclass
class Stand:
    """The event, its session with Min-jun in it, and Aino who organizes it."""

    app: Flask
    event: Event
    talk: Session
    minjun: Speaker
    aino: Person

    def release(self, **values) -> None:
        """The draft, as the world sees it from now on."""
        release(self.event, by=self.aino, now=now(), **values)
        commit()

    def invite(self, speaker: Speaker | None = None) -> Invitation:
        """Invite a speaker, Min-jun unless another is meant."""
        row = invite(self.event, self.talk, speaker or self.minjun, by=self.aino, now=now())
        commit()
        return row

    def move(self, start: datetime = datetime(2027, 5, 11, 10, 30), *, duration: int = 60) -> None:
        """Another time in the draft."""
        place(self.talk, When(start, self.talk.zone, None, duration))
        commit()

    def mails(self) -> list[OwedMail]:
        """All mails to speakers that were ever owed, oldest first."""
        return list(db.session.scalars(select(OwedMail).where(OwedMail.kind == "invitation").order_by(OwedMail.id)))

    def duties(self) -> list[tuple[str, str, str]]:
        """Of these mails: to whom, why, and the METHOD."""
        return [(mail.to, mail.params["duty"], mail.method) for mail in self.mails()]


def made_stand(app: Flask) -> Stand:
    """A webinar of Helsinki and Busan on 11 May 2027; Min-jun speaks. Nothing is released yet."""
    owner = aino(language="en")
    helsinki, busan = make_city("helsinki"), make_city("busan")
    event = make_event(lead=helsinki, co_hosts=(busan,), starts_on=START.date(), ends_on=START.date())
    put_in_team(event, owner, "owner")
    talk = make_talk(event, CODE, title={"en": "Opening"}, zone="Europe/Helsinki")
    place(talk, When(START, "Europe/Helsinki", None, 60))
    minjun = make_speaker("mjk2qd", talk=talk, name="Kim Min-jun", email="minjun@busan.example", zone="Asia/Seoul")
    commit()
    return Stand(app, event, talk, minjun, owner)

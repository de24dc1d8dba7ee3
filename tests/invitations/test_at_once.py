"""A release and an organizer or a speaker at the same moment, on PostgreSQL, where rows are locked one by one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import select, text

from app.clock import now
from app.db import commit, db
from app.errors import Stale
from app.events.models import Event
from app.invitations import manage
from app.invitations.actions import inviting
from app.invitations.models import Invitation
from app.invitations.queries import token_of
from app.invitations.rules.owing import from_json
from app.mail.models import OwedMail
from app.people.models import Person
from app.schedule.actions.placing import place
from app.schedule.actions.release import release
from app.schedule.models import Session, Speaker
from app.schedule.rules.when import When
from tests.invitations.halls import CODE, made_stand
from tests.personas import browser_of
from tests.rushes import Rush, postgres_app

LATER = datetime(2027, 5, 11, 13, 0)


@dataclass
class Releasing(Rush):
    """A released webinar whose only session has moved in the draft."""

    event_id: int
    aino_id: int
    written: threading.Event = field(default_factory=threading.Event)
    """Somebody's rows are written, and not yet committed."""

    def lingers(self, *_: object) -> None:
        """Before the commit: until the other one waits for these rows, or is done without."""
        if db.session().in_nested_transaction():
            return
        db.session.flush()
        self.written.set()
        blocked = text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        for _turn in range(200):
            if self.done.is_set():
                return
            with db.engine.connect() as another:
                if another.scalar(blocked):
                    return
            time.sleep(0.05)

    def releases(self) -> None:
        """Aino, a little slowly."""
        event, aino = db.session.get_one(Event, self.event_id), db.session.get_one(Person, self.aino_id)
        sa.event.listen(db.session(), "before_commit", self.lingers)
        release(event, by=aino, now=now())
        commit()

    def presses(self, act: str) -> Callable[[], None]:
        """Aino presses a button beside Min-jun's name, in another window, a moment later."""

        def press() -> None:
            self.written.wait(20)
            here = f"/manage/e/busan-helsinki/invitations/{CODE}/mjk2qd/{act}"
            assert browser_of(self.app, db.session.get_one(Person, self.aino_id)).post(here).status_code == 302

        return press

    def invites(self) -> str:
        """Invite Min-jun to what is released so far. The address of his page."""
        with self.app.app_context():
            event, aino = db.session.get_one(Event, self.event_id), db.session.get_one(Person, self.aino_id)
            talk, minjun = db.session.scalars(select(Session)).one(), db.session.scalars(select(Speaker)).one()
            row = inviting.invite(event, talk, minjun, by=aino, now=now())
            commit()
            return f"/invitations/{token_of(row, 'link')}"

    def told(self) -> datetime | None:
        """When the session is that Min-jun's calendar holds."""
        with self.app.app_context():
            row = db.session.scalars(select(Invitation)).one()
            found = from_json(row.told)
            assert found is not None
            return found.local_start


@pytest.fixture
def rush(tmp_path: Path) -> Iterator[Releasing]:
    with postgres_app(tmp_path) as app:
        with app.app_context():
            stand = made_stand(app)
            stand.release()
            made = Releasing(app, stand.event.id, stand.aino.id)
            db.session.remove()
        yield made


def moves(rush: Releasing) -> None:
    """In the draft."""
    with rush.app.app_context():
        talk = db.session.scalars(select(Session)).one()
        place(talk, When(LATER, talk.zone, None, 60))
        db.session.get_one(Event, rush.event_id).programme_version += 1
        commit()


@pytest.mark.parametrize("waits", [True, False])
def test_who_is_invited_while_a_release_is_committed_is_told_its_time(
    rush: Releasing, monkeypatch: pytest.MonkeyPatch, waits: bool
):
    if not waits:  # the control: without the event's lock he is told a time that no longer holds
        monkeypatch.setattr(manage, "locked", lambda event: event)
    moves(rush)
    rush.at_once(rush.releases, rush.presses("invite"))
    assert (rush.failed, rush.told() == LATER) == ([], waits)


@pytest.mark.parametrize("waits", [True, False])
def test_release_goes_through_while_an_answer_is_noted(rush: Releasing, monkeypatch: pytest.MonkeyPatch, waits: bool):
    rush.invites()
    moves(rush)

    def notes() -> None:
        row = db.session.scalars(select(Invitation).with_for_update(of=Invitation)).one()
        row.answer, row.answered_at = "accepted", now()
        rush.lingers()
        commit()

    def releases() -> None:
        rush.written.wait(20)
        rush.releases()

    if not waits:  # the control: without the invitations' locks the release is refused as overtaken
        monkeypatch.setattr(sa.sql.Select, "with_for_update", lambda query, **_: query)
    rush.at_once(notes, releases)
    assert [type(each) for each in rush.failed] == ([] if waits else [Stale])
    assert (rush.told() == LATER) is waits


def test_answer_that_meets_a_release_is_asked_for_again(rush: Releasing):
    link = rush.invites()
    moves(rush)
    answers: list[tuple[int, bool]] = []

    def accepts() -> None:
        guest = rush.app.test_client()
        rush.written.wait(20)
        page = guest.post(link, data={"answer": "accepted", "asked": "0"})
        answers.append((page.status_code, "The time has changed" in page.text))

    rush.at_once(rush.releases, accepts)
    assert (rush.failed, answers, rush.told()) == ([], [(400, True)], LATER)
    with rush.app.app_context():
        assert db.session.scalars(select(Invitation.answer)).one() == "needs_action"
        assert len(db.session.scalars(select(OwedMail.id).where(OwedMail.kind == "invitation")).all()) == 2

"""Two moderators, or a moderator and voters, at the same moment on PostgreSQL, where rows are locked one by one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import select

from app import create_app
from app.clock import now
from app.db import commit, db
from app.live.actions.questions import take_step
from app.live.actions.votes import Ballot, cast
from app.live.models import Question
from app.live.queries import question_of
from app.live.rules.states import State, Step
from app.people.models import Person
from app.settings import Settings
from tests.databases import fresh_postgres
from tests.live.rooms import made_hall

LONG = 0.4
"""Seconds in which the other one surely begins."""


@dataclass
class Busy:
    """A room with three questions that several change at once, each with a connection of its own."""

    app: Flask
    room_id: int
    mira_id: int
    codes: list[str]
    failed: list[Exception] = field(default_factory=list)

    def at_once(self, *acts: Callable[[], object]) -> None:
        """All of these, each committed."""
        threads = [threading.Thread(target=self._carry_out, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert self.failed == []

    def makes_live(self, code: str) -> None:
        """A moderator, a little slowly."""
        question = question_of(self.room_id, code, lock=True)
        time.sleep(LONG)
        mira = db.session.get_one(Person, self.mira_id)
        take_step(question, Step.LIVE, by=mira, expected_version=None, now=now())

    def votes(self) -> None:
        """Somebody, for all questions, a moment later."""
        time.sleep(LONG / 2)
        cast([Ballot(self.room_id, code, "b:voter", True) for code in self.codes], now=now())

    def states(self) -> list[str]:
        """Of all questions, in the order in which they were asked."""
        with self.app.app_context():
            return list(db.session.scalars(select(Question.state).order_by(Question.id)))

    def _carry_out(self, act: Callable[[], object]) -> None:
        try:
            with self.app.app_context():
                act()
                commit()
        except Exception as error:
            self.failed.append(error)


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Busy]:
    with fresh_postgres() as url:
        app = create_app(Settings(mode="test", data=tmp_path, database_url=url, log_level="error"))
        with app.app_context():
            flask_migrate.upgrade()
            hall = made_hall(app)
            codes = [hall.question(f"Question {number}?").code for number in range(3)]
            made = Busy(app, hall.room.id, hall.mira.id, codes)
            commit()
            db.session.remove()
        yield made
        with app.app_context():
            db.engine.dispose()


def test_two_moderators_make_one_question_live(busy: Busy):
    first, second = busy.codes[:2]
    busy.at_once(lambda: busy.makes_live(first), lambda: busy.makes_live(second))
    assert sorted(busy.states()) == [State.ANSWERED, State.APPROVED, State.LIVE]


def test_votes_and_a_moderator_do_not_wait_in_a_ring(busy: Busy):
    busy.at_once(lambda: busy.makes_live(busy.codes[0]))
    busy.at_once(lambda: busy.makes_live(busy.codes[2]), busy.votes)
    assert busy.states() == [State.ANSWERED, State.APPROVED, State.LIVE]

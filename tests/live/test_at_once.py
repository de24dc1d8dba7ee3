"""Two moderators, or a moderator and voters, at the same moment on PostgreSQL, where rows are locked one by one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from app.clock import now
from app.db import commit, db
from app.live.actions.questions import take_step
from app.live.actions.votes import Ballot, cast
from app.live.models import Question
from app.live.queries import question_of
from app.live.rules.states import State, Step
from app.people.models import Person
from tests.live.rooms import made_hall
from tests.rushes import Rush, postgres_app

LONG = 0.4
"""Seconds in which the other one surely begins."""


@dataclass
class Busy(Rush):
    """A room with three questions that several change at once."""

    room_id: int
    mira_id: int
    codes: list[str]

    def all_at_once(self, *acts: Callable[[], object]) -> None:
        """All of these, each committed."""

        def committed(act: Callable[[], object]) -> Callable[[], None]:
            return lambda: (act(), commit())

        self.at_once(*map(committed, acts))
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


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Busy]:
    with postgres_app(tmp_path) as app:
        with app.app_context():
            hall = made_hall(app)
            codes = [hall.question(f"Question {number}?").code for number in range(3)]
            made = Busy(app, hall.room.id, hall.mira.id, codes)
            commit()
            db.session.remove()
        yield made


def test_two_moderators_make_one_question_live(busy: Busy):
    first, second = busy.codes[:2]
    busy.all_at_once(lambda: busy.makes_live(first), lambda: busy.makes_live(second))
    assert sorted(busy.states()) == [State.ANSWERED, State.APPROVED, State.LIVE]


def test_votes_and_a_moderator_do_not_wait_in_a_ring(busy: Busy):
    busy.all_at_once(lambda: busy.makes_live(busy.codes[0]))
    busy.all_at_once(lambda: busy.makes_live(busy.codes[2]), busy.votes)
    assert busy.states() == [State.ANSWERED, State.APPROVED, State.LIVE]

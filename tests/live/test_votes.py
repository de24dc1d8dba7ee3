"""Votes: one per account or browser, the score equals the rows (promise P2)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.clock import now
from app.db import commit, db, writing
from app.errors import NotFound
from app.live.actions import votes as actions
from app.live.actions.questions import take_step
from app.live.actions.votes import Ballot, Frozen, Tally, cast
from app.live.models import Question, Vote
from app.live.queries import scores_after
from app.live.rules.states import Step
from app.live.sockets.grouped import GroupedVotes
from tests.live.rooms import Hall


def rows(question: Question) -> int:
    return db.session.scalar(select(func.count()).where(Vote.question_id == question.id)) or 0


def score(question: Question) -> int:
    return db.session.scalars(select(Question.score).where(Question.id == question.id)).one()


def test_voting_again_counts_once(hall: Hall):
    question = hall.question()
    ballot = Ballot(hall.room.id, question.code, "b:otto", wanted=True)
    for _attempt in range(3):
        assert cast([ballot, ballot], now=now()) == [Tally(question.code, 2, gauge=1, mine=True)] * 2
        commit()
    assert (score(question), rows(question)) == (2, 2)


def test_taking_a_vote_back_again_changes_nothing(hall: Hall):
    question = hall.question()
    for wanted in (True, False, False):
        (tally,) = cast([Ballot(hall.room.id, question.code, "b:otto", wanted=wanted)], now=now())
        commit()
    assert tally == Tally(question.code, 1, gauge=2, mine=False)
    assert (score(question), rows(question)) == (1, 1)


def test_last_of_two_wishes_in_a_group_counts(hall: Hall):
    question = hall.question()
    ballots = [Ballot(hall.room.id, question.code, "b:otto", wanted=wanted) for wanted in (True, False, True)]
    cast(ballots, now=now())
    commit()
    assert (score(question), rows(question)) == (2, 2)


@pytest.mark.parametrize("state", ["pending", "dismissed", "other room", "missing"])
def test_what_is_not_seen_is_not_found(hall: Hall, state: str):
    question = hall.question(shown=state != "pending")
    if state == "dismissed":
        take_step(question, Step.DISMISS, by=hall.mira, expected_version=None, now=now())
        commit()
    code = "zzzzzz" if state == "missing" else question.code
    room = hall.room.id + (state == "other room")
    (refused,) = cast([Ballot(room, code, "b:otto", wanted=True)], now=now())
    commit()
    assert isinstance(refused, NotFound)
    assert rows(question) == 1


def test_answered_question_keeps_its_score(hall: Hall):
    question = hall.question()
    take_step(question, Step.ANSWERED, by=hall.mira, expected_version=None, now=now())
    commit()
    (refused,) = cast([Ballot(hall.room.id, question.code, "b:otto", wanted=True)], now=now())
    assert isinstance(refused, Frozen)
    assert (score(question), rows(question)) == (1, 1)


def test_one_refused_ballot_does_not_stop_its_group(hall: Hall):
    question = hall.question()
    ballots = [Ballot(hall.room.id, code, "b:otto", wanted=True) for code in ("zzzzzz", question.code)]
    refused, tally = cast(ballots, now=now())
    commit()
    assert isinstance(refused, NotFound)
    assert tally == Tally(question.code, 2, gauge=1, mine=True)


def test_voting_leaves_the_version_alone(hall: Hall):
    """Else every vote would refuse a moderator's step."""
    question = hall.question()
    before = question.version
    cast([Ballot(hall.room.id, question.code, "b:otto", wanted=True)], now=now())
    commit()
    db.session.expire_all()
    assert question.version == before


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 3), st.booleans()), max_size=8), max_size=5))
def test_score_equals_rows_whatever_is_wished(hall: Hall, groups: list[list[tuple[int, int, bool]]]):
    questions = db.session.scalars(select(Question).order_by(Question.id)).all()
    if not questions:
        questions = [hall.question("First?"), hall.question("Second?")]
    for group in groups:
        cast([Ballot(hall.room.id, questions[at].code, f"b:{who}", wanted=yes) for at, who, yes in group], now=now())
        commit()
    for question in questions:
        assert score(question) == rows(question)


def test_scores_told_after_each_group_add_up(hall: Hall):
    first, second = hall.question("First?"), hall.question("Second?")
    told, gauge = {first.code: 1, second.code: 1}, 0
    for group in ([(first, "a"), (first, "b")], [(second, "a")], [(first, "a")], [(first, "c"), (second, "c")]):
        cast([Ballot(hall.room.id, question.code, f"b:{who}", wanted=True) for question, who in group], now=now())
        commit()
        news = scores_after(hall.room.id, gauge)
        told |= {code: number for code, number, _version in news.moved}
        assert all(gauge < version <= news.gauge for _code, _number, version in news.moved)
        gauge = news.gauge
    assert told == {first.code: 4, second.code: 3} == {one.code: score(one) for one in (first, second)}
    assert gauge == 3  # a vote that was there already moves nothing
    assert scores_after(hall.room.id, gauge).moved == []


def test_score_drifts_when_it_is_added_blindly(hall: Hall, monkeypatch: pytest.MonkeyPatch):
    """Negative control of P2: counting wishes instead of rows, a repeated vote counts twice."""
    question = hall.question()
    monkeypatch.setattr(actions, "_added", lambda _connection, keys, _now: [number for number, _actor in keys])
    for _attempt in range(2):
        cast([Ballot(hall.room.id, question.code, "b:otto", wanted=True)], now=now())
        commit()
    assert score(question) != rows(question)


def test_many_at_once_are_each_answered_after_their_commit(hall: Hall):
    question = hall.question()
    votes = GroupedVotes(hall.app)
    ballots = [Ballot(hall.room.id, question.code, f"b:{number % 40}", wanted=True) for number in range(80)]
    with ThreadPoolExecutor(40) as pool:
        tallies = list(pool.map(votes.cast, ballots))
    db.session.rollback()
    assert all(tally.mine for tally in tallies)
    assert (score(question), rows(question)) == (41, 41)


def test_vote_on_nothing_is_refused_through_the_group(hall: Hall):
    with pytest.raises(NotFound):
        GroupedVotes(hall.app).cast(Ballot(hall.room.id, "zzzzzz", "b:otto", wanted=True))
    with writing():
        assert hall.question().score == 1

"""Questions in the database: asked once, moved by versions, erased when they are taken back."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.clock import now
from app.db import commit, db
from app.errors import NotFound, RuleBroken, Stale
from app.live.actions import questions as actions
from app.live.actions.questions import answer_in_writing, ask, pin, take_step, withdraw
from app.live.actions.votes import Ballot, cast
from app.live.messages import entries, me_of, opening, snapshot
from app.live.models import DoneCommand, LogEntry, Question, QuestionStep, Room, Vote
from app.live.queries import entries_after, questions_of
from app.live.rules.asking import TooOften, asked
from app.live.rules.said import Audience
from app.live.rules.states import Step
from tests.live.rooms import Hall


def count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_same_command_again_asks_once(hall: Hall):
    words = asked("Is there heating?")
    first = ask(hall.room, words, actor="b:layla", cid="cid-0001", now=now())
    commit()
    again = ask(hall.room, words, actor="b:layla", cid="cid-0001", now=now())
    commit()
    assert again.code == first.code
    assert (count(Question), count(Vote), count(DoneCommand), count(LogEntry)) == (1, 1, 1, 1)


def test_same_command_again_asks_twice_without_its_mark(hall: Hall, monkeypatch: pytest.MonkeyPatch):
    """Negative control of P1: without the row of the command a retry is another question."""
    monkeypatch.setattr(actions, "inserted", lambda *_table, **_values: True)
    for _attempt in range(2):
        ask(hall.room, asked("Is there heating?"), actor="b:layla", cid="cid-0001", now=now())
        commit()
    assert count(Question) == 2


def test_own_command_names_do_not_collide_with_those_of_others(hall: Hall):
    ask(hall.room, asked("Is there heating?"), actor="b:layla", cid="cid-0001", now=now())
    ask(hall.room, asked("Is there cooling?"), actor="b:otto", cid="cid-0001", now=now())
    commit()
    assert count(Question) == 2


def test_asker_has_voted_for_her_question(hall: Hall):
    question = hall.question()
    assert question.score == 1
    assert me_of(hall.room.id, "b:layla")["votes"] == [question.code]


def test_many_questions_in_a_minute_wait(hall: Hall):
    for number in range(3):
        hall.question(f"Question {number}?")
    with pytest.raises(TooOften) as refused:
        hall.question("One more?")
    assert 0 < refused.value.retry_ms <= 60_000


def test_pending_question_is_seen_by_moderators_and_its_author_only(hall: Hall):
    question = hall.question(shown=False)
    assert questions_of(hall.room.id, Audience.PUBLIC) == []
    assert [one.code for one in questions_of(hall.room.id, Audience.STAFF)] == [question.code]
    assert me_of(hall.room.id, "b:layla")["questions"][0]["state"] == "pending"
    assert me_of(hall.room.id, "b:otto") == {"questions": [], "votes": []}


def test_another_question_going_live_makes_the_first_answered(hall: Hall):
    first, second = hall.question("First?"), hall.question("Second?")
    for one in (first, second):
        take_step(one, Step.LIVE, by=hall.mira, expected_version=one.version, now=now())
        commit()
    assert (first.state, second.state) == ("answered", "live")


def test_step_on_an_old_version_is_refused(hall: Hall):
    question = hall.question()
    seen = question.version
    take_step(question, Step.ANSWERED, by=hall.mira, expected_version=seen, now=now())
    commit()
    with pytest.raises(Stale) as refused:
        take_step(question, Step.DISMISS, by=hall.mira, expected_version=seen, now=now())
    assert refused.value.current == seen + 1
    assert question.state == "answered"


def test_each_step_leaves_who_and_why(hall: Hall):
    question = hall.question()
    take_step(question, Step.DISMISS, by=hall.mira, expected_version=None, now=now(), reason="Off topic")
    commit()
    last = db.session.scalars(select(QuestionStep).order_by(QuestionStep.id.desc())).first()
    assert last is not None
    assert (last.person_id, last.reason) == (hall.mira.id, "Off topic")
    assert (last.before, last.after) == ("approved", "dismissed")


def test_restoring_what_was_never_shown_does_not_show_it(hall: Hall):
    question = hall.question(shown=False)
    for step in (Step.DISMISS, Step.RESTORE):
        take_step(question, step, by=hall.mira, expected_version=None, now=now())
    commit()
    assert question.state == "pending"


@pytest.mark.parametrize("way", ["withdraw", "remove"])
def test_text_is_erased_when_a_question_goes(hall: Hall, way: str):
    question = hall.question("My telephone number is mine?")
    if way == "withdraw":
        withdraw(question, actor="b:layla", now=now())
    else:
        take_step(question, Step.REMOVE, by=hall.mira, expected_version=None, now=now())
    commit()
    db.session.expire_all()
    assert (question.text, question.name) == ("", "")
    for audience in Audience:
        told = entries(hall.room.id, entries_after(hall.room.id, 0), audience)
        said = str(snapshot(hall.room.id, audience)) + str(told)
        assert "telephone" not in said


@pytest.mark.parametrize("way", ["withdrawn", "removed"])
def test_votes_are_erased_with_the_question(hall: Hall, way: str):
    """As it is said to whoever takes one back."""
    question = hall.question()
    cast([Ballot(hall.room.id, question.code, "b:otto", wanted=True)], now=now())
    commit()
    assert count(Vote) == 2
    if way == "withdrawn":
        withdraw(question, actor="b:layla", now=now())
    else:
        take_step(question, Step.REMOVE, by=hall.mira, expected_version=None, now=now())
    commit()
    assert (count(Vote), question.score) == (0, 0)


def test_nobody_withdraws_for_another(hall: Hall):
    question = hall.question()
    with pytest.raises(NotFound):
        withdraw(question, actor="b:otto", now=now())
    assert question.text


def test_withdrawing_again_changes_nothing(hall: Hall):
    question = hall.question()
    for _attempt in range(2):
        withdraw(question, actor="b:layla", now=now())
        commit()
    assert (question.state, count(QuestionStep)) == ("withdrawn", 2)


def test_hidden_question_cannot_be_pinned_or_answered(hall: Hall):
    question = hall.question(shown=False)
    with pytest.raises(RuleBroken):
        pin(question, pinned=True, by=hall.mira, now=now())
    with pytest.raises(RuleBroken):
        answer_in_writing(question, {"en": "Yes"}, by=hall.mira, expected_version=None, now=now())


def test_log_has_no_gaps_and_no_words(hall: Hall):
    for number in range(3):
        question = hall.question(f"Secret {number}?")
        pin(question, pinned=True, by=hall.mira, now=now())
        commit()
    rows = db.session.execute(select(LogEntry.__table__).order_by(LogEntry.seq)).all()
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    assert db.session.scalar(select(Room.seq)) == len(rows)
    assert "Secret" not in str(rows)


def test_hidden_question_leaves_nothing_in_what_everybody_gets(hall: Hall):
    """P5: by snapshot, by replay from the beginning, and by what is one's own of others."""
    shown = hall.question("Shown words?")
    hall.question("Pending words?", actor="b:otto", shown=False)
    take_step(shown, Step.DISMISS, by=hall.mira, expected_version=None, now=now())
    commit()
    everything = [
        snapshot(hall.room.id, Audience.PUBLIC),
        opening(hall.room.id, Audience.PUBLIC, {"epoch": hall.room.epoch, "seq": 0}),
        me_of(hall.room.id, "b:somebody"),
    ]
    assert everything[1]["mode"] == "replay"
    assert "words" not in str(everything)
    assert "words" in str(snapshot(hall.room.id, Audience.STAFF))  # there is something to hide


def test_hidden_question_is_told_without_the_check(hall: Hall, monkeypatch: pytest.MonkeyPatch):
    """Negative control of P5: were dismissed questions counted as visible, they would be heard."""
    question = hall.question("Shown words?")
    take_step(question, Step.DISMISS, by=hall.mira, expected_version=None, now=now())
    commit()
    monkeypatch.setattr("app.live.rules.said.VISIBLE", frozenset({"approved", "dismissed"}))
    assert "words" in str(opening(hall.room.id, Audience.PUBLIC, {"epoch": hall.room.epoch, "seq": 0}))


ODD = (-1, "1", True, 2**63, 1.5, 99, None)


@pytest.mark.parametrize(
    "have", [None, [], {}, {"epoch": "other", "seq": 1}, {"seq": 1}, *({"epoch": "*", "seq": seq} for seq in ODD)]
)
def test_odd_positions_get_a_snapshot(hall: Hall, have: object):
    hall.question()
    if isinstance(have, dict) and have.get("epoch") == "*":
        have = {**have, "epoch": hall.room.epoch}
    assert opening(hall.room.id, Audience.PUBLIC, have)["mode"] == "snapshot"

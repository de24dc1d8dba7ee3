"""Questions: asked once per intention, taken from state to state, withdrawn."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from app.db import db, expect_version
from app.errors import N_, NotFound, RuleBroken
from app.live.actions.rooms import log
from app.live.models import DoneCommand, Question, QuestionStep, Room, Vote
from app.live.queries import asked_by, question_of
from app.live.rules.asking import Asked, TooOften, wait_before_asking
from app.live.rules.states import VISIBLE, Mark, State, Step, next_state
from app.people.models import Person
from app.schedule.rules.codes import new_code
from app.texts import LocalText, clean_text
from app.unique import inserted

__all__ = ["answer_in_writing", "ask", "pin", "star", "take_step", "was_asked", "withdraw"]


def was_asked(room: Room | None, *, actor: str, cid: str) -> bool:
    """Whether this is a question that was taken already: it gets its answer also where the room has closed since."""
    return room is not None and _made_by(room, actor, cid) is not None


def ask(room: Room, asked: Asked, *, actor: str, cid: str, now: datetime) -> Question:
    """Ask. The same ``cid`` of the same actor again gives the question that it made, and nothing else (promise P1).

    Whoever asks has voted for it. Raises :class:`TooOften` for many in a minute.
    """
    again = _made_by(room, actor, cid)
    if again is not None:
        return again
    if wait := wait_before_asking(asked_by(room.id, actor), now):
        raise TooOften(wait)
    code = _free_code(room)
    if not inserted(DoneCommand, actor=actor, cid=cid, at=now, result={"room": room.id, "question": code}):
        made = _made_by(room, actor, cid)
        if made is None:
            raise NotFound  # the same cid for something else
        return made
    state = State.PENDING if room.premoderated else State.APPROVED
    question = Question(
        room_id=room.id, code=code, actor=actor, name=asked.name, language=asked.language, text=asked.text,
        state=state, score=1, shown_at=now if state in VISIBLE else None, created_at=now,
    )  # fmt: skip
    db.session.add(question)
    db.session.flush()
    db.session.add(Vote(question_id=question.id, actor=actor, at=now))
    db.session.flush()
    log(room.id, "question", code=code, version=question.version)
    return question


def take_step(
    question: Question, step: Step, *, by: Person, expected_version: int | None, now: datetime, reason: str = ""
) -> None:
    """A moderator takes the question to another state. What is answered live makes room for the next."""
    expect_version(question, expected_version)
    if step is Step.LIVE:
        for other in _live_in(question.room_id):
            if other.id != question.id:
                _move(other, Step.ANSWERED, State.ANSWERED, by=by, now=now, reason="")
    _move(question, step, next_state(State(question.state), step, by_author=False), by=by, now=now, reason=reason)


def withdraw(question: Question, *, actor: str, now: datetime) -> None:
    """Whoever asked takes it back: its text is erased; again changes nothing. Raises :class:`NotFound` to others."""
    if question.actor != actor:
        raise NotFound
    if question.state == State.WITHDRAWN:
        return
    to = next_state(State(question.state), Step.WITHDRAW, by_author=True)
    _move(question, Step.WITHDRAW, to, by=None, now=now, reason="")


def pin(question: Question, *, pinned: bool, by: Person, now: datetime) -> None:
    """Put it above the others, or back among them."""
    _only_visible(question)
    if question.pinned != pinned:
        question.pinned = pinned
        _marked(question, Mark.PIN if pinned else Mark.UNPIN, by=by, now=now)


def star(question: Question, *, starred: bool, by: Person, now: datetime) -> None:
    """Mark it for moderators' eyes."""
    if question.starred != starred:
        question.starred = starred
        _marked(question, Mark.STAR if starred else Mark.UNSTAR, by=by, now=now)


def answer_in_writing(
    question: Question, answer: LocalText, *, by: Person, expected_version: int | None, now: datetime
) -> None:
    """A written answer, in languages; an empty one takes it away."""
    expect_version(question, expected_version)
    _only_visible(question)
    cleaned = clean_text(answer, limit=4000, field="answer")
    if question.answer != cleaned:
        question.answer = cleaned
        _marked(question, Mark.WRITE if cleaned else Mark.UNWRITE, by=by, now=now)


def _only_visible(question: Question) -> None:
    if question.state not in VISIBLE:
        raise RuleBroken(N_("Show the question first."), field="step")


def _move(question: Question, step: Step, to: State, *, by: Person | None, now: datetime, reason: str) -> None:
    if to is State.APPROVED and step is Step.RESTORE and question.shown_at is None:
        to = State.PENDING  # nobody decided yet to show it
    before, question.state = question.state, to
    if to in VISIBLE and question.shown_at is None:
        question.shown_at = now
    if to not in VISIBLE:
        question.pinned = False
    if to in {State.WITHDRAWN, State.REMOVED}:
        question.text, question.name, question.answer, question.score = "", "", {}, 0
        db.session.execute(delete(Vote).where(Vote.question_id == question.id))
    _noted(question, step, before, by=by, now=now, reason=reason)


def _marked(question: Question, mark: Mark, *, by: Person, now: datetime) -> None:
    _noted(question, mark, question.state, by=by, now=now)


def _noted(
    question: Question, step: Step | Mark, before: str, *, by: Person | None, now: datetime, reason: str = ""
) -> None:
    """A line of its history, and one of the room's log."""
    db.session.add(
        QuestionStep(
            question_id=question.id, at=now, person_id=by.id if by else None, step=step, before=before,
            after=question.state, reason=reason[:500],
        )
    )  # fmt: skip
    db.session.flush()
    log(question.room_id, "question", code=question.code, version=question.version)


def _live_in(room_id: int) -> list[Question]:
    return list(db.session.scalars(select(Question).where(Question.room_id == room_id, Question.state == State.LIVE)))


def _made_by(room: Room, actor: str, cid: str) -> Question | None:
    done = db.session.get(DoneCommand, (actor, cid))
    if done is None or done.result.get("room") != room.id:
        return None
    return question_of(room.id, str(done.result["question"]))


def _free_code(room: Room) -> str:
    taken = set(db.session.scalars(select(Question.code).where(Question.room_id == room.id)))
    return new_code(taken)

"""Who did what in a room: the history of a question, who acted on each last, who switched the stage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.db import db
from app.events.models import Change
from app.live.models import Question, QuestionStep, Room
from app.live.rules.states import MARK_LABELS, STATE_LABELS, Mark, State, Step
from app.people.models import Person
from app.people.rules import shown_name

__all__ = ["STAGE_SWITCHED", "StepTaken", "Switch", "last_moderators", "last_switch", "steps_of"]

STAGE_SWITCHED = "stage_switched"
"""What the event's history calls it."""


@dataclass(frozen=True)
class StepTaken:
    """A line of a question's history. ``by`` is the moderator's name; None where whoever asked did it."""

    at: datetime
    by: str | None
    label: str
    """What it became: a state, or a mark; to be translated."""
    reason: str


@dataclass(frozen=True)
class Switch:
    """Who switched the stage last, and when (UTC). No name where the account is closed."""

    by: str
    at: datetime


def steps_of(question_id: int) -> list[StepTaken]:
    """The history of a question, first step first. Who asked is not in it."""
    query = (
        select(QuestionStep, Person.name, Person.email)
        .outerjoin(Person, Person.id == QuestionStep.person_id)
        .where(QuestionStep.question_id == question_id)
        .order_by(QuestionStep.id)
    )
    return [
        StepTaken(row.at, None if row.step == Step.WITHDRAW else name or email or "", _became(row), row.reason)
        for row, name, email in db.session.execute(query)
    ]


def last_moderators(room_id: int) -> dict[str, str]:
    """By the codes of a room's questions: the moderator who took the last step with each, by name."""
    newest = (
        select(func.max(QuestionStep.id))
        .join(Question, Question.id == QuestionStep.question_id)
        .where(Question.room_id == room_id, QuestionStep.step.in_(list(Step)))
        .group_by(QuestionStep.question_id)
    )
    query = (
        select(Question.code, Person.name, Person.email)
        .join(QuestionStep, QuestionStep.question_id == Question.id)
        .join(Person, Person.id == QuestionStep.person_id)
        .where(QuestionStep.id.in_(newest))
    )
    return {code: shown_name(name, email) for code, name, email in db.session.execute(query)}


def last_switch(room: Room) -> Switch | None:
    """Who switched the stage of a room last; None where nobody did."""
    query = (
        select(Change.at, Person.name, Person.email)
        .outerjoin(Person, Person.id == Change.person_id)
        .where(Change.event_id == room.event_id, Change.act == STAGE_SWITCHED, Change.subject == f"room:{room.code}")
        .order_by(Change.id.desc())
    )
    row = db.session.execute(query.limit(1)).first()
    return None if row is None else Switch(shown_name(row.name, row.email) if row.email else "", row.at)


def _became(row: QuestionStep) -> str:
    return MARK_LABELS[Mark(row.step)] if row.step in set(Mark) else STATE_LABELS[State(row.after)]

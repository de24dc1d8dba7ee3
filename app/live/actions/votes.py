"""Votes: set, never toggled; many in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, tuple_, update

from app.db import db, record
from app.errors import N_, MeridianError, NotFound, RuleBroken
from app.live.facts import RoomChanged
from app.live.models import Question, Vote
from app.live.rules.opening import Closed
from app.live.rules.states import FROZEN, VISIBLE
from app.unique import insert_unless_there

__all__ = ["Ballot", "Frozen", "Tally", "cast"]


class Frozen(Closed):
    """The question was answered: its score stays."""

    def __init__(self) -> None:
        RuleBroken.__init__(self, N_("This question has been answered; votes for it are closed."))


@dataclass(frozen=True)
class Ballot:
    """Somebody wants to have voted for a question of a room, or not to have."""

    room_id: int
    code: str
    actor: str
    wanted: bool


@dataclass(frozen=True)
class Tally:
    """What became of a ballot: the question's score and the voter's own state afterwards."""

    code: str
    score: int
    mine: bool


@dataclass(frozen=True)
class _Target:
    id: int
    state: str


def cast(ballots: Sequence[Ballot], *, now: datetime) -> list[Tally | MeridianError]:
    """Set these votes, in the order given; answers for each its tally or why it was refused.

    A score moves by the rows that were really added or taken, in the same transaction: however often and by however
    many processes the same is asked, score and rows agree (promise P2).
    """
    targets = _targets({(ballot.room_id, ballot.code) for ballot in ballots})
    wanted: dict[tuple[int, str], bool] = {}
    refused: dict[int, MeridianError] = {}
    for place, ballot in enumerate(ballots):
        target = targets.get((ballot.room_id, ballot.code))
        if target is None:
            refused[place] = NotFound()
        elif target.state in FROZEN:
            refused[place] = Frozen()
        else:
            wanted[target.id, ballot.actor] = ballot.wanted
    moved = _write(wanted, now)
    for room_id in sorted({room for (room, _), target in targets.items() if moved[target.id]}):
        record(RoomChanged(room_id))
    scores = _scores({number for number, _ in wanted})
    return [
        refused.get(place) or _tally(ballot, targets[ballot.room_id, ballot.code], wanted, scores)
        for place, ballot in enumerate(ballots)
    ]


def _targets(wanted: Iterable[tuple[int, str]]) -> dict[tuple[int, str], _Target]:
    """The visible questions of these rooms and codes, locked by id: no two groups wait in a ring."""
    query = (
        select(Question.room_id, Question.code, Question.id, Question.state)
        .where(tuple_(Question.room_id, Question.code).in_(sorted(wanted)), Question.state.in_(VISIBLE))
        .order_by(Question.id)
        .with_for_update()
    )
    return {(room, code): _Target(number, state) for room, code, number, state in db.session.execute(query)}


def _write(wanted: dict[tuple[int, str], bool], now: datetime) -> Counter[int]:
    """Write the votes that are not as wanted; answers how far each question's score moved, and moves it."""
    moved: Counter[int] = Counter()
    for number in _added([key for key, vote in wanted.items() if vote], now):
        moved[number] += 1
    for number in _taken([key for key, vote in wanted.items() if not vote]):
        moved[number] -= 1
    for number, step in sorted(moved.items()):
        if step:
            table = Question.__table__
            db.session.execute(
                update(table)  # type: ignore[arg-type]
                .where(table.c.id == number)
                .values(score=table.c.score + step, changed_at=table.c.changed_at)
            )
    return moved


def _added(keys: Sequence[tuple[int, str]], now: datetime) -> Sequence[int]:
    if not keys:
        return ()
    rows = [{"question_id": number, "actor": actor, "at": now} for number, actor in sorted(keys)]
    return db.session.scalars(insert_unless_there(Vote, rows).returning(Vote.question_id)).all()


def _taken(keys: Sequence[tuple[int, str]]) -> Sequence[int]:
    if not keys:
        return ()
    statement = delete(Vote).where(tuple_(Vote.question_id, Vote.actor).in_(sorted(keys))).returning(Vote.question_id)
    return db.session.scalars(statement, execution_options={"synchronize_session": False}).all()


def _scores(numbers: Iterable[int]) -> dict[int, int]:
    query = select(Question.id, Question.score).where(Question.id.in_(sorted(numbers)))
    return {number: score for number, score in db.session.execute(query)}


def _tally(ballot: Ballot, target: _Target, wanted: dict[tuple[int, str], bool], scores: dict[int, int]) -> Tally:
    return Tally(ballot.code, scores[target.id], wanted[target.id, ballot.actor])

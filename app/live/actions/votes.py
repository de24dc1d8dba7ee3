"""Votes: set, never toggled; many in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, tuple_, update

from app.db import db, record
from app.errors import N_, MeridianError, NotFound, RuleBroken
from app.live.facts import RoomChanged
from app.live.models import Question, Room, Vote
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
    gauge: int
    mine: bool

    def said(self) -> dict[str, Any]:
        """As answers hold it."""
        return {"id": self.code, "score": self.score, "ver": self.gauge, "vote": self.mine}


@dataclass(frozen=True)
class _Target:
    id: int
    room_id: int
    state: str


def cast(ballots: Sequence[Ballot], *, now: datetime) -> list[Tally | MeridianError]:
    """Set these votes, in the order given; answers for each its tally or why it was refused.

    A score moves by the rows that were really added or taken, in the same transaction: however often and by however
    many processes the same is asked, score and rows agree (promise P2). With it rises the room's gauge, so that of two
    messages about a score every screen keeps the newer, in whatever order they come (promise P4).
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
    _score({target.id: target.room_id for target in targets.values()}, moved)
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
    return {(room, code): _Target(number, room, state) for room, code, number, state in db.session.execute(query)}


def _write(wanted: dict[tuple[int, str], bool], now: datetime) -> Counter[int]:
    """Write the votes that are not as wanted; answers how far each question's score moves."""
    moved: Counter[int] = Counter()
    for number in _added([key for key, vote in wanted.items() if vote], now):
        moved[number] += 1
    for number in _taken([key for key, vote in wanted.items() if not vote]):
        moved[number] -= 1
    return moved


def _score(room_of: dict[int, int], moved: Counter[int]) -> None:
    """Move the scores of these questions, and with them the gauges of their rooms."""
    table = Question.__table__
    for room_id in sorted({room_of[number] for number, step in moved.items() if step}):
        gauge = db.session.scalar(
            update(Room).where(Room.id == room_id).values(gauge=Room.gauge + 1).returning(Room.gauge)
        )
        for number, step in sorted(moved.items()):
            if step and room_of[number] == room_id:
                db.session.execute(
                    update(table)  # type: ignore[arg-type]
                    .where(table.c.id == number)
                    .values(score=table.c.score + step, gauge=gauge, changed_at=table.c.changed_at)
                )
        record(RoomChanged(room_id))


def _added(keys: Sequence[tuple[int, str]], now: datetime) -> Sequence[int]:
    if not keys:
        return ()
    rows = [{"question_id": number, "actor": actor, "at": now} for number, actor in sorted(keys)]
    return db.session.connection().scalars(insert_unless_there(Vote).returning(Vote.question_id), rows).all()


def _taken(keys: Sequence[tuple[int, str]]) -> Sequence[int]:
    if not keys:
        return ()
    statement = delete(Vote).where(tuple_(Vote.question_id, Vote.actor).in_(sorted(keys))).returning(Vote.question_id)
    return db.session.scalars(statement, execution_options={"synchronize_session": False}).all()


def _scores(numbers: Iterable[int]) -> dict[int, tuple[int, int]]:
    query = select(Question.id, Question.score, Question.gauge).where(Question.id.in_(sorted(numbers)))
    return {number: (score, gauge) for number, score, gauge in db.session.execute(query)}


def _tally(
    ballot: Ballot, target: _Target, wanted: dict[tuple[int, str], bool], scores: dict[int, tuple[int, int]]
) -> Tally:
    return Tally(ballot.code, *scores[target.id], mine=wanted[target.id, ballot.actor])

"""Votes: set, never toggled; many in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, tuple_, update

from app.db import db, record
from app.errors import N_, MeridianError, NotFound, RuleBroken
from app.live.facts import RoomChanged
from app.live.models import Question, Room, Vote
from app.live.rules.opening import Closed
from app.live.rules.states import FROZEN, VISIBLE
from app.unique import insert_unless_there

__all__ = ["Ballot", "Frozen", "Tally", "cast"]

# The statements are put together once: to do it for every group took longer than the database does.
_QUESTIONS, _ROOMS, _VOTES = (db.metadata.tables[one.__tablename__] for one in (Question, Room, Vote))
_KEY = tuple_(_VOTES.c.question_id, _VOTES.c.actor)
_FIND = (
    select(_QUESTIONS.c.room_id, _QUESTIONS.c.code, _QUESTIONS.c.id, _QUESTIONS.c.state)
    .where(
        tuple_(_QUESTIONS.c.room_id, _QUESTIONS.c.code).in_(bindparam("asked", expanding=True)),
        _QUESTIONS.c.state.in_(sorted(VISIBLE)),
    )
    .order_by(_QUESTIONS.c.id)
    .with_for_update()
)
_LOCK = (
    select(_ROOMS.c.id)
    .where(_ROOMS.c.id.in_(bindparam("rooms", expanding=True)))
    .order_by(_ROOMS.c.id)
    .with_for_update(key_share=True)
)
_TAKE = delete(_VOTES).where(_KEY.in_(bindparam("keys", expanding=True))).returning(_VOTES.c.question_id)
_RISE = (
    update(_ROOMS).where(_ROOMS.c.id == bindparam("room")).values(gauge=_ROOMS.c.gauge + 1).returning(_ROOMS.c.gauge)
)
_MOVE = (
    update(_QUESTIONS)
    .where(_QUESTIONS.c.id == bindparam("question"))
    .values(
        score=_QUESTIONS.c.score + bindparam("step"),
        gauge=bindparam("reached"),
        changed_at=_QUESTIONS.c.changed_at,  # a vote is no change of the question
    )
)
_READ = select(_QUESTIONS.c.id, _QUESTIONS.c.score, _QUESTIONS.c.gauge).where(
    _QUESTIONS.c.id.in_(bindparam("numbers", expanding=True))
)


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
    connection = db.session.connection()
    targets = _targets(connection, {(ballot.room_id, ballot.code) for ballot in ballots})
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
    moved = _write(connection, wanted, now)
    _score(connection, {target.id: target.room_id for target in targets.values()}, moved)
    scores = _scores(connection, {number for number, _ in wanted})
    return [
        refused.get(place) or _tally(ballot, targets[ballot.room_id, ballot.code], wanted, scores)
        for place, ballot in enumerate(ballots)
    ]


def _targets(connection: Connection, wanted: Collection[tuple[int, str]]) -> dict[tuple[int, str], _Target]:
    """The visible questions of these rooms and codes.

    Rooms are locked before questions, each by id: so no two who write wait in a ring, neither groups of votes nor
    moderators (:func:`app.live.queries.question_of`).
    """
    if connection.dialect.name != "sqlite":  # which has one writer
        connection.execute(_LOCK, {"rooms": sorted({room for room, _ in wanted})})
    found = connection.execute(_FIND, {"asked": sorted(wanted)})
    return {(room, code): _Target(number, room, state) for room, code, number, state in found}


def _write(connection: Connection, wanted: dict[tuple[int, str], bool], now: datetime) -> Counter[int]:
    """Write the votes that are not as wanted; answers how far each question's score moves."""
    moved: Counter[int] = Counter()
    for number in _added(connection, [key for key, vote in wanted.items() if vote], now):
        moved[number] += 1
    for number in _taken(connection, [key for key, vote in wanted.items() if not vote]):
        moved[number] -= 1
    return moved


def _score(connection: Connection, room_of: dict[int, int], moved: Counter[int]) -> None:
    """Move the scores of these questions, and with them the gauges of their rooms."""
    steps = [(number, step) for number, step in sorted(moved.items()) if step]
    reached = {
        room_id: connection.scalar(_RISE, {"room": room_id})
        for room_id in sorted({room_of[number] for number, _ in steps})
    }
    if steps:
        connection.execute(
            _MOVE,
            [{"question": number, "step": step, "reached": reached[room_of[number]]} for number, step in steps],
        )
    for room_id in reached:
        record(RoomChanged(room_id))


def _added(connection: Connection, keys: Sequence[tuple[int, str]], now: datetime) -> Sequence[int]:
    if not keys:
        return ()
    rows = [{"question_id": number, "actor": actor, "at": now} for number, actor in sorted(keys)]
    return connection.scalars(insert_unless_there(Vote).returning(_VOTES.c.question_id), rows).all()


def _taken(connection: Connection, keys: Sequence[tuple[int, str]]) -> Sequence[int]:
    return connection.scalars(_TAKE, {"keys": sorted(keys)}).all() if keys else ()


def _scores(connection: Connection, numbers: Iterable[int]) -> dict[int, tuple[int, int]]:
    found = connection.execute(_READ, {"numbers": sorted(numbers)})
    return {number: (score, gauge) for number, score, gauge in found}


def _tally(
    ballot: Ballot, target: _Target, wanted: dict[tuple[int, str], bool], scores: dict[int, tuple[int, int]]
) -> Tally:
    return Tally(ballot.code, *scores[target.id], mine=wanted[target.id, ballot.actor])

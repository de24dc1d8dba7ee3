"""Reads of rooms. What an audience may not see does not leave this file's callers: they say it by ``rules.said``."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select

from app.db import db
from app.errors import NotFound
from app.live.models import LogEntry, Question, Room, Vote
from app.live.rules.said import Audience, Entry, SeenQuestion
from app.live.rules.states import VISIBLE, State

__all__ = [
    "Head", "RoomCounts", "Scores", "Told", "asked_by", "counts_of", "entries_after", "head",
    "own_questions", "own_votes",
    "question_of", "questions_of", "room_of", "rooms_of", "scores_after",
]  # fmt: skip

LONGEST_REPLAY = 500
"""Log lines sent one by one; who has missed more takes a snapshot."""

_SEEN = (
    Question.code, Question.state, Question.version, Question.text, Question.name, Question.language, Question.pinned,
    Question.answer, Question.score, Question.gauge, Question.created_at, Question.starred, Question.id,
    Question.shown_at,
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """A line of the log, the question it is about as it stands now, and whether everybody could ever see that."""

    entry: Entry
    question: SeenQuestion | None
    was_shown: bool


@dataclass(frozen=True)
class Head:
    """How far a room is: its log's name, the number of the newest line, and the gauge of its scores."""

    epoch: str
    seq: int
    gauge: int


@dataclass(frozen=True)
class Scores:
    """Scores that moved, up to a gauge of their room: (code, score, gauge at which it moved)."""

    gauge: int
    moved: Sequence[tuple[str, int, int]]


@dataclass(frozen=True)
class RoomCounts:
    """How many questions of a room wait, are shown and are answered, and how many there were at all."""

    waiting: int = 0
    shown: int = 0
    answered: int = 0
    all: int = 0


def room_of(event_id: int, code: str) -> Room | None:
    """The room of a session, or None where nobody ever came."""
    return db.session.scalar(select(Room).where(Room.event_id == event_id, Room.code == code))


def rooms_of(event_id: int) -> dict[str, Room]:
    """The rooms of an event, by their sessions' codes."""
    return {room.code: room for room in db.session.scalars(select(Room).where(Room.event_id == event_id))}


def counts_of(event_id: int) -> dict[str, RoomCounts]:
    """The numbers of questions in each room of an event, by session."""
    query = (
        select(Room.code, Question.state, func.count())
        .join(Question, Question.room_id == Room.id)
        .where(Room.event_id == event_id)
        .group_by(Room.code, Question.state)
    )
    found: dict[str, dict[str, int]] = {}
    for code, state, count in db.session.execute(query):
        found.setdefault(code, {})[state] = count
    return {
        code: RoomCounts(
            waiting=states.get(State.PENDING, 0),
            shown=states.get(State.APPROVED, 0) + states.get(State.LIVE, 0),
            answered=states.get(State.ANSWERED, 0),
            all=sum(states.values()),
        )
        for code, states in found.items()
    }


def head(room_id: int) -> Head:
    """How far the room is. Raises :class:`NotFound` where it is gone."""
    row = db.session.execute(select(Room.epoch, Room.seq, Room.gauge).where(Room.id == room_id)).first()
    if row is None:
        raise NotFound
    return Head(*row)


def questions_of(room_id: int, audience: Audience) -> list[SeenQuestion]:
    """All questions that the audience sees: the visible ones; for moderators also those waiting and put aside."""
    query = _seen().where(Question.room_id == room_id)
    gone = (State.WITHDRAWN, State.REMOVED)
    query = (
        query.where(Question.state.in_(VISIBLE))
        if audience is Audience.PUBLIC
        else query.where(Question.state.not_in(gone))
    )
    return [_question(row) for row in db.session.execute(query)]


def question_of(room_id: int, code: str, *, lock: bool = False) -> Question:
    """A question's row by its code. Raises :class:`NotFound`, also for one of another room.

    ``lock``: to change it. The room is locked before it, as votes do: who makes one question live answers another, and
    two who each held their own would not see each other's (PostgreSQL), or wait in a ring.
    """
    if lock:
        db.session.execute(select(Room.id).where(Room.id == room_id).with_for_update(key_share=True))
    query = select(Question).where(Question.room_id == room_id, Question.code == code)
    found = db.session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound
    return found


def own_questions(room_id: int, actor: str) -> list[SeenQuestion]:
    """What somebody asked here, whatever became of it, first asked first."""
    query = _seen().where(Question.room_id == room_id, Question.actor == actor).order_by(Question.id)
    return [_question(row) for row in db.session.execute(query)]


def own_votes(room_id: int, actor: str) -> list[str]:
    """The codes of the visible questions that somebody voted for."""
    query = (
        select(Question.code)
        .join(Vote, Vote.question_id == Question.id)
        .where(Question.room_id == room_id, Vote.actor == actor, Question.state.in_(VISIBLE))
        .order_by(Question.id)
    )
    return list(db.session.scalars(query))


def asked_by(room_id: int, actor: str) -> Sequence[Any]:
    """When somebody asked here, newest first; enough of it for the limits."""
    query = select(Question.created_at).where(Question.room_id == room_id, Question.actor == actor)
    return db.session.scalars(query.order_by(Question.id.desc()).limit(10)).all()


def entries_after(room_id: int, seq: int, *, limit: int = LONGEST_REPLAY + 1) -> list[Told]:
    """The lines of the log after a number, in order, with what they are about as it stands now."""
    query = select(LogEntry.seq, LogEntry.at, LogEntry.kind, LogEntry.code)
    query = query.where(LogEntry.room_id == room_id, LogEntry.seq > seq).order_by(LogEntry.seq).limit(limit)
    entries = [Entry(*row) for row in db.session.execute(query)]
    known = _by_code(room_id, {entry.code for entry in entries if entry.code})
    return [Told(entry, *known.get(entry.code, (None, False))) for entry in entries]


# One statement, so that the gauge and the scores are of one moment: what is not in it moved later.
_SCORES = (
    select(Room.gauge, Question.code, Question.score, Question.gauge)
    .outerjoin(
        Question,
        (Question.room_id == Room.id) & Question.state.in_(VISIBLE) & (Question.gauge > bindparam("since")),
    )
    .where(Room.id == bindparam("room"))
    .order_by(Question.id)
)


def scores_after(room_id: int, since: int) -> Scores:
    """The scores of the visible questions that moved after the room's gauge was ``since``.

    Raises :class:`NotFound` where the room is gone.
    """
    rows = db.session.execute(_SCORES, {"room": room_id, "since": since}).all()
    if not rows:
        raise NotFound
    moved = [(code, score, version) for _, code, score, version in rows if code]
    return Scores(rows[0][0], moved)


def _seen() -> Select[*tuple[Any, ...]]:
    return select(*_SEEN)


def _by_code(room_id: int, codes: Collection[str]) -> dict[str, tuple[SeenQuestion, bool]]:
    if not codes:
        return {}
    query = select(*_SEEN).where(Question.room_id == room_id, Question.code.in_(codes))
    return {row.code: (_question(row), row.shown_at is not None) for row in _rows(query)}


def _rows(query: Select[*tuple[Any, ...]]) -> Iterable[Row[*tuple[Any, ...]]]:
    return db.session.execute(query)


def _question(row: Row[*tuple[Any, ...]]) -> SeenQuestion:
    return SeenQuestion(
        code=row.code,
        state=State(row.state),
        version=row.version,
        text=row.text,
        name=row.name,
        language=row.language,
        pinned=row.pinned,
        answer=row.answer,
        score=row.score,
        gauge=row.gauge,
        asked_at=row.created_at,
        starred=row.starred,
        was_shown=row.shown_at is not None,
        place=row.id,
    )

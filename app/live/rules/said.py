"""How a room's state is said to its audiences: plain values for messages, snapshots and pages. Pure.

Two audiences: everybody, and the moderators. What everybody gets holds nothing of a question that is not visible to
all, not even its code (promise P5).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.live.rules.states import VISIBLE, State
from app.texts import LocalText

__all__ = ["Audience", "Entry", "SeenQuestion", "in_order", "said_entry", "said_question"]


class Audience(StrEnum):
    """Who listens."""

    PUBLIC = "public"
    STAFF = "staff"


@dataclass(frozen=True)
class SeenQuestion:
    """A question with all that any audience may see of it. ``asked_at`` in UTC."""

    code: str
    state: State
    version: int
    text: str
    name: str
    language: str
    pinned: bool
    answer: LocalText
    score: int
    asked_at: datetime
    starred: bool = False
    was_shown: bool = True
    """Whether everybody could ever see it."""
    gauge: int = 0
    """Rises with the score's changes: of two messages about it the higher one is true."""
    place: int = 0
    """Rises with each question asked in the room: what decides between equals."""

    @property
    def is_visible(self) -> bool:
        """Whether everybody sees it."""
        return self.state in VISIBLE


@dataclass(frozen=True)
class Entry:
    """A line of the log: what happened to which question. ``at`` in UTC; no text of anybody."""

    seq: int
    at: datetime
    kind: str
    code: str


def in_order(questions: Iterable[SeenQuestion]) -> list[SeenQuestion]:
    """The one order of all screens: open before answered, pinned, being answered, most votes, first asked."""
    return sorted(
        questions,
        key=lambda one: (one.state == State.ANSWERED, not one.pinned, one.state != State.LIVE, -one.score, one.place),
    )


def said_question(question: SeenQuestion, audience: Audience) -> dict[str, Any]:
    """The question as a message holds it."""
    said: dict[str, Any] = {
        "id": question.code,
        "state": question.state.value,
        "version": question.version,
        "text": question.text,
        "name": question.name,
        "language": question.language,
        "pinned": question.pinned,
        "answer": question.answer,
        "score": question.score,
        "ver": question.gauge,
        "place": question.place,
        "at": question.asked_at.isoformat(),
    }
    if audience is Audience.STAFF:
        said["starred"] = question.starred
    return said


def said_entry(entry: Entry, question: SeenQuestion | None, audience: Audience, *, was_shown: bool) -> dict[str, Any]:
    """A line of the log for an audience, with the question as it is now.

    ``was_shown``: whether everybody could see the question at any time. One that nobody saw leaves only its number in
    the public's log, so that there is no gap; one that is hidden now leaves its code, so that screens drop it.
    """
    said: dict[str, Any] = {"seq": entry.seq, "at": entry.at.isoformat()}
    if question is None or (audience is Audience.PUBLIC and not question.is_visible):
        return {**said, "type": "gone", "data": {"id": entry.code}} if was_shown else {**said, "type": "quiet"}
    return {**said, "type": "question", "data": said_question(question, audience)}

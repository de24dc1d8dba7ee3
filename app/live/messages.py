"""What a room says: snapshots, replays and what is one's own. The same for sockets and for plain HTTP."""

from __future__ import annotations

from typing import Any

from app.live.queries import LONGEST_REPLAY, Told, entries_after, head, own_questions, own_votes, questions_of
from app.live.rules.said import Audience, in_order, said_entry, said_question

__all__ = ["entries", "me_of", "opening", "snapshot"]

_LARGEST = 2**53


def opening(room_id: int, audience: Audience, have: object) -> dict[str, Any]:
    """What a screen needs to be in step, from what it says that it has: the missing lines, else everything.

    ``have`` is ``{"epoch": …, "seq": …}`` as the screen sent it, whatever that is.
    """
    epoch, newest = head(room_id)
    seen = _seen(have, epoch)
    if seen is not None and seen <= newest:
        missed = entries_after(room_id, seen)
        if len(missed) <= LONGEST_REPLAY:
            return {"mode": "replay", "epoch": epoch, "seq": newest, "items": entries(missed, audience)}
    return {"mode": "snapshot", **snapshot(room_id, audience)}


def snapshot(room_id: int, audience: Audience) -> dict[str, Any]:
    """All that the audience sees now. The number is read first: what changes meanwhile is told again, not missed."""
    epoch, seq = head(room_id)
    questions = in_order(questions_of(room_id, audience))
    return {"epoch": epoch, "seq": seq, "items": [said_question(one, audience) for one in questions]}


def entries(told: list[Told], audience: Audience) -> list[dict[str, Any]]:
    """Lines of the log as messages."""
    return [said_entry(one.entry, one.question, audience, was_shown=one.was_shown) for one in told]


def me_of(room_id: int, actor: str) -> dict[str, Any]:
    """What is one's own here: questions, whatever became of them, and votes."""
    questions = [
        {
            "id": one.code,
            "state": one.state.value,
            "version": one.version,
            "text": one.text,
            "at": one.asked_at.isoformat(),
        }
        for one in own_questions(room_id, actor)
    ]
    return {"questions": questions, "votes": own_votes(room_id, actor)}


def _seen(have: object, epoch: str) -> int | None:
    if not isinstance(have, dict) or have.get("epoch") != epoch:
        return None
    seq = have.get("seq")
    return seq if isinstance(seq, int) and not isinstance(seq, bool) and 0 <= seq < _LARGEST else None

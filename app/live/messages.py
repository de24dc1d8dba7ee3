"""What a room says: snapshots, replays and what is one's own. The same for sockets and for plain HTTP."""

from __future__ import annotations

from typing import Any

from app.live.queries import (
    LONGEST_REPLAY,
    Scores,
    Told,
    entries_after,
    head,
    own_questions,
    own_votes,
    questions_of,
    scores_after,
)  # fmt: skip
from app.live.rules.said import Audience, in_order, said_entry, said_question
from app.live.seats import is_open_now
from app.live.stages import stage_of_room

__all__ = ["asked_of", "entries", "gauges", "me_of", "opening", "snapshot"]

_LARGEST = 2**53


def opening(room_id: int, audience: Audience, have: object) -> dict[str, Any]:
    """What a screen needs to be in step, from what it says that it has: missing lines and scores, else everything.

    ``have`` is ``{"epoch": …, "seq": …, "gauge": …}`` as the screen sent it, whatever that is.
    """
    now = head(room_id)
    seen = _number(have, "seq") if isinstance(have, dict) and have.get("epoch") == now.epoch else None
    if seen is not None and seen <= now.seq:
        missed = entries_after(room_id, seen)
        if len(missed) <= LONGEST_REPLAY:
            said = {"mode": "replay", "epoch": now.epoch, "seq": now.seq, "items": entries(room_id, missed, audience)}
            gauge = _number(have, "gauge")
            return {**said, **gauges(scores_after(room_id, -1 if gauge is None else gauge))}
    return {"mode": "snapshot", **snapshot(room_id, audience)}


def snapshot(room_id: int, audience: Audience) -> dict[str, Any]:
    """All that the audience sees now. How far the room is is read first: what changes meanwhile is told again."""
    now = head(room_id)
    items = [said_question(one, audience) for one in in_order(questions_of(room_id, audience))]
    return {"epoch": now.epoch, "seq": now.seq, "gauge": now.gauge, "items": items}


def gauges(scores: Scores) -> dict[str, Any]:
    """Scores that moved, as ticks and replays hold them."""
    return {"gauge": scores.gauge, "scores": scores.moved}


def entries(room_id: int, told: list[Told], audience: Audience) -> list[dict[str, Any]]:
    """Lines of the log as messages; those of the stage with the stage as it is now, those of the room likewise."""
    kinds = {one.entry.kind for one in told}
    now: dict[str, Any] = {}
    if "stage" in kinds:
        now["stage"] = stage_of_room(room_id)
    if "room" in kinds:
        now["room"] = {"open": is_open_now(room_id)}
    return [_said(one, audience, now) for one in told]


def _said(one: Told, audience: Audience, now: dict[str, Any]) -> dict[str, Any]:
    said = said_entry(one.entry, one.question, audience, was_shown=one.was_shown)
    kind = one.entry.kind
    return {**said, "type": kind, "data": now[kind]} if kind in now else said


def me_of(room_id: int, actor: str) -> dict[str, Any]:
    """What is one's own here: questions, whatever became of them, and votes."""
    return {"questions": asked_of(room_id, actor), "votes": own_votes(room_id, actor)}


def asked_of(room_id: int, actor: str) -> list[dict[str, Any]]:
    """One's own questions, whatever became of them."""
    return [
        {
            "id": one.code,
            "state": one.state.value,
            "version": one.version,
            "text": one.text,
            "at": one.asked_at.isoformat(),
        }
        for one in own_questions(room_id, actor)
    ]


def _number(have: object, name: str) -> int | None:
    number = have.get(name) if isinstance(have, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < _LARGEST else None

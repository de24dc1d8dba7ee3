"""Rooms and their logs: every change of a room is a line of its log, numbered without gaps."""

from __future__ import annotations

import secrets

from sqlalchemy import insert, update

from app.clock import now
from app.db import db, record
from app.live.facts import RoomChanged
from app.live.models import LogEntry, Room
from app.live.queries import room_of
from app.live.rules.opening import Asking
from app.unique import inserted

__all__ = ["log", "open_room", "set_asking", "set_premoderation"]


def open_room(event_id: int, code: str) -> Room:
    """The room of a session, made where nobody came before."""
    found = room_of(event_id, code)
    if found is None:
        inserted(Room, event_id=event_id, code=code, epoch=secrets.token_hex(6))
        found = room_of(event_id, code)
        assert found is not None
    return found


def log(room_id: int, kind: str, *, code: str = "", version: int = 0) -> int:
    """Write a line into the room's log; answers its number.

    The room's row is locked until the commit: lines are committed in the order of their numbers, and none is skipped.
    """
    seq: int | None = db.session.scalar(
        update(Room).where(Room.id == room_id).values(seq=Room.seq + 1).returning(Room.seq)
    )
    assert seq is not None
    db.session.execute(
        insert(LogEntry).values(room_id=room_id, seq=seq, at=now(), kind=kind, code=code, version=version)
    )
    record(RoomChanged(room_id))
    return seq


def set_asking(room: Room, asking: Asking) -> None:
    """Take questions as the schedule says, or open or close by hand."""
    if room.asking != asking:
        room.asking = asking
        db.session.flush()
        log(room.id, "room")


def set_premoderation(room: Room, *, premoderated: bool) -> None:
    """Whether new questions wait for a moderator; those that wait already go on waiting."""
    if room.premoderated != premoderated:
        room.premoderated = premoderated
        db.session.flush()
        log(room.id, "room")

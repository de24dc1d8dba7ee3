"""The stage of a session as it is now: the schedule of the release, a moderator's hand, the streams."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.clock import now
from app.db import db
from app.errors import NotFound
from app.events.models import Event
from app.events.rules import EventState
from app.live.models import Room
from app.live.rules.stage import Hand, Stage, said_stage, stage_state
from app.live.seats import Seat
from app.live.streams import Held, streams_of
from app.schedule.queries import Released, released
from app.schedule.rules.programme import ReleasedSession

__all__ = ["stage_at", "stage_of", "stage_of_room", "stage_said"]


def stage_at(release: Released, talk: ReleasedSession, held: Held, moment: datetime) -> Stage | None:
    """The stage of a session at a moment; None where it was called off."""
    if talk.is_cancelled or release.state == EventState.CANCELLED:
        return None
    replays = held.streams.replays(talk)
    state = stage_state(held.hand, starts_at=talk.starts_at, ends_at=talk.ends_at, has_replay=bool(replays), now=moment)
    return Stage(state, held.hand, talk.starts_at, talk.ends_at, held.streams.live(talk), replays)


def stage_of(seat: Seat) -> Stage | None:
    """The stage of a seat's session now."""
    hand = Hand(seat.room.hand) if seat.room else Hand.SCHEDULE
    return stage_at(seat.release, seat.talk, Held(streams_of(seat.release.event_id), hand), now())


def stage_said(seat: Seat) -> dict[str, Any] | None:
    """The same as messages hold it."""
    stage = stage_of(seat)
    return None if stage is None else said_stage(stage)


def stage_of_room(room_id: int) -> dict[str, Any] | None:
    """The stage of a room's session as messages hold it; None also where the session is not released any more."""
    query = select(Event.slug, Room.code, Room.hand, Room.event_id).join(Event, Event.id == Room.event_id)
    row = db.session.execute(query.where(Room.id == room_id)).first()
    if row is None:
        return None
    try:
        release = released(row.slug)
    except NotFound:
        return None
    talk = release.programme.by_code.get(row.code)
    if talk is None:
        return None
    stage = stage_at(release, talk, Held(streams_of(row.event_id), Hand(row.hand)), now())
    return None if stage is None else said_stage(stage)

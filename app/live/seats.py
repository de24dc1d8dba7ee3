"""Taking a seat in a room: what somebody may do there, worked out from the release and her rights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.clock import now
from app.db import db
from app.errors import NotFound
from app.events.models import Event
from app.events.queries import grants_of
from app.events.rules import Act, EventState, may
from app.live.models import Room
from app.live.queries import room_of
from app.live.rules.opening import Asking, Closed, is_open
from app.live.rules.said import Audience
from app.people.models import Person
from app.schedule.queries import Released, released
from app.schedule.rules.programme import ReleasedSession

__all__ = ["Seat", "audience_of", "is_open_now", "seat_in", "takes_questions"]


@dataclass(frozen=True)
class Seat:
    """Somebody's place in a session's room. ``room`` is None while nobody has asked, voted or joined there."""

    release: Released
    talk: ReleasedSession
    room: Room | None
    audience: Audience

    @property
    def is_open(self) -> bool:
        """Whether questions and votes are taken now."""
        return self.opens_at(now())

    def opens_at(self, moment: datetime) -> bool:
        """Whether questions and votes are taken at that moment."""
        return takes_questions(self.release, self.talk, self.room.asking if self.room else Asking.SCHEDULE, moment)

    def check_open(self) -> None:
        """Raises :class:`Closed` where the room takes nothing."""
        if not self.is_open:
            raise Closed


def takes_questions(release: Released, talk: ReleasedSession, asking: str, moment: datetime) -> bool:
    """Whether questions and votes of a session are taken at a moment. ``asking``: what its moderators said."""
    called_off = talk.is_cancelled or release.state == EventState.CANCELLED
    is_over = talk.ends_at is None and release.is_over(moment)
    return is_open(asking, ends_at=talk.ends_at, called_off=called_off, now=moment, event_is_over=is_over)


def seat_in(event: str, code: str, *, by: Person | None) -> Seat:
    """The seat of somebody in the room of a released session. Raises :class:`NotFound` where there is none to see."""
    release = released(event)
    talk = release.programme.by_code.get(code)
    if talk is None:
        raise NotFound
    return Seat(release, talk, room_of(release.event_id, code), audience_of(release.event_id, by))


def is_open_now(room_id: int) -> bool:
    """Whether a room takes questions and votes now; it does not where its session is not released any more."""
    query = select(Event.slug, Room.code).join(Event, Event.id == Room.event_id).where(Room.id == room_id)
    row = db.session.execute(query).first()
    try:
        return row is not None and seat_in(row.slug, row.code, by=None).is_open
    except NotFound:
        return False


def audience_of(event_id: int, person: Person | None) -> Audience:
    """What somebody hears in the rooms of an event: moderators hear what others do not see."""
    if person is None:
        return Audience.PUBLIC
    event = db.session.get(Event, event_id)
    is_staff = event is not None and may(grants_of(person, event), Act.MODERATE)
    return Audience.STAFF if is_staff else Audience.PUBLIC

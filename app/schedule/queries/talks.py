"""Reads of the draft's sessions, row by row, for organizers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import SQLColumnExpression, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.db import db
from app.errors import NotFound
from app.events.models import Event
from app.schedule.models import Appearance, GlossaryEntry, Part, Session, Stage, Track, session_glossary
from app.schedule.rules.codes import is_code

__all__ = [
    "Frame",
    "appearance_of",
    "codes_of",
    "frame_of",
    "newest_talk",
    "next_position",
    "talk_of",
    "talks_beside",
    "talks_of",
    "uses_of",
]

_LOADED = (
    joinedload(Session.track),
    joinedload(Session.part),
    joinedload(Session.stage).joinedload(Stage.city),
    joinedload(Session.held_by),
    selectinload(Session.appearances).options(joinedload(Appearance.speaker), joinedload(Appearance.city)),
)


@dataclass(frozen=True)
class Frame:
    """What an event's sessions hang in, each in its order."""

    tracks: Sequence[Track]
    parts: Sequence[Part]
    stages: Sequence[Stage]
    glossary: Sequence[GlossaryEntry]


def frame_of(event: Event) -> Frame:
    """The event's tracks, parts, stages (with their cities) and glossary."""
    scalars = db.session.scalars
    of_event = {"event_id": event.id}
    return Frame(
        scalars(select(Track).filter_by(**of_event).order_by(Track.position, Track.id)).all(),
        scalars(select(Part).filter_by(**of_event).order_by(Part.number)).all(),
        scalars(
            select(Stage).filter_by(**of_event).order_by(Stage.position, Stage.id).options(joinedload(Stage.city))
        ).all(),
        scalars(select(GlossaryEntry).filter_by(**of_event).order_by(GlossaryEntry.id)).all(),
    )


def talks_of(event: Event) -> Sequence[Session]:
    """All sessions of the draft with all that a list shows, by time, then by the organizers' order."""
    query = select(Session).where(Session.event_id == event.id).options(*_LOADED)
    order = (Session.starts_at.asc().nulls_last(), Session.position, Session.id)
    return db.session.scalars(query.order_by(*order)).all()


def talks_beside(talk: Session) -> Sequence[Session]:
    """The session and those of its event that share a moment with it: all that it can clash with."""
    same = Session.id == talk.id
    if talk.starts_at is not None and talk.ends_at is not None:
        same |= (Session.starts_at <= talk.ends_at) & (Session.ends_at >= talk.starts_at)
    query = select(Session).where(Session.event_id == talk.event_id, same).options(*_LOADED)
    return db.session.scalars(query.order_by(Session.starts_at, Session.id)).all()


def talk_of(event: Event, code: str) -> Session:
    """The event's session of that code. Raises :class:`NotFound`."""
    query = select(Session).where(Session.event_id == event.id, Session.code == code).options(*_LOADED)
    talk = db.session.scalar(query) if is_code(code) else None
    if talk is None:
        raise NotFound
    return talk


def newest_talk(event: Event) -> Session | None:
    """The session of the draft that was entered last."""
    query = select(Session).where(Session.event_id == event.id).order_by(Session.id.desc())
    return db.session.scalars(query.options(*_LOADED).limit(1)).first()


def appearance_of(talk: Session, appearance_id: int) -> Appearance:
    """The session's appearance of that id. Raises :class:`NotFound`."""
    for seen in talk.appearances:
        if seen.id == appearance_id:
            return seen
    raise NotFound


def codes_of(event_id: int) -> frozenset[str]:
    """The codes that the event's sessions have."""
    return frozenset(db.session.scalars(select(Session.code).where(Session.event_id == event_id)))


def next_position(event_id: int) -> int:
    """The place after the event's last session in the organizers' order."""
    last = db.session.scalar(select(func.max(Session.position)).where(Session.event_id == event_id))
    return 0 if last is None else last + 1


def uses_of(event: Event, what: str) -> dict[int, int]:
    """How many sessions each of the event's tracks, parts, stages or glossary terms (``what``) has, by its id."""
    columns: dict[str, SQLColumnExpression[int | None]] = {
        "tracks": Session.track_id,
        "parts": Session.part_id,
        "stages": Session.stage_id,
        "glossary": session_glossary.c.entry_id,
    }
    query = select(columns[what], func.count()).where(Session.event_id == event.id).group_by(columns[what])
    if what == "glossary":
        query = query.join_from(Session, session_glossary)
    return {row_id: number for row_id, number in db.session.execute(query) if row_id is not None}

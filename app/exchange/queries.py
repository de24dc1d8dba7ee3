"""Reads for imports: what the event has already, and which names are taken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.db import db
from app.errors import NotFound
from app.events.models import Event
from app.exchange.models import ImportRun
from app.exchange.rules.matching import Known
from app.exchange.rules.people import folded
from app.schedule.models import Appearance, Session, Speaker, Stage, Track

__all__ = [
    "draft_sessions",
    "known_sessions",
    "namesakes",
    "run_of",
    "runs_of",
    "speaker_codes",
    "speaker_slugs",
    "speakers_of",
    "stages_of",
    "tracks_of",
]


def run_of(event: Event, run_id: int) -> ImportRun:
    """The uploaded file of this event. Raises :class:`NotFound`."""
    run = db.session.scalar(select(ImportRun).where(ImportRun.id == run_id, ImportRun.event_id == event.id))
    if run is None:
        raise NotFound
    return run


def runs_of(event: Event, limit: int = 10) -> Sequence[ImportRun]:
    """The files that were uploaded for the event, newest first."""
    query = select(ImportRun).where(ImportRun.event_id == event.id).options(joinedload(ImportRun.person))
    return db.session.scalars(query.order_by(ImportRun.created_at.desc(), ImportRun.id.desc()).limit(limit)).all()


def draft_sessions(event: Event) -> Sequence[Session]:
    """The sessions of the draft with their stages and people, in the organizers' order."""
    query = (
        select(Session)
        .where(Session.event_id == event.id)
        .options(
            joinedload(Session.stage),
            joinedload(Session.track),
            selectinload(Session.appearances).joinedload(Appearance.speaker),
        )
        .order_by(Session.position, Session.id)
    )
    return db.session.scalars(query).all()


def known_sessions(talks: Iterable[Session]) -> list[Known]:
    """What imported sessions are compared with."""
    return [
        Known(
            row=talk.id,
            guid=talk.guid.lower(),
            key=talk.import_key or "",
            starts_at=talk.starts_at,
            stages=frozenset((talk.stage.name if talk.stage else {"": ""}).values()),
            titles=frozenset(folded(title) for title in talk.title.values()),
        )
        for talk in talks
    ]


def stages_of(event: Event) -> Sequence[Stage]:
    """The event's stages, in order."""
    return db.session.scalars(select(Stage).where(Stage.event_id == event.id).order_by(Stage.position, Stage.id)).all()


def tracks_of(event: Event) -> Sequence[Track]:
    """The event's tracks, in order."""
    return db.session.scalars(select(Track).where(Track.event_id == event.id).order_by(Track.position, Track.id)).all()


def speakers_of(event: Event) -> Sequence[Speaker]:
    """Speakers who were entered for the event or appear in it."""
    seen = select(Appearance.speaker_id).join(Session).where(Session.event_id == event.id)
    query = select(Speaker).where(or_(Speaker.home_event_id == event.id, Speaker.id.in_(seen))).order_by(Speaker.id)
    return db.session.scalars(query).all()


def speaker_codes() -> dict[str, int]:
    """Every speaker's row by code."""
    return {code: row for code, row in db.session.execute(select(Speaker.code, Speaker.id))}


def speaker_slugs() -> set[str]:
    """Every slug that a speaker has."""
    return set(db.session.scalars(select(Speaker.slug)))


def namesakes(names: Iterable[str]) -> set[str]:
    """Those of the names that a speaker has already, whatever the event."""
    found: set[str] = set()
    wanted = sorted(set(names))
    for start in range(0, len(wanted), 500):  # a statement takes only so many values
        found.update(db.session.scalars(select(Speaker.name).where(Speaker.name.in_(wanted[start : start + 500]))))
    return found

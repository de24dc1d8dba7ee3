"""Clashes of a draft, with the sessions of other events in which the same people appear."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.db import db
from app.events.models import Event
from app.events.queries import ids_edited_by
from app.people.models import Person
from app.schedule.models import Appearance, Session, Speaker, Stage
from app.schedule.queries.released import overlapping
from app.schedule.rules.clashes import Bounds, Clash, HostClock, Slot, clashes
from app.schedule.rules.kinds import SessionState
from app.schedule.rules.programme import Programme
from app.texts import LocalText

__all__ = ["clashes_of"]


def clashes_of(event: Event, talks: Sequence[Session], stages: Iterable[Stage], *, by: Person) -> list[Clash]:
    """Everything odd about the draft's sessions (as ``talks_of`` loads them). Cancelled ones clash with nothing.

    Of other events it tells what their releases show, and of those that she edits also the draft.
    """
    own = [_slot(talk) for talk in talks if talk.state == SessionState.PLANNED]
    bounds = Bounds(
        event.zone,
        event.starts_on,
        event.ends_on,
        [HostClock(host.city.name, host.city.zone) for host in event.hosts],
        {str(stage.id): stage.name for stage in stages},
    )
    return clashes(own, bounds, _elsewhere(event, own, by))


def _slot(talk: Session, elsewhere: LocalText | None = None) -> Slot:
    return Slot(
        code=talk.code,
        title=talk.title,
        kind=talk.kind,
        zone=talk.zone,
        starts_at=talk.starts_at,
        ends_at=talk.ends_at,
        stage=str(talk.stage_id) if talk.stage_id else None,
        speakers={seen.speaker.code: seen.speaker.name for seen in talk.appearances},
        languages=talk.languages,
        elsewhere=elsewhere,
    )


def _elsewhere(event: Event, own: Sequence[Slot], by: Person) -> list[Slot]:
    """Sessions of other events while ours run, with any of our speakers."""
    starts = [slot.starts_at for slot in own if slot.starts_at and slot.speakers]
    ends = [slot.ends_at for slot in own if slot.ends_at and slot.speakers]
    if not starts or not ends:
        return []
    speakers = {code: name for slot in own for code, name in slot.speakers.items()}
    start, end = min(starts), max(ends)
    drafts = _drafts(event, speakers, start, end, by)
    known = {event.id, *db.session.scalars(ids_edited_by(by))}
    found = [_slot(talk, talk.event.title) for talk in drafts]
    for release in overlapping(speakers, start, end):
        if release.event_id not in known:
            found += _released(release.programme, speakers)
    return found


def _drafts(event: Event, speakers: Mapping[str, str], start: datetime, end: datetime, by: Person) -> Sequence[Session]:
    query = (
        select(Session)
        .where(Session.event_id != event.id, Session.event_id.in_(ids_edited_by(by)))
        .where(Session.state == SessionState.PLANNED, Session.starts_at < end, Session.ends_at > start)
        .where(Session.id.in_(select(Appearance.session_id).join(Speaker).where(Speaker.code.in_(list(speakers)))))
        .options(joinedload(Session.event), selectinload(Session.appearances).joinedload(Appearance.speaker))
    )
    return db.session.scalars(query).all()


def _released(programme: Programme, speakers: Mapping[str, str]) -> Iterator[Slot]:
    for talk in programme.sessions:
        seen = {each.speaker: speakers[each.speaker] for each in talk.appearances if each.speaker in speakers}
        if seen and not talk.is_cancelled:
            yield Slot(
                talk.code, talk.title, talk.kind, talk.zone, talk.starts_at, talk.ends_at,
                speakers=seen, elsewhere=programme.event.title,
            )  # fmt: skip

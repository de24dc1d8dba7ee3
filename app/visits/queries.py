"""Reads of what was counted. Totals are always counted from the visits themselves (promise P3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, case, func, select

from app.db import db
from app.events.models import Event
from app.events.queries import grants_of
from app.events.rules import Act, EventState, may
from app.people.models import Person
from app.schedule.models import Mention, Speaker
from app.schedule.queries import Released
from app.schedule.rules.programme import ReleasedSession
from app.visits.models import Visit, VisitSample, VisitSettings
from app.visits.rules import samples
from app.visits.rules.hours import DOORS, Hours, Mode, hours
from app.visits.rules.public import Number, Shown, public
from app.visits.rules.samples import Sample
from app.visits.rules.visiting import FRESH

__all__ = [
    "EventNumbers", "Numbers", "PublicNumbers", "curve_of", "event_numbers", "hours_of", "is_of_the_event",
    "numbers_of", "public_numbers", "settings_of",
]  # fmt: skip


@dataclass(frozen=True)
class Numbers:
    """What was counted of a session, or of a whole event. The words are those of the page /counting."""

    live_views: int = 0
    replay_views: int = 0
    viewers: int = 0
    """Distinct keys with a live view: of an event not the sum of its sessions."""
    replay_viewers: int = 0
    here: int = 0
    peak: int = 0
    peak_at: datetime | None = None
    watched: timedelta = timedelta()
    average: int | None = None
    """How many were here on average while it went on; None where it has not begun, and for a whole event."""

    @property
    def views(self) -> int:
        """Live views and replay views."""
        return self.live_views + self.replay_views


@dataclass(frozen=True)
class EventNumbers:
    """The numbers of an event and of its sessions by their codes."""

    event: Numbers
    by_code: Mapping[str, Numbers]

    def of(self, code: str) -> Numbers:
        """Those of a session; nothing was counted of one that is not there."""
        return self.by_code.get(code, Numbers())


@dataclass(frozen=True)
class PublicNumbers:
    """What everybody may see, for ``templates/visits/_numbers.html``."""

    views: Number
    viewers: Number
    here: Number
    peak: Number
    peak_at: datetime | None


def settings_of(event_id: int) -> VisitSettings:
    """What the organizers chose; as it is until they do, in a row that is not in the database."""
    found = db.session.get(VisitSettings, event_id)
    return found or VisitSettings(
        event_id=event_id, shown=Shown.HIDDEN.value, doors_minutes=int(DOORS.total_seconds()) // 60
    )


def hours_of(release: Released, talk: ReleasedSession) -> Hours | None:
    """From when a released session counts live, and from when as a replay; None where nothing is counted."""
    minutes = db.session.scalar(select(VisitSettings.doors_minutes).where(VisitSettings.event_id == release.event_id))
    doors = DOORS if minutes is None else timedelta(minutes=minutes)
    called_off = talk.is_cancelled or release.state == EventState.CANCELLED
    return hours(talk.starts_at, talk.ends_at, doors=doors, called_off=called_off)


def is_of_the_event(release: Released, person: Person) -> bool:
    """Whether she works for it or speaks in it, and so is no visitor to count: team, moderators, admins, speakers."""
    event = db.session.get(Event, release.event_id)
    if event is not None and may(grants_of(person, event), Act.MODERATE):
        return True
    speaks = (
        select(Speaker.id)
        .join(Mention, (Mention.kind == "speaker") & (Mention.key == Speaker.code))
        .where(Speaker.person_id == person.id, Mention.release_id == release.release_id)
    )
    return db.session.scalar(speaks.limit(1)) is not None


def event_numbers(release: Released, *, now: datetime) -> EventNumbers:
    """Everything of an event, exactly, in a fixed number of queries."""
    return _numbers(release.event_id, release.programme.sessions, now)


def numbers_of(release: Released, talk: ReleasedSession, *, now: datetime) -> Numbers:
    """Those of one session, exactly."""
    return _numbers(release.event_id, [talk], now, talk.code).of(talk.code)


def public_numbers(release: Released, talk: ReleasedSession | None = None, *, now: datetime) -> PublicNumbers | None:
    """Those of a session, or of the event, as the public sees them; None where the organizers show nothing."""
    shown = Shown(settings_of(release.event_id).shown)
    if shown is Shown.HIDDEN:
        return None
    exact = event_numbers(release, now=now).event if talk is None else numbers_of(release, talk, now=now)
    said = [public(value, shown) for value in (exact.views, exact.viewers, exact.here, exact.peak)]
    views, viewers, here, peak = [one for one in said if one is not None]
    return PublicNumbers(views, viewers, here, peak, exact.peak_at)


def curve_of(event_id: int, code: str = "") -> list[Sample]:
    """The most that were here in each minute of a session, or of the whole event."""
    return samples.curve(_samples(event_id, code))


def _samples(event_id: int, code: str) -> list[Sample]:
    rows = db.session.execute(
        select(VisitSample.at, VisitSample.here)
        .where(VisitSample.event_id == event_id, VisitSample.code == code)
        .order_by(VisitSample.at)
    )
    return [Sample(at, here) for at, here in rows]


def _numbers(event_id: int, talks: Iterable[ReleasedSession], now: datetime, code: str | None = None) -> EventNumbers:
    sums = {(row.code, row.mode): row for row in _sums(event_id, code)}
    here, peaks = _here(event_id, now, code), _peaks(event_id, code)
    averages = _averages(event_id, talks, now)
    codes = {key[0] for key in sums} | set(peaks)
    found = {each: _made(each, sums, here, peaks, averages.get(each)) for each in codes}
    return EventNumbers(found.pop("", Numbers()), found)


def _made(
    code: str, sums: Mapping[Any, Row[Any]], here: Mapping[str, int], peaks: Mapping[str, Any], average: int | None
) -> Numbers:
    live, replay = sums.get((code, Mode.LIVE.value)), sums.get((code, Mode.REPLAY.value))
    peak, peak_at = peaks.get(code, (0, None))
    return Numbers(
        live_views=live.views if live else 0,
        replay_views=replay.views if replay else 0,
        viewers=live.viewers if live else 0,
        replay_viewers=replay.viewers if replay else 0,
        here=here.get(code, 0),
        peak=peak,
        peak_at=peak_at,
        watched=timedelta(milliseconds=int((live.watched if live else 0) + (replay.watched if replay else 0))),
        average=average,
    )


def _sums(event_id: int, code: str | None) -> Iterable[Row[Any]]:
    """Views, viewers and time by session and mode, and with an empty code by mode for the event."""
    counted = (
        Visit.mode,
        func.count(Visit.viewed_at).label("views"),
        func.count(case((Visit.viewed_at.is_not(None), Visit.key)).distinct()).label("viewers"),
        func.sum(Visit.watched_ms).label("watched"),
    )
    by_session = select(Visit.code, *counted).where(Visit.event_id == event_id).group_by(Visit.code, Visit.mode)
    if code is not None:
        return db.session.execute(by_session.where(Visit.code == code))
    whole = select(func.min("").label("code"), *counted).where(Visit.event_id == event_id).group_by(Visit.mode)
    return [*db.session.execute(by_session), *db.session.execute(whole)]


def _here(event_id: int, now: datetime, code: str | None) -> dict[str, int]:
    fresh = (Visit.event_id == event_id, Visit.last_at >= now - FRESH)
    by_session = select(Visit.code, func.count(Visit.key.distinct())).where(*fresh).group_by(Visit.code)
    if code is not None:
        by_session = by_session.where(Visit.code == code)
    found = {each: count for each, count in db.session.execute(by_session)}
    return {**found, "": db.session.scalar(select(func.count(Visit.key.distinct())).where(*fresh)) or 0}


def _peaks(event_id: int, code: str | None) -> dict[str, tuple[int, datetime]]:
    """The highest sample and the first moment that had it, by session; with an empty code of the event."""
    where = [VisitSample.event_id == event_id, *([] if code is None else [VisitSample.code == code])]
    highest = (
        select(VisitSample.code, func.max(VisitSample.here).label("most"))
        .where(*where)
        .group_by(VisitSample.code)
        .subquery()
    )
    query = (
        select(VisitSample.code, VisitSample.here, func.min(VisitSample.at))
        .join(highest, (highest.c.code == VisitSample.code) & (highest.c.most == VisitSample.here))
        .where(*where)
        .group_by(VisitSample.code, VisitSample.here)
    )
    return {each: (here, at) for each, here, at in db.session.execute(query)}


def _averages(event_id: int, talks: Iterable[ReleasedSession], now: datetime) -> dict[str, int | None]:
    begun = [talk for talk in talks if talk.starts_at is not None and talk.starts_at < now]
    query = select(VisitSample.code, VisitSample.at, VisitSample.here).where(
        VisitSample.event_id == event_id, VisitSample.code.in_([talk.code for talk in begun])
    )
    by_code: dict[str, list[Sample]] = {}
    for code, at, here in db.session.execute(query):
        by_code.setdefault(code, []).append(Sample(at, here))
    return {
        talk.code: samples.average(by_code.get(talk.code, []), talk.starts_at, min(talk.ends_at, now))
        for talk in begun
        if talk.starts_at is not None and talk.ends_at is not None
    }

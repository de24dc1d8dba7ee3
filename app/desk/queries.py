"""How drafts stand: a fixed number of queries for any number of events."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, String, case, cast, exists, func, select
from sqlalchemy.orm import load_only, selectinload

from app.db import db
from app.desk.rules import Standing
from app.events.models import Change, Event, Host, TeamInvite
from app.schedule.models import Appearance, Release, Session, Speaker
from app.schedule.rules.kinds import SessionKind, SessionState, needs_language, needs_speaker

__all__ = ["RELEASED_CLOCKS", "clock_changes", "standings", "timed_talks"]

RELEASED_CLOCKS = "released_clocks_changed"
CLOCK_ACTS = ("clocks_changed", RELEASED_CLOCKS)
SHOWN_FOR = timedelta(days=30)
"""So long does an event's first page tell that clock rules changed; its history keeps it."""
MOST_SHOWN = 50

_SPOKEN = [kind.value for kind in SessionKind if needs_language(kind)]
_OF_A_CLASH = ("code", "title", "kind", "state", "zone", "starts_at", "ends_at", "stage_id", "languages")
_HELD = [kind.value for kind in SessionKind if needs_speaker(kind)]


def standings(events: Collection[Event], *, now: datetime) -> dict[int, Standing]:
    """How each of the events stands, by its id. Clashes are left out: they cost more than a list is worth."""
    ids = [event.id for event in events]
    sessions = _by_event(_sessions(ids))
    releases = _by_event(_releases(ids))
    hosts = dict(_counts(select(Host.event_id, func.count()).where(Host.event_id.in_(ids)).group_by(Host.event_id)))
    invites = dict(_counts(_open_invites(ids, now)))
    found = {}
    for event in events:
        talks, release = sessions.get(event.id), releases.get(event.id)
        found[event.id] = Standing(
            state=event.state,
            has_dates=event.starts_on is not None,
            hosts=hosts.get(event.id, 0),
            sessions=talks.sessions if talks else 0,
            without_time=talks.without_time if talks else 0,
            without_speaker=talks.without_speaker if talks else 0,
            without_language=talks.without_language if talks else 0,
            open_invites=invites.get(event.id, 0),
            release=release.number if release else None,
            unreleased=max(0, event.programme_version - release.programme_version) if release else 0,
        )
    return found


def timed_talks(event: Event) -> Sequence[Session]:
    """The draft's sessions with what clashes are found from, and without their texts: many sessions, one short page."""
    query = (
        select(Session)
        .where(Session.event_id == event.id, Session.state == SessionState.PLANNED)
        .options(
            load_only(*(getattr(Session, name) for name in _OF_A_CLASH)),
            selectinload(Session.appearances).options(
                load_only(Appearance.role),
                selectinload(Appearance.speaker).load_only(Speaker.code, Speaker.name),
            ),
        )
        .order_by(Session.position, Session.id)
    )
    return db.session.scalars(query).all()


def clock_changes(event: Event, *, now: datetime) -> Sequence[Change]:
    """What new clock rules did to the event's sessions in the last weeks, newest first: lines of its history."""
    query = select(Change).where(Change.event_id == event.id, Change.at > now - SHOWN_FOR)
    query = query.where(Change.act.in_(CLOCK_ACTS)).order_by(Change.id.desc())
    return db.session.scalars(query.limit(MOST_SHOWN)).all()


def _sessions(ids: list[int]) -> Iterable[Row[Any]]:
    speaks = exists().where(Appearance.session_id == Session.id)
    # Lists are stored as JSON: an empty one is written the same on both databases.
    silent = cast(Session.languages, String) == "[]"
    query = (
        select(
            Session.event_id,
            func.count().label("sessions"),
            _sum(Session.local_start.is_(None)).label("without_time"),
            _sum(Session.kind.in_(_HELD) & ~speaks).label("without_speaker"),
            _sum(Session.kind.in_(_SPOKEN) & silent).label("without_language"),
        )
        .where(Session.event_id.in_(ids), Session.state == SessionState.PLANNED)
        .group_by(Session.event_id)
    )
    return db.session.execute(query)


def _releases(ids: list[int]) -> Iterable[Row[Any]]:
    query = select(Release.event_id, Release.number, Release.programme_version)
    return db.session.execute(query.where(Release.event_id.in_(ids), Release.is_current))


def _open_invites(ids: list[int], now: datetime) -> Any:  # noqa: ANN401 - a Select of two columns
    return (
        select(TeamInvite.event_id, func.count())
        .where(TeamInvite.event_id.in_(ids), TeamInvite.accepted_at.is_(None), TeamInvite.revoked_at.is_(None))
        .where(TeamInvite.expires_at > now)
        .group_by(TeamInvite.event_id)
    )


def _sum(condition: Any) -> Any:  # noqa: ANN401 - SQL expressions
    return func.sum(case((condition, 1), else_=0))


def _counts(query: Any) -> Iterable[tuple[int, int]]:  # noqa: ANN401 - a Select of two columns
    return ((event_id, count) for event_id, count in db.session.execute(query))


def _by_event(rows: Iterable[Row[Any]]) -> dict[int, Row[Any]]:
    return {row.event_id: row for row in rows}

"""Taking a change back from its line in the history: an event's details, a session's values, a session's time.

It is an ordinary change: it stands in the history, asks for the same rights, and can be taken back in turn. What
somebody has changed again since is not touched.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.db import db
from app.errors import N_, NotFound, RuleBroken
from app.events.actions.events import edit_event
from app.events.models import Change, Event
from app.events.queries import grants_of
from app.events.rules import Act, EventValues, may, may_change_held
from app.people.models import Person
from app.schedule.actions.placing import promise_of
from app.schedule.actions.talks import edit_session, move_session
from app.schedule.models import GlossaryEntry, Session
from app.schedule.queries.talks import talk_of
from app.schedule.rules.programme import Link
from app.schedule.rules.values import SessionValues
from app.schedule.rules.when import When

__all__ = ["may_undo", "undo"]


def undo(event: Event, change: Change, *, by: Person) -> None:
    """Set back what the change set. Raises :class:`NotFound` for who may not, or for what cannot be taken back."""
    if not may_undo(event, change, by=by):
        raise NotFound
    _UNDOING[change.act](event, change, by)


def may_undo(event: Event, change: Change, *, by: Person) -> bool:
    """Whether there is a way back, and she may go it. That nothing changed since is only seen when she does."""
    if change.event_id != event.id or change.act not in _UNDOING:
        return False
    grants = grants_of(by, event)
    if change.act == "event_edited":
        return may(grants, Act.EDIT_EVENT)
    held_by = db.session.scalar(
        select(Session.held_by_id).where(Session.code == _code(change), Session.event_id == event.id)
    )
    return may_change_held(grants, held_by)


def _undo_event(event: Event, change: Change, by: Person) -> None:
    now = {field.name: getattr(event, field.name) for field in fields(EventValues)}
    _check_same(now, change.after)
    now.update(change.before)
    for day in ("starts_on", "ends_on"):
        now[day] = date.fromisoformat(now[day]) if isinstance(now[day], str) else now[day]
    now["languages"] = tuple(now["languages"])
    edit_event(event, EventValues(**now), expected_version=None, by=by)


def _undo_session(event: Event, change: Change, by: Person) -> None:
    talk = talk_of(event, _code(change))
    now = {field.name: getattr(talk, field.name) for field in fields(SessionValues)}
    now["glossary"] = sorted(entry.key for entry in talk.glossary)
    _check_same(now, change.after)
    now.update(change.before)
    now["links"] = tuple(Link(**link) for link in now["links"])
    now["glossary"] = _entries(event, now["glossary"])
    values = SessionValues(**{**now, "languages": tuple(now["languages"]), "tags": tuple(now["tags"])})
    edit_session(talk, values, promise_of(talk), expected_version=None, by=by)


def _undo_move(event: Event, change: Change, by: Person) -> None:
    talk = talk_of(event, _code(change))
    _check_same(_told(promise_of(talk)), change.after)
    before = dict(change.before)
    start = before["local_start"]
    when = When(datetime.fromisoformat(start) if start else None, before["zone"], before["fold"], before["duration"])
    move_session(talk, when, expected_version=None, by=by)


def _told(when: When) -> dict[str, Any]:
    """The promise as the history tells it."""
    start = when.local_start.isoformat(timespec="minutes") if when.local_start else None
    return {"local_start": start, "zone": when.zone, "fold": when.fold, "duration": when.duration}


def _check_same(now: Mapping[str, Any], then: Mapping[str, Any]) -> None:
    for name, value in then.items():
        found = now.get(name)
        if (found.isoformat() if isinstance(found, date) else found) != value:
            raise RuleBroken(N_("This has been changed again since: take that back first."))


def _entries(event: Event, keys: Collection[str]) -> frozenset[int]:
    query = select(GlossaryEntry.id).where(GlossaryEntry.event_id == event.id, GlossaryEntry.key.in_(keys))
    return frozenset(db.session.scalars(query))


def _code(change: Change) -> str:
    return change.subject.partition(":")[2]


_UNDOING: Mapping[str, Callable[[Event, Change, Person], None]] = {
    "event_edited": _undo_event,
    "session_edited": _undo_session,
    "session_moved": _undo_move,
}

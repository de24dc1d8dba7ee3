"""Sessions: create, edit, move, cancel, reinstate, delete."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from app.clock import now
from app.db import db, expect_version, record
from app.errors import N_, RuleBroken
from app.events.facts import DraftChanged, HostRemoved
from app.events.history import Changed, write
from app.events.models import Event
from app.events.queries import grants_of
from app.events.rules import Grants
from app.people.models import Person
from app.schedule.actions.keeping import kept_session, told_by_name
from app.schedule.actions.placing import place, promise_of
from app.schedule.models import GlossaryEntry, Part, Session, Stage, Track
from app.schedule.queries.talks import codes_of, next_position
from app.schedule.rules.codes import new_code
from app.schedule.rules.holding import check_giving, check_held
from app.schedule.rules.kinds import SessionState
from app.schedule.rules.values import SessionValues, check_session
from app.schedule.rules.when import When
from app.texts import text_in

__all__ = [
    "cancel_session",
    "create_session",
    "delete_session",
    "edit_session",
    "free_sessions",
    "is_released",
    "move_session",
    "reinstate_session",
]


def create_session(event: Event, values: SessionValues, when: When, *, by: Person | None) -> Session:
    """A new session of the draft, at the end of the organizers' order.

    Refuses what :func:`check_session`, :func:`place` and :func:`check_giving` refuse, and rows of other events.
    """
    check_session(values)
    check_giving(_grants(by, event), None, values.held_by_id, hosts=_hosts(event))
    glossary = _belonging(event, values)
    talk = Session(
        event_id=event.id,
        event=event,
        code=new_code(codes_of(event.id)),
        guid=str(uuid.uuid4()),
        uid=str(uuid.uuid4()),
        position=next_position(event.id),
    )
    place(talk, when)
    write(talk, _columns(values))
    talk.glossary = list(glossary)
    db.session.add(talk)
    _record(talk, "session_created", by, Changed({}, {"title": dict(talk.title)}))
    return talk


def edit_session(
    talk: Session, values: SessionValues, when: When, *, expected_version: int | None, by: Person | None
) -> None:
    """All values and the time of a session; only what differs is written and told in the history.

    Raises :class:`Stale` where somebody else saved first, :class:`Held` where another city holds the session.
    """
    grants = _grants(by, talk.event)
    check_held(grants, talk.held_by_id)
    expect_version(talk, expected_version)
    check_session(values)
    check_giving(grants, talk.held_by_id, values.held_by_id, hosts=_hosts(talk.event))
    glossary = _belonging(talk.event, values)
    moved = _move(talk, when)
    changed = write(talk, _columns(values))
    if {entry.id for entry in talk.glossary} != values.glossary:
        changed.before["glossary"], changed.after["glossary"] = _keys(talk.glossary), _keys(glossary)
        talk.glossary = list(glossary)
        talk.changed_at = now()  # the list is no column of the row: without this its version would stay
    if changed:
        _record(talk, "session_edited", by, told_by_name(changed))
    if moved:
        _record(talk, "session_moved", by, moved)


def move_session(talk: Session, when: When, *, expected_version: int | None, by: Person | None) -> None:
    """Another time, zone or duration, or none. Raises as :func:`edit_session` does."""
    check_held(_grants(by, talk.event), talk.held_by_id)
    expect_version(talk, expected_version)
    if moved := _move(talk, when):
        _record(talk, "session_moved", by, moved)


def cancel_session(talk: Session, *, expected_version: int | None, by: Person | None) -> None:
    """Call the session off; it stays in the draft and, once released, in sight."""
    _set_state(talk, SessionState.CANCELLED, expected_version, by)


def reinstate_session(talk: Session, *, expected_version: int | None, by: Person | None) -> None:
    """Plan a cancelled session again."""
    _set_state(talk, SessionState.PLANNED, expected_version, by)


def delete_session(talk: Session, *, expected_version: int | None, by: Person | None) -> None:
    """Take a session out of the draft; the history keeps it. Refused once it was released: calendars may have it."""
    check_held(_grants(by, talk.event), talk.held_by_id)
    expect_version(talk, expected_version)
    if is_released(talk):
        raise RuleBroken(N_("This session has been released. Cancel it, so that people are told."))
    _record(talk, "session_deleted", by, Changed({"title": dict(talk.title), "kept": kept_session(talk)}, {}))
    db.session.delete(talk)


def is_released(talk: Session) -> bool:
    """Whether any release ever showed the session."""
    return talk.sequence >= 0


def free_sessions(fact: HostRemoved) -> None:
    """Reaction within: what a city held that is no longer a host, nobody holds."""
    query = select(Session).where(Session.event_id == fact.event_id, Session.held_by_id == fact.city_id)
    for talk in db.session.scalars(query):
        talk.held_by_id = None


def _set_state(talk: Session, state: SessionState, expected_version: int | None, by: Person | None) -> None:
    check_held(_grants(by, talk.event), talk.held_by_id)
    expect_version(talk, expected_version)
    if changed := write(talk, {"state": state.value}):
        act = "session_cancelled" if state is SessionState.CANCELLED else "session_reinstated"
        _record(talk, act, by, changed)


def _move(talk: Session, when: When) -> Changed | None:
    before = promise_of(talk)
    place(talk, when)
    after = promise_of(talk)
    return None if before == after else Changed(_told(before), _told(after))


def _told(when: When) -> dict[str, Any]:
    told = asdict(when)
    told["local_start"] = when.local_start.isoformat(timespec="minutes") if when.local_start else None
    return told


def _columns(values: SessionValues) -> dict[str, Any]:
    return {
        "title": values.title,
        "subtitle": values.subtitle,
        "abstract": values.abstract,
        "description": values.description,
        "kind": str(values.kind),
        "languages": list(values.languages),
        "tags": list(values.tags),
        "links": [asdict(link) for link in values.links],
        "track_id": values.track_id,
        "part_id": values.part_id,
        "stage_id": values.stage_id,
        "held_by_id": values.held_by_id,
        "time_assumed": values.time_assumed,
    }


def _belonging(event: Event, values: SessionValues) -> Collection[GlossaryEntry]:
    """The glossary entries that the values name. Rows of other events, here or as track, part, stage, are refused."""
    for column, row_id, field in (
        (Track, values.track_id, "track"),
        (Part, values.part_id, "part"),
        (Stage, values.stage_id, "stage"),
    ):
        if row_id is not None and row_id not in _ids(event, column.id, column.event_id):
            raise RuleBroken(N_("Choose one of this event."), field=field)
    if not values.glossary:
        return []
    query = select(GlossaryEntry).where(GlossaryEntry.event_id == event.id).order_by(GlossaryEntry.id)
    entries = [entry for entry in db.session.scalars(query) if entry.id in values.glossary]
    if len(entries) != len(values.glossary):
        raise RuleBroken(N_("Choose one of this event."), field="glossary")
    return entries


def _ids(event: Event, row_id: InstrumentedAttribute[int], event_id: InstrumentedAttribute[int]) -> frozenset[int]:
    return frozenset(db.session.scalars(select(row_id).where(event_id == event.id)))


def _keys(entries: Collection[GlossaryEntry]) -> list[str]:
    return sorted(entry.key for entry in entries)


def _hosts(event: Event) -> frozenset[int]:
    return frozenset(host.city_id for host in event.hosts)


def _grants(by: Person | None, event: Event) -> Grants | None:
    return None if by is None else grants_of(by, event)


def _record(talk: Session, act: str, by: Person | None, changed: Changed) -> None:
    title = text_in(talk.title, "en").text
    by_id = None if by is None else by.id
    record(DraftChanged(talk.event_id, act, f"session:{talk.code}", title, by_id, changed.before, changed.after))

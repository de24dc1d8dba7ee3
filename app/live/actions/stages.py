"""What is shown on stages, and a moderator's hand on one: each change is told to the rooms that it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from app.db import db, expect_version, record
from app.errors import N_, RuleBroken
from app.events.facts import DraftChanged
from app.events.models import Event
from app.events.queries import grants_of
from app.live.actions.rooms import log
from app.live.models import Room, Stream
from app.live.queries import rooms_of
from app.live.rules.stage import Hand
from app.live.rules.streams import MOST_STREAMS, Allowed, StreamValues, checked_stream
from app.live.steps import STAGE_SWITCHED
from app.live.streams import seen, streams_in
from app.people.models import Person
from app.schedule.facts import ProgrammeReleased
from app.schedule.models import Release, Session
from app.schedule.models import Stage as StageRow
from app.schedule.queries import programme_of
from app.schedule.rules import diff
from app.schedule.rules.holding import check_held
from app.texts import text_in

__all__ = ["add_stream", "edit_stream", "remove_stream", "set_hand", "tell_new_times"]


def set_hand(room: Room, hand: Hand, *, by: Person | None) -> None:
    """Hold the stage of the room's session at a state, or let it follow the schedule again. The history says who."""
    if room.hand == hand:
        return
    before, room.hand = room.hand, hand
    db.session.flush()
    log(room.id, "stage")
    title, by_id = _title(room.event_id, "", room.code), by.id if by else None
    values = {"hand": before}, {"hand": hand.value}
    record(DraftChanged(room.event_id, STAGE_SWITCHED, f"room:{room.code}", title, by_id, *values, differs=False))


def add_stream(
    event: Event, values: StreamValues, allowed: Allowed, *, by: Person | None, stage: str = "", code: str = "",
    is_replay: bool = False,
) -> Stream:  # fmt: skip
    """Another stream of a stage (slug), of one session (code) instead of its stage's, or of its replay."""
    _check_may(event, code, by)
    checked = checked_stream(values, allowed)
    there = streams_in(event.id, stage=stage, code=code, is_replay=is_replay)
    if len(there) >= MOST_STREAMS:
        raise RuleBroken(N_("These are more streams than one stage can have."))
    _check_new(checked, there)
    stream = Stream(event_id=event.id, stage=stage, code=code, is_replay=is_replay, **_columns(checked))
    db.session.add(stream)
    _tell(event, stream)
    _note_stream(stream, "stream_added", by, {}, _values(stream))
    return stream


def edit_stream(
    event: Event, stream: Stream, values: StreamValues, allowed: Allowed, *, expected_version: int | None,
    by: Person | None,
) -> None:  # fmt: skip
    """Other values. Raises :class:`Stale`."""
    _check_may(event, stream.code, by)
    expect_version(stream, expected_version)
    checked = checked_stream(values, allowed)
    there = streams_in(event.id, stage=stream.stage, code=stream.code, is_replay=stream.is_replay)
    _check_new(checked, [other for other in there if other.id != stream.id])
    before = _values(stream)
    for name, value in _columns(checked).items():
        if getattr(stream, name) != value:
            setattr(stream, name, value)
    if db.session.is_modified(stream):
        _tell(event, stream)
        _note_stream(stream, "stream_edited", by, before, _values(stream))


def remove_stream(event: Event, stream: Stream, *, expected_version: int | None, by: Person | None) -> None:
    """It is shown no more. Raises :class:`Stale`."""
    _check_may(event, stream.code, by)
    expect_version(stream, expected_version)
    before = _values(stream)
    db.session.delete(stream)
    _tell(event, stream)
    _note_stream(stream, "stream_removed", by, before, {})


def tell_new_times(fact: ProgrammeReleased) -> None:
    """Reaction within: rooms whose sessions were moved, called off or reinstated are told their stage anew."""
    changes = diff.from_json(db.session.get_one(Release, fact.release_id).diff)
    told = {"moved", "clock_rules", "cancelled", "reinstated"}
    moved = {change.code for change in changes.sessions if told.intersection(change.kinds)}
    rooms = select(Room.id).where(Room.event_id == fact.event_id, Room.code.in_(moved)).order_by(Room.id)
    for room_id in db.session.scalars(rooms).all() if moved else ():
        log(room_id, "stage")


def _check_may(event: Event, code: str, by: Person | None) -> None:
    """A session that another city holds is that city's, also what is shown in it."""
    if code and by is not None:
        held_by = select(Session.held_by_id).where(Session.event_id == event.id, Session.code == code)
        check_held(grants_of(by, event), db.session.scalar(held_by))


def _check_new(values: StreamValues, there: Iterable[Stream]) -> None:
    if any((other.kind, other.address) == (values.kind, values.address) for other in there):
        raise RuleBroken(N_("This stream is in the list already."), field="address")


def _columns(values: StreamValues) -> dict[str, object]:
    return {**asdict(values), "hosts": list(values.hosts)}


def _tell(event: Event, stream: Stream) -> None:
    """Write it into the logs of the rooms that show it, as far as anybody came there."""
    db.session.flush()
    programme = programme_of(event)
    if programme is None:
        return
    for code, room in sorted(rooms_of(event.id).items()):
        talk = programme.by_code.get(code)
        if talk is not None and (code == stream.code if stream.code else (talk.stage or "") == stream.stage):
            log(room.id, "stage")


def _note_stream(stream: Stream, act: str, by: Person | None, before: dict[str, Any], after: dict[str, Any]) -> None:
    """A line of the event's history with the values that differ. The draft stays as it was: this needs no release."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    old, new = ({name: side[name] for name in names if side.get(name)} for side in (before, after))
    title, by_id = _title(stream.event_id, stream.stage, stream.code), by.id if by else None
    record(DraftChanged(stream.event_id, act, f"stream:{stream.id}", title, by_id, old, new, differs=False))


def _values(stream: Stream) -> dict[str, Any]:
    """What the history says of a stream."""
    return {
        "kind": stream.kind,
        "link": seen(stream).link,
        "languages": [stream.language] if stream.language else [],
        "name": dict(stream.label),
        "hosts": list(stream.hosts),
        "replay": stream.is_replay,
    }


def _title(event_id: int, stage: str, code: str) -> str:
    """The session's or the stage's name in the draft; where that dropped it, what it is known by."""
    named = (
        select(Session.title).where(Session.event_id == event_id, Session.code == code)
        if code
        else select(StageRow.name).where(StageRow.event_id == event_id, StageRow.slug == stage)
    )
    found = db.session.scalar(named)
    return text_in(found, "en").text if found else code or stage

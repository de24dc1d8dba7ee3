"""New time zone data: what future sessions promise stays, which instants that means does not (promise P15).

Draft rows and releases each say which data their instants were derived with. What says another version is worked off,
event by event under the event's lock, so that it happens once, however often and by whomever it is begun.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update

from app import zones
from app.db import db, record
from app.events.facts import DraftChanged
from app.events.models import Event
from app.events.queries import locked
from app.events.rules import EventState
from app.schedule.actions.publishing import publish, reckon
from app.schedule.models import Release, Session
from app.schedule.rules import diff, programme, succession
from app.schedule.rules.kinds import ReleaseCause, SessionState
from app.schedule.rules.programme import Programme
from app.schedule.rules.shifts import Shift, shift_of, shifts_of
from app.schedule.rules.when import When
from app.texts import text_in

__all__ = ["Rederived", "rederive", "release_moved"]


@dataclass(frozen=True)
class Rederived:
    """What new time zone data did to one event: to its draft, and to what was released of it."""

    drafted: tuple[Shift, ...] = ()
    released: tuple[Shift, ...] = ()
    number: int | None = None
    """Of the release that tells of it; None where nothing released moved."""

    @property
    def released_only(self) -> list[Shift]:
        """What moved as released and not in the draft, which promises something else by now."""
        alike = {(each.code, each.before, each.after) for each in self.drafted}
        return [each for each in self.released if (each.code, each.before, each.after) not in alike]


def rederive(event: Event, *, now: datetime) -> Rederived:
    """Derive the event's future sessions anew. What is over stays as it was, and so does every wall time.

    What moved is in the event's history; where it was released, by a release of its own, which owes speakers the news.
    """
    locked(event)
    number, released = release_moved(event, now=now)
    done = Rederived(tuple(_rederive_draft(event, now=now)), tuple(released), number)
    _note(event, "clocks_changed", done.drafted)
    _note(event, "released_clocks_changed", done.released_only)
    return done


def release_moved(event: Event, *, now: datetime) -> tuple[int | None, Sequence[Shift]]:
    """Release anew what is released, where its sessions mean other instants now: each of them gets the next SEQUENCE.

    The number of that release, None where there is nothing to tell, and what the rules do. The caller holds the event.
    """
    # Snapshot and instants are read only where they are needed: each release passes here.
    query = select(Release).where(Release.event_id == event.id, Release.is_current)
    current = db.session.scalar(query.execution_options(populate_existing=True))
    if current is None or current.tz_version == zones.TZ_VERSION:
        return None, ()
    told = programme.from_json(current.snapshot)
    shifts = list(shifts_of(told, current.instants or _instants_in_draft(event, told), now=now))
    moved = {each.code for each in shifts if each.is_move}
    if not moved or event.state != EventState.PUBLIC:
        reckon(current, told)
        return None, shifts
    row = publish(
        event,
        succession.shift(told, moved, now=now),
        diff.moved_by_clock_rules(told, moved),
        by_id=None,
        now=now,
        draft_version=current.programme_version,
        cause=ReleaseCause.ZONE_DATA,
    )
    return row.number, shifts


def _instants_in_draft(event: Event, told: Programme) -> dict[str, str]:
    """What an older program's release meant: as the draft remembers it, where that still promises the same."""
    columns = (Session.code, Session.local_start, Session.zone, Session.fold, Session.starts_at)
    rows = db.session.execute(select(*columns).where(Session.event_id == event.id))
    return {
        code: starts_at.isoformat()
        for code, *promise, starts_at in rows
        if starts_at and (talk := told.by_code.get(code)) and [talk.local_start, talk.zone, talk.fold] == promise
    }


def _rederive_draft(event: Event, *, now: datetime) -> list[Shift]:
    """The draft's sessions that are not over, by today's rules. Their versions stay: nobody's edit is overtaken.

    One that somebody is saving this moment is left to the next minute: she will want the event that is locked here.
    """
    behind = Session.event_id == event.id, Session.tz_version != zones.TZ_VERSION, Session.ends_at > now
    talks = db.session.scalars(
        select(Session)
        .where(*behind)
        .order_by(Session.starts_at, Session.id)
        .with_for_update(of=Session, skip_locked=True)
    ).all()
    shifts, values = [], []
    for talk in talks:
        shift = shift_of(
            talk.code, talk.title, When(talk.local_start, talk.zone, talk.fold, talk.duration), talk.starts_at
        )
        if shift is not None and talk.state == SessionState.PLANNED:
            shifts.append(shift)
        start = shift.after if shift is not None else talk.starts_at
        assert start is not None  # its end is
        values.append({"talk": talk.id, "start": start, "end": start + timedelta(minutes=talk.duration)})
    if values:
        _write(values)
        for talk in talks:
            db.session.expire(talk)
    return shifts


def _write(values: Sequence[dict[str, object]]) -> None:
    table = Session.__table__
    db.session.execute(
        update(table)  # type: ignore[arg-type]
        .where(table.c.id == bindparam("talk"))
        .values(
            starts_at=bindparam("start"),
            ends_at=bindparam("end"),
            tz_version=zones.TZ_VERSION,
            changed_at=table.c.changed_at,
        ),
        values,
    )


def _note(event: Event, act: str, shifts: Iterable[Shift]) -> None:
    """The event's history lists them for its organizers; the draft is as it was."""
    for each in shifts:
        assert each.when.local_start is not None  # else it could not move
        promise = {"local_start": each.when.local_start.isoformat(), "zone": each.when.zone}
        before, after = {**promise, "moment": each.before.isoformat()}, {**promise, "moment": each.after.isoformat()}
        title, subject = text_in(each.title, "en").text, f"session:{each.code}"
        if each.look:
            after["look"] = each.look.value
        record(DraftChanged(event.id, act, subject, title, None, before, after, differs=False))

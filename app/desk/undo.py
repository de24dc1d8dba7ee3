"""Taking a change back from its line in the history: an event's details, a session's values or time, a deletion.

It is an ordinary change: it stands in the history, asks for the same rights, and can be taken back in turn. What
somebody has changed again since is not touched.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import select

from app.db import db
from app.desk.undo_refusals import back_already, changed_since, deleted_since
from app.desk.undo_standing import Standing
from app.errors import N_, NotFound, RuleBroken
from app.events.actions.events import edit_event
from app.events.history import reference
from app.events.models import Change, Event, Series
from app.events.rules import Act, EventValues, may, may_change_held
from app.people.models import Person
from app.schedule.actions.frame import Piece
from app.schedule.actions.keeping import POINTERS, Gone, found, pointed
from app.schedule.actions.placing import promise_of
from app.schedule.actions.restoring import in_the_way, is_there, restore_piece, restore_session
from app.schedule.actions.talks import edit_session, move_session
from app.schedule.models import GlossaryEntry, Part, Stage, Track
from app.schedule.rules.programme import Link
from app.schedule.rules.values import SessionValues
from app.schedule.rules.when import When
from app.texts import text_in

__all__ = ["undo", "undoable"]


@dataclass(frozen=True)
class _Way:
    """A way back: whether she may go it, what stands in it today, and how it is gone."""

    is_open: Callable[[Standing, Change], bool]
    refusal: Callable[[Standing, Change], RuleBroken | None]
    go: Callable[[Standing, Change], Gone]


def undo(event: Event, change: Change, *, by: Person) -> Gone:
    """Set back what the change set. What it pointed to and is gone comes back.

    Raises :class:`NotFound` for who may not, or for what cannot be taken back; :class:`RuleBroken` where it was changed
    again since, saying what differs.
    """
    way, standing = _WAYS.get(change.act), Standing(event, [change], by)
    if way is None or change.event_id != event.id or not way.is_open(standing, change):
        raise NotFound
    if refusal := way.refusal(standing, change):
        raise refusal
    return way.go(standing, change)


def undoable(event: Event, changes: Sequence[Change], *, by: Person) -> set[int]:
    """Those of the changes (ids) that she can take back now."""
    ours = [change for change in changes if change.act in _WAYS and change.event_id == event.id]
    standing = Standing(event, ours, by)
    return {
        change.id
        for change in ours
        if (way := _WAYS[change.act]).is_open(standing, change) and way.refusal(standing, change) is None
    }


# ------------------------------------------------------------------ the event's own values


def _event_open(standing: Standing, change: Change) -> bool:
    return may(standing.grants, Act.EDIT_EVENT) and "series_id" not in change.before


def _event_now(event: Event) -> dict[str, Any]:
    now = {field.name: getattr(event, field.name) for field in fields(EventValues)}
    now["series"] = reference(event.series.slug, event.series.title) if event.series else None
    return now


def _event_refusal(standing: Standing, change: Change) -> RuleBroken | None:
    return changed_since(_event_now(standing.event), change.after)


def _undo_event(standing: Standing, change: Change) -> Gone:
    gone: Gone = []
    now = {**_event_now(standing.event), **change.before}
    for day in ("starts_on", "ends_on"):
        now[day] = date.fromisoformat(now[day]) if isinstance(now[day], str) else now[day]
    now["languages"] = tuple(now["languages"])
    if series := now.pop("series"):
        now["series_id"] = db.session.scalar(select(Series.id).where(Series.slug == series["key"]))
        if now["series_id"] is None:
            gone.append((N_("Series"), text_in(series["name"], "en").text))
    else:
        now["series_id"] = None
    edit_event(standing.event, EventValues(**now), expected_version=None, by=standing.by)
    return gone


# ------------------------------------------------------------------ a session's values and time


def _session_open(standing: Standing, change: Change) -> bool:
    talk = standing.talk(change)
    numbered = {column for column, _, _ in POINTERS.values()}  # lines of an older program
    return may_change_held(standing.grants, talk.held_by_id if talk else None) and numbered.isdisjoint(change.before)


def _edit_refusal(standing: Standing, change: Change) -> RuleBroken | None:
    talk = standing.talk(change)
    if talk is None:
        return deleted_since()
    now = {field.name: getattr(talk, field.name) for field in fields(SessionValues)}
    now |= {name: pointed(talk, name) for name in POINTERS}
    now["glossary"] = sorted(entry.key for entry in talk.glossary)
    return changed_since(now, change.after)


def _undo_edit(standing: Standing, change: Change) -> Gone:
    gone: Gone = []
    talk, event = standing.present(change), standing.event
    now = {field.name: getattr(talk, field.name) for field in fields(SessionValues)}
    now["glossary"] = sorted(entry.key for entry in talk.glossary)
    for name, value in change.before.items():
        if name in POINTERS:
            now[POINTERS[name][0]] = found(event, name, value, gone)
        else:
            now[name] = value
    now["links"] = tuple(Link(**link) for link in now["links"])
    now["glossary"] = _entries(event, now["glossary"], gone)
    values = SessionValues(**{**now, "languages": tuple(now["languages"]), "tags": tuple(now["tags"])})
    edit_session(talk, values, promise_of(talk), expected_version=None, by=standing.by)
    return gone


def _entries(event: Event, keys: Collection[str], gone: Gone) -> frozenset[int]:
    query = select(GlossaryEntry.key, GlossaryEntry.id).where(GlossaryEntry.event_id == event.id)
    known = {key: row_id for key, row_id in db.session.execute(query)}
    gone += [(N_("Term"), key) for key in keys if key not in known]
    return frozenset(known[key] for key in keys if key in known)


def _move_refusal(standing: Standing, change: Change) -> RuleBroken | None:
    talk = standing.talk(change)
    return deleted_since() if talk is None else changed_since(_told(promise_of(talk)), change.after)


def _undo_move(standing: Standing, change: Change) -> Gone:
    before = change.before
    start = before["local_start"]
    when = When(datetime.fromisoformat(start) if start else None, before["zone"], before["fold"], before["duration"])
    move_session(standing.present(change), when, expected_version=None, by=standing.by)
    return []


def _told(when: When) -> dict[str, Any]:
    """The promise as the history tells it."""
    start = when.local_start.isoformat(timespec="minutes") if when.local_start else None
    return {"local_start": start, "zone": when.zone, "fold": when.fold, "duration": when.duration}


# ------------------------------------------------------------------ deletions


def _deleted_session_open(standing: Standing, change: Change) -> bool:
    if "kept" not in change.before:
        return False
    held_by = found(standing.event, "held_by", change.before["kept"]["held_by"], [])
    return may_change_held(standing.grants, held_by)


def _session_back_refusal(standing: Standing, change: Change) -> RuleBroken | None:
    if standing.was_restored(change) or is_there(change.before["kept"], standing.identities):
        return back_already()
    return None


def _undo_deleted_session(standing: Standing, change: Change) -> Gone:
    return restore_session(standing.event, change.before["kept"], by=standing.by)


def _deleted_piece_open(standing: Standing, change: Change) -> bool:
    return "kept" in change.before and may(standing.grants, Act.EDIT_PROGRAMME)


def _piece_back_refusal(table: type[Piece], standing: Standing, change: Change) -> RuleBroken | None:
    if standing.was_restored(change):
        return back_already()
    return in_the_way(standing.event, table, change.before["kept"])


def _undo_deleted_piece(table: type[Piece], standing: Standing, change: Change) -> Gone:
    return restore_piece(standing.event, table, change.before["kept"], by=standing.by)


_WAYS: Mapping[str, _Way] = {
    "event_edited": _Way(_event_open, _event_refusal, _undo_event),
    "session_edited": _Way(_session_open, _edit_refusal, _undo_edit),
    "session_moved": _Way(_session_open, _move_refusal, _undo_move),
    "session_deleted": _Way(_deleted_session_open, _session_back_refusal, _undo_deleted_session),
    **{
        f"{word}_deleted": _Way(
            _deleted_piece_open, partial(_piece_back_refusal, table), partial(_undo_deleted_piece, table)
        )
        for word, table in (("track", Track), ("part", Part), ("stage", Stage), ("term", GlossaryEntry))
    },
}

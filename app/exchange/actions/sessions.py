"""Sessions of the file: found in the draft and brought up to date, or added in bulk."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select

from app import zones
from app.db import db
from app.exchange.actions.known import update_session
from app.exchange.actions.target import Target
from app.exchange.queries import known_sessions
from app.exchange.rules.matching import import_key, matches
from app.exchange.rules.merging import merged_carried, plain_links
from app.exchange.rules.names import derived_guid
from app.exchange.rules.oddities import Kind
from app.exchange.rules.report import Counts
from app.exchange.rules.values import ImportedProgramme, ImportedSession
from app.schedule.models import Appearance, Session
from app.schedule.rules.codes import new_code
from app.schedule.rules.kinds import SessionState

__all__ = ["settle_sessions"]

_AT_ONCE = 200


def settle_sessions(programme: ImportedProgramme, talks: Sequence[Session], target: Target) -> Counts:
    """Update the sessions that are known, add those that are new, leave those that the file does not name."""
    counts = Counts()
    rows = {talk.id: talk for talk in talks}
    new: list[ImportedSession] = []
    target.tracks.add_listed()
    target.stages.add_listed(target.echo.programme if target.echo else None)
    for imported, known in zip(programme.sessions, matches(programme.sessions, known_sessions(talks)), strict=True):
        if known is None:
            new.append(imported)
            target.stages.of(imported.stage)
            target.tracks.of(imported.track)
            continue
        talk = rows.pop(known.row)
        if target.may_change(talk):
            counts.count(changed=update_session(talk, imported, programme.zone, target))
        else:
            target.notes.note(Kind.HELD_BY_OTHER, imported.where)
            counts.same += 1
    for talk in rows.values():
        if talk.state == SessionState.PLANNED:
            target.notes.note(Kind.NOT_IN_FILE, next(iter(talk.title.values()), talk.code))
    db.session.flush()
    _add(new, programme.zone, talks, target)
    counts.new = len(new)
    return counts


def _add(new: Sequence[ImportedSession], zone: str, talks: Sequence[Session], target: Target) -> None:
    """Insert the new sessions and who appears in them, some hundreds at once."""
    codes = {talk.code for talk in talks}
    guids = {talk.guid for talk in talks}
    position = max((talk.position for talk in talks), default=-1) + 1
    for start in range(0, len(new), _AT_ONCE):
        batch: dict[str, ImportedSession] = {}
        rows = []
        for offset, imported in enumerate(new[start : start + _AT_ONCE], start):
            code = new_code(codes)
            codes.add(code)
            batch[code] = imported
            own = {"code": code, "guid": _free_guid(imported, guids, target), "position": position + offset}
            rows.append({**own, **_columns(imported, zone, target)})
        db.session.execute(insert(Session), rows)
        seen = list(_appearances(batch, target))
        if seen:
            db.session.execute(insert(Appearance), seen)


def _columns(imported: ImportedSession, zone: str, target: Target) -> dict[str, Any]:
    stage, track = target.stages.of(imported.stage), target.tracks.of(imported.track)
    length = timedelta(minutes=imported.duration)
    return {
        "event_id": target.event.id,
        "uid": str(uuid.uuid4()),
        "kind": imported.kind,
        "title": imported.title,
        "subtitle": imported.subtitle or {},
        "abstract": imported.abstract or {},
        "description": imported.description or {},
        "languages": list(imported.languages),
        "links": plain_links(imported.links or ()),
        "track_id": track.id if track else None,
        "stage_id": stage.id if stage else None,
        "local_start": imported.local_start,
        "zone": zone,
        "fold": imported.fold,
        "duration": imported.duration,
        "starts_at": imported.starts_at,
        "ends_at": imported.starts_at + length if imported.starts_at else None,
        "tz_version": zones.TZ_VERSION,
        "import_key": import_key(imported),
        "carried": merged_carried({}, {}, imported.carried, target.addresses.base),
    }


def _free_guid(imported: ImportedSession, guids: set[str], target: Target) -> str:
    """The file's GUID for the first session that has it; for others one derived from what tells them apart."""
    guid = imported.guid
    number = 0
    while not guid or guid in guids:
        number += 1
        guid = derived_guid("session", target.event.slug, import_key(imported), str(number))
    guids.add(guid)
    return guid


def _appearances(batch: dict[str, ImportedSession], target: Target) -> Iterator[dict[str, Any]]:
    query = select(Session.code, Session.id).where(Session.event_id == target.event.id, Session.code.in_(list(batch)))
    for code, row in db.session.execute(query):
        people = (target.speakers.rows[key] for key in batch[code].people or ())
        for position, speaker in enumerate(dict.fromkeys(people)):
            yield {"session_id": row, "speaker_id": speaker, "position": position}

"""How a release is made: the row, what it names, and each session's SEQUENCE; all or nothing (promise P8)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, tuple_, update

from app import zones
from app.db import db, record
from app.events.facts import DraftChanged
from app.events.models import Event
from app.events.rules import EventState
from app.schedule.facts import ProgrammeReleased
from app.schedule.models import Mention, Release, Session
from app.schedule.rules import diff, programme, summary
from app.schedule.rules.diff import Diff
from app.schedule.rules.kinds import ReleaseCause
from app.schedule.rules.programme import Programme
from app.schedule.rules.shifts import instants_of
from app.texts import LocalText, clean_text

__all__ = ["highest_sequences", "publish", "reckon"]


def publish(
    event: Event,
    new: Programme,
    changes: Diff,
    *,
    by_id: int | None,
    now: datetime,
    draft_version: int,
    note: LocalText | None = None,
    cause: ReleaseCause = ReleaseCause.DRAFT,
    tells_details: bool = False,
) -> Release:
    """Make the programme the event's current release. ``draft_version``: of the draft that it shows."""
    note = clean_text(note or {}, limit=2000, field="note")
    last = select(Release.number).where(Release.event_id == event.id).order_by(Release.number.desc()).limit(1)
    new = replace(new, number=(db.session.scalar(last) or 0) + 1, released_at=now, note=note)
    last_index = _retire(event)
    row = _row(event, new)
    row.released_by_id, row.programme_version, row.cause = by_id, draft_version, cause.value
    row.diff = diff.to_json(changes)
    db.session.add(row)
    db.session.flush()
    _index(row.id, last_index, new)
    _keep_sequences(event, new)
    if event.state == EventState.DRAFT:
        event.state = EventState.PUBLIC
    record(ProgrammeReleased(event.id, row.id, row.number, tells_details))
    counts: dict[str, object] = dict(changes.counts())
    record(
        DraftChanged(event.id, "released", f"release:{row.number}", str(row.number), by_id, {}, counts, differs=False)
    )
    return row


def _row(event: Event, new: Programme) -> Release:
    raw = programme.to_json(new)
    row = Release(
        event_id=event.id,
        number=new.number,
        note=new.note,
        released_at=new.released_at,
        snapshot=raw.decode(),
        digest=hashlib.blake2b(raw, digest_size=16).hexdigest(),
    )
    reckon(row, new)
    return row


def reckon(row: Release, programme: Programme) -> None:
    """Write down what the release's wall times mean with today's time zone data, and which data that is."""
    row.summary = summary.to_json(summary.summary_of(programme))
    row.first_start, row.last_end = programme.first_start, programme.last_end
    row.instants, row.tz_version = instants_of(programme), zones.TZ_VERSION


def _retire(event: Event) -> int | None:
    """The release so far is no longer current. Its number, None for none."""
    current = db.session.scalar(select(Release.id).where(Release.event_id == event.id, Release.is_current))
    db.session.execute(update(Release).where(Release.id == current).values(is_current=False))
    return current


def _index(release_id: int, last: int | None, new: Programme) -> None:
    """Who and what the new release names. What the last one named too is handed over: that is nearly all of it."""
    mention = Mention.__table__.c
    of_last = mention.release_id == last
    named = set(_named(new))
    known = {(kind, key) for kind, key in db.session.execute(select(mention.kind, mention.key).where(of_last))}
    if gone := known - named:
        db.session.execute(delete(Mention).where(of_last, tuple_(mention.kind, mention.key).in_(gone)))
    db.session.execute(update(Mention).where(of_last).values(release_id=release_id))
    if fresh := sorted(named - known):
        db.session.execute(
            insert(Mention), [{"release_id": release_id, "kind": kind, "key": key} for kind, key in fresh]
        )


def _named(new: Programme) -> Iterator[tuple[str, str]]:
    """Kind and key of who and what the programme names, for :class:`Mention`."""
    yield from (("speaker", code) for code in new.speakers)
    yield from (("host", host.city.slug) for host in new.hosts)
    yield from (("city", slug) for slug in new.cities)
    yield from (("organisation", partner.slug) for partner in new.partners)
    if new.event.series:
        yield "series", new.event.series
    yield "event", new.event.slug


def highest_sequences(event: Event) -> dict[str, int]:
    """The highest SEQUENCE ever released, by code of the sessions that were."""
    query = select(Session.code, Session.sequence).where(Session.event_id == event.id, Session.sequence >= 0)
    return {code: sequence for code, sequence in db.session.execute(query)}


def _keep_sequences(event: Event, new: Programme) -> None:
    """Remember each session's SEQUENCE beside the draft, so that it can never fall. The draft's versions stay."""
    known = highest_sequences(event)
    changed = [
        {"of_code": talk.code, "new": talk.sequence} for talk in new.sessions if known.get(talk.code) != talk.sequence
    ]
    if changed:
        table = Session.__table__
        db.session.execute(
            update(table)  # type: ignore[arg-type]
            .where(table.c.event_id == event.id, table.c.code == bindparam("of_code"))
            .values(sequence=bindparam("new")),
            changed,
        )

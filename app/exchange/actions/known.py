"""A session that is in the draft already: only what the file says otherwise than our own export is written."""

from __future__ import annotations

from typing import Any

from app.clock import now
from app.events.history import write
from app.exchange.actions.target import Target
from app.exchange.rules.matching import import_key
from app.exchange.rules.merging import changed_texts, merged_carried, plain_links
from app.exchange.rules.oddities import Kind
from app.exchange.rules.values import ImportedSession
from app.schedule.actions.placing import place
from app.schedule.models import Appearance, Session
from app.schedule.rules.when import When

__all__ = ["update_session"]


def update_session(talk: Session, imported: ImportedSession, zone: str, target: Target) -> bool:
    """Bring the session up to date; whether anything was written."""
    echo = target.echo.sessions.get(talk.code) if target.echo else None
    changed = bool(write(talk, _values(talk, imported, echo, target)))
    changed |= _move(talk, imported, zone, echo, target=target)
    if imported.people is not None and _replace_people(talk, imported, target):
        talk.changed_at = now()  # who appears is no column of the row: without this its version would stay
        changed = True
    if changed:
        talk.import_key = import_key(imported)
    return changed


def _values(talk: Session, imported: ImportedSession, echo: ImportedSession | None, target: Target) -> dict[str, Any]:
    there = {name: getattr(talk, name) for name in ("title", "subtitle", "abstract", "description")}
    values: dict[str, Any] = dict(changed_texts(there, echo, imported))
    if echo is None or imported.kind != echo.kind:
        values["kind"] = imported.kind
    if imported.languages and (echo is None or imported.languages != echo.languages):
        values["languages"] = list(imported.languages)
    if imported.links is not None and (echo is None or imported.links != echo.links):
        values["links"] = plain_links(imported.links)
    if imported.track is not None and (echo is None or imported.track != echo.track):
        track = target.tracks.of(imported.track)
        values["track"] = track
    if echo is None or imported.stage != echo.stage:
        values["stage"] = target.stages.of(imported.stage)
    carried = echo.carried if echo else {}
    values["carried"] = merged_carried(talk.carried, carried, imported.carried, target.addresses.base)
    return values


def _move(talk: Session, imported: ImportedSession, zone: str, echo: ImportedSession | None, *, target: Target) -> bool:
    """The time and length of the file. The formats carry the instant, not the zone: one that stays keeps its zone."""
    before = (talk.local_start, talk.zone, talk.fold, talk.duration)
    follows = zone != target.zone_before and talk.zone == target.zone_before
    stays = echo is not None and imported.starts_at == echo.starts_at and imported.duration == echo.duration
    if stays and not follows:
        return False
    if imported.local_start is None:
        if talk.local_start is not None:
            target.notes.note(Kind.NO_TIME, imported.where)
        place(talk, When(None, talk.zone, 0, imported.duration))
    else:
        place(talk, When(imported.local_start, zone, imported.fold, imported.duration))
    return before != (talk.local_start, talk.zone, talk.fold, talk.duration)


def _replace_people(talk: Session, imported: ImportedSession, target: Target) -> bool:
    """The people of the file in its order. Who was put into the session here, and is unknown to the file, stays."""
    wanted = list(dict.fromkeys(target.speakers.rows[key] for key in imported.people or ()))
    there = list(dict.fromkeys(seen.speaker_id for seen in talk.appearances))
    if wanted == there:
        return False
    changed = False
    for seen in list(talk.appearances):
        if seen.speaker_id in wanted:
            continue
        if target.speakers.is_of_file(seen.speaker):
            talk.appearances.remove(seen)
            changed = True
        else:
            target.notes.note(Kind.PEOPLE_KEPT, imported.where, seen.speaker.name)
    for speaker_id in wanted:
        if speaker_id not in there:
            talk.appearances.append(Appearance(speaker_id=speaker_id))
            changed = True
    kept = [speaker_id for speaker_id in there if speaker_id not in wanted]
    order = {speaker_id: position for position, speaker_id in enumerate([*wanted, *kept])}
    for seen in talk.appearances:
        changed |= bool(write(seen, {"position": order[seen.speaker_id]}))
    return changed

"""What was deleted from a draft is put back as the history kept it (:mod:`~app.schedule.actions.keeping`)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import InstrumentedAttribute

from app.cities.models import City
from app.db import db, record
from app.errors import N_, RuleBroken
from app.events.facts import DraftChanged
from app.events.models import Event
from app.events.queries import grants_of
from app.events.rules import may_change_held
from app.people.models import Person
from app.schedule.actions.frame import PIECE_WORDS, Piece, name_of, put_among
from app.schedule.actions.keeping import POINTERS, Gone, Kept, found
from app.schedule.actions.placing import place
from app.schedule.models import Appearance, GlossaryEntry, Part, Session, Speaker, Stage, Track
from app.schedule.rules.holding import check_held
from app.schedule.rules.when import When
from app.texts import text_in

__all__ = ["identities", "in_the_way", "is_there", "restore_piece", "restore_session"]

_AS_KEPT = (
    "code", "guid", "uid", "kind", "state", "title", "subtitle", "abstract", "description", "languages", "tags",
    "links", "position", "time_assumed", "sequence", "import_key", "carried",
)  # fmt: skip
_KNOWN_BY = ("uid", "code", "guid", "import_key")
_OF_PIECE = ("slug", "name", "about", "colour", "guid", "title", "key", "term", "gist")
_SLUGS: dict[type[Piece], InstrumentedAttribute[str]] = {
    Track: Track.slug, Stage: Stage.slug, GlossaryEntry: GlossaryEntry.key,
}  # fmt: skip
_IN: dict[type[Piece], str] = {Track: "track", Part: "session_part", Stage: "stage"}


def restore_session(event: Event, kept: Kept, *, by: Person) -> Gone:
    """The deleted session again: code, UID, SEQUENCE, texts, time, people. What it pointed to and is gone comes back.

    Refused where it is there already, and for who may not change what its city holds.
    """
    gone: Gone = []
    held_by = found(event, "held_by", kept["held_by"], gone)
    check_held(grants_of(by, event), held_by)
    if is_there(kept, identities(event, [kept])):
        raise RuleBroken(N_("This session is in the programme already."))
    talk = Session(event_id=event.id, event=event, **{name: kept[name] for name in _AS_KEPT})
    start = kept["local_start"]
    at = datetime.fromisoformat(start) if start else None
    place(talk, When(at, kept["zone"], kept["fold"], kept["duration"]))
    for name, (column, _, _) in POINTERS.items():
        setattr(talk, column, held_by if name == "held_by" else found(event, name, kept[name], gone))
    talk.glossary = _entries(event, kept["glossary"], gone)
    talk.appearances = _appearances(kept, gone)
    _put_back(talk, kept)
    _record(event, f"session:{talk.code}", "session_restored", talk.title, by)
    return gone


def identities(event: Event, kept: Iterable[Kept]) -> frozenset[tuple[str, str | None]]:
    """What the draft's sessions are known by, and which calendar UIDs of ``kept`` are in use anywhere. One query."""
    uids = [one["uid"] for one in kept]
    query = select(Session.event_id, Session.uid, Session.code, Session.guid, Session.import_key)
    known: set[tuple[str, str | None]] = set()
    for row in db.session.execute(query.where((Session.event_id == event.id) | Session.uid.in_(uids))):
        names = _KNOWN_BY if row.event_id == event.id else ("uid",)
        known |= {(name, getattr(row, name)) for name in names}
    return frozenset(known)


def is_there(kept: Kept, known: frozenset[tuple[str, str | None]]) -> bool:
    """Whether the session is in the draft, put back or imported again; ``known`` are :func:`identities`."""
    return any(kept[name] and (name, kept[name]) in known for name in _KNOWN_BY)


def restore_piece(event: Event, table: type[Piece], kept: Kept, *, by: Person) -> Gone:
    """The deleted track, part, stage or term at its place, with the sessions that were in it.

    A session that is elsewhere now, or that another city holds, is left alone and named. Refused where another one has
    its address.
    """
    gone: Gone = []
    piece: Any = table(event_id=event.id, **{name: kept[name] for name in _OF_PIECE if name in kept})
    if refusal := in_the_way(event, table, kept):
        raise refusal
    if isinstance(piece, Stage):
        piece.city_id = _city(kept["city"], gone)
    put_among(piece, kept.get("number", kept.get("position", 0) + 1))
    _put_back(piece, kept)
    for told in kept["sessions"]:
        if not _rejoin(event, piece, told["key"], by):
            gone.append((N_("Session"), text_in(told["name"], "en").text))
    word = PIECE_WORDS[table]
    _record(event, f"{word}:{kept['mark']}", f"{word}_restored", name_of(piece), by)
    return gone


def in_the_way(event: Event, table: type[Piece], kept: Kept) -> RuleBroken | None:
    """Why the piece cannot be put back: another one has its address."""
    column = _SLUGS.get(table)
    if column is None:
        return None
    query = select(column).where(table.event_id == event.id, column == kept[column.key])
    if db.session.scalar(query) is None:
        return None
    return RuleBroken(N_("Another one has its address now: it cannot be put back."))


def _rejoin(event: Event, piece: Piece, code: str, by: Person) -> bool:
    """Whether the session is in the piece again."""
    talk = db.session.scalar(select(Session).where(Session.event_id == event.id, Session.code == code))
    if talk is None or not may_change_held(grants_of(by, event), talk.held_by_id):
        return False
    if isinstance(piece, GlossaryEntry):
        talk.glossary.append(piece)
        return True
    column = POINTERS[_IN[type(piece)]][0]
    if getattr(talk, column) is not None:
        return False
    setattr(talk, column, piece.id)
    return True


def _appearances(kept: Kept, gone: Gone) -> list[Appearance]:
    back: list[Appearance] = []
    for told in kept["appearances"]:
        speaker = db.session.scalar(select(Speaker).where(Speaker.code == told["speaker"]["key"]))
        if speaker is None:
            gone.append((N_("Speaker"), text_in(told["speaker"]["name"], "en").text))
            continue
        shown = {name: told[name] for name in ("role", "title", "organisation")}
        back.append(Appearance(speaker=speaker, city_id=_city(told["city"], gone), position=len(back), **shown))
    return back


def _city(told: Kept | None, gone: Gone) -> int | None:
    if told is None:
        return None
    city = db.session.scalar(select(City.id).where(City.slug == told["key"]))
    if city is None:
        gone.append((N_("City"), text_in(told["name"], "en").text))
    return city


def _entries(event: Event, keys: list[str], gone: Gone) -> list[GlossaryEntry]:
    query = select(GlossaryEntry).where(GlossaryEntry.event_id == event.id, GlossaryEntry.key.in_(keys))
    entries = list(db.session.scalars(query.order_by(GlossaryEntry.id)))
    gone += [(N_("Term"), key) for key in keys if key not in {entry.key for entry in entries}]
    return entries


def _put_back(row: Any, kept: Kept) -> None:  # noqa: ANN401 - a session or a piece
    """Write it. Its version goes on counting: a form that was open before the deletion must not fit it (P9)."""
    row.created_at = datetime.fromisoformat(kept["created_at"])
    db.session.add(row)
    db.session.flush()
    table = type(row)
    db.session.execute(
        update(table).where(table.id == row.id).values(version=kept["version"] + 1),
        execution_options={"synchronize_session": False},
    )
    db.session.refresh(row)


def _record(event: Event, subject: str, act: str, title: Any, by: Person) -> None:  # noqa: ANN401 - a LocalText
    record(DraftChanged(event.id, act, subject, text_in(title, "en").text, by.id))

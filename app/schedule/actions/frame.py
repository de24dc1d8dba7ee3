"""What sessions hang in: tracks, parts, stages, glossary terms. Add, change, put in order, remove."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, select

from app.db import db, expect_version, record
from app.errors import N_, NotAllowed, RuleBroken
from app.events.facts import DraftChanged
from app.events.history import Changed, write
from app.events.models import Event
from app.events.queries import grants_of
from app.events.rules import may_change_held
from app.ordering import shifted
from app.people.models import Person
from app.schedule.actions.keeping import kept_piece
from app.schedule.models import GlossaryEntry, Part, Session, Stage, Track
from app.schedule.rules.codes import free_slug, slug_of
from app.schedule.rules.values import PartValues, StageValues, TermValues, TrackValues, check_colour, check_named
from app.texts import LocalText, text_in

__all__ = [
    "PIECE_WORDS",
    "Piece",
    "PieceValues",
    "add_piece",
    "edit_piece",
    "name_of",
    "put_among",
    "remove_piece",
    "shift_piece",
]

Piece: TypeAlias = Track | Part | Stage | GlossaryEntry
PieceValues: TypeAlias = TrackValues | PartValues | StageValues | TermValues

_TABLES: Mapping[type[PieceValues], type[Piece]] = {
    TrackValues: Track,
    PartValues: Part,
    StageValues: Stage,
    TermValues: GlossaryEntry,
}
PIECE_WORDS: Mapping[type[Piece], str] = {Track: "track", Part: "part", Stage: "stage", GlossaryEntry: "term"}


def add_piece(event: Event, values: PieceValues, *, by: Person | None) -> Piece:
    """A new track, part, stage or term, after those that are there."""
    values = _checked(values)
    table = _TABLES[type(values)]
    there = _pieces(event.id, table)
    _check_new(values, there)
    piece = table(event_id=event.id)
    write(piece, asdict(values))
    match piece:
        case Part():
            piece.number = max((part.number for part in there if isinstance(part, Part)), default=0) + 1
        case Track() | Stage():
            piece.position = len(there)
            piece.slug = _free_slug(there, piece, "slug")
        case GlossaryEntry():
            piece.key = _free_slug(there, piece, "key")
    db.session.add(piece)
    _record(piece, "created", by, Changed({}, {"name": name_of(piece)}))
    return piece


def edit_piece(piece: Piece, values: PieceValues, *, expected_version: int | None, by: Person | None) -> None:
    """Other values; the word in addresses stays. Raises :class:`Stale`."""
    expect_version(piece, expected_version)
    _check_new(values, [each for each in _pieces(piece.event_id, type(piece)) if each.id != piece.id])
    if changed := write(piece, asdict(_checked(values))):
        _record(piece, "edited", by, changed)


def shift_piece(piece: Piece, *, up: bool, by: Person | None) -> None:
    """One place earlier or later; at the end of the list nothing happens. The glossary has no order."""
    if isinstance(piece, GlossaryEntry):
        return
    order = shifted(_pieces(piece.event_id, type(piece)), piece, up=up)
    if order is None:
        return
    _number(order)
    _record(piece, "ordered", by, Changed({}, {"order": [name_of(each) for each in order]}))


def remove_piece(piece: Piece, *, expected_version: int | None, by: Person | None) -> None:
    """Remove it; sessions that were in it stay, without it. Later parts move up by a number.

    Refused where it would change a session that another city holds.
    """
    expect_version(piece, expected_version)
    _check_uses(piece, by)
    talks = db.session.scalars(select(Session).where(Session.event_id == piece.event_id, _uses(piece)))
    kept = kept_piece(piece, talks.all())
    _record(piece, "deleted", by, Changed({"name": dict(name_of(piece)), "kept": kept}, {}), key=kept["mark"])
    db.session.delete(piece)
    db.session.flush()
    if isinstance(piece, Part):
        _number(_pieces(piece.event_id, Part))


def _check_uses(piece: Piece, by: Person | None) -> None:
    if by is None:
        return
    grants = grants_of(by, db.session.get_one(Event, piece.event_id))
    held = select(Session.title, Session.held_by_id).where(
        Session.event_id == piece.event_id, Session.held_by_id.is_not(None), _uses(piece)
    )
    for title, held_by in db.session.execute(held):
        if not may_change_held(grants, held_by):
            raise NotAllowed(
                N_("“%(title)s” is in it, which another city holds. Its editors or an owner take it out first."),
                title=text_in(title, "en").text,
            )


def _uses(piece: Piece) -> ColumnElement[bool]:
    """Whether a session is in the piece."""
    match piece:
        case Track():
            return Session.track_id == piece.id
        case Part():
            return Session.part_id == piece.id
        case Stage():
            return Session.stage_id == piece.id
        case GlossaryEntry():
            return Session.glossary.any(GlossaryEntry.id == piece.id)


def put_among(piece: Piece, number: int) -> None:
    """Write a new piece at a place of its list, from 1; those behind it make room."""
    if isinstance(piece, GlossaryEntry):
        return
    there = _pieces(piece.event_id, type(piece))
    if isinstance(piece, Part):
        piece.number = len(there) + 1
    db.session.add(piece)
    db.session.flush()
    _number([*there[: number - 1], piece, *there[number - 1 :]])


def name_of(piece: Piece) -> LocalText:
    """What the piece is called."""
    match piece:
        case Part():
            return piece.title
        case GlossaryEntry():
            return piece.term
        case Track() | Stage():
            return piece.name


def _checked(values: PieceValues) -> PieceValues:
    match values:
        case TrackValues():
            check_named(values.name, "name")
            return replace(values, colour=check_colour(values.colour))
        case StageValues():
            check_named(values.name, "name")
        case PartValues():
            check_named(values.title, "title")
        case TermValues():
            check_named(values.term, "term")
            check_named(values.gist, "gist")
    return values


def _check_new(values: PieceValues, there: list[Any]) -> None:
    """A term is explained once: readers could not tell two of the same name apart."""
    if not isinstance(values, TermValues):
        return
    taken = {(tag, text.casefold()) for entry in there for tag, text in entry.term.items()}
    for tag, text in values.term.items():
        if (tag, text.casefold()) in taken:
            raise RuleBroken(N_("“%(term)s” is in the glossary already."), field="term", term=text)


def _pieces(event_id: int, table: type[Piece]) -> list[Any]:
    order = {Part: Part.number, Track: Track.position, Stage: Stage.position}.get(table)
    query = select(table).where(table.event_id == event_id)
    return list(db.session.scalars(query.order_by(*([order] if order is not None else []), table.id)))


def _number(order: list[Any]) -> None:
    """Give the pieces their places. Numbers of parts are unique, so all of them first step aside."""
    if order and isinstance(order[0], Part):
        moving = [(part, number) for number, part in enumerate(order, 1) if part.number != number]
        for part, number in moving:
            part.number = -number
        db.session.flush()
        for part, number in moving:
            part.number = number
    else:
        for position, piece in enumerate(order):
            piece.position = position


def _free_slug(there: list[Any], piece: Piece, column: str) -> str:
    taken = frozenset(getattr(each, column) for each in there)
    return free_slug(slug_of(name_of(piece)), taken, fallback=PIECE_WORDS[type(piece)])


def _record(piece: Piece, what: str, by: Person | None, changed: Changed, *, key: str = "") -> None:
    """``key`` tells one deletion from another: the address of what was deleted may be given anew."""
    word, by_id = PIECE_WORDS[type(piece)], None if by is None else by.id
    title = text_in(name_of(piece), "en").text
    subject = f"{word}:{key or title[:30]}"
    record(DraftChanged(piece.event_id, f"{word}_{what}", subject, title, by_id, changed.before, changed.after))

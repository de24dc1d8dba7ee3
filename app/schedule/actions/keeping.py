"""What the history keeps of rows, so that they can be put back: their values, and what they pointed to.

Rows are named by code, slug or key: a database may give the number of a row that is gone to another one. A part has
nothing of the kind, so it is known by its title.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias

from sqlalchemy import select

from app.cities.models import City
from app.db import db
from app.errors import N_
from app.events.history import Changed, reference
from app.events.models import Event
from app.schedule.models import GlossaryEntry, Part, Session, Stage, Track
from app.texts import text_in

__all__ = ["POINTERS", "Gone", "Kept", "found", "kept_piece", "kept_session", "pointed", "pointer", "told_by_name"]

Kept: TypeAlias = Mapping[str, Any]
Gone: TypeAlias = list[tuple[str, str]]
"""What could not be put back as it was: a word marked for translation, and a name."""
Row: TypeAlias = Track | Part | Stage | City

POINTERS: Mapping[str, tuple[str, type[Row], str]] = {
    "track": ("track_id", Track, N_("Track")),
    "session_part": ("part_id", Part, N_("Part")),
    "stage": ("stage_id", Stage, N_("Stage")),
    "held_by": ("held_by_id", City, N_("Held by")),
}
"""What a session points to: the name in the history, the column, the table, the word for it."""

_SESSION = (
    "code", "guid", "uid", "kind", "state", "title", "subtitle", "abstract", "description", "languages", "tags",
    "links", "position", "zone", "fold", "duration", "time_assumed", "sequence", "import_key", "carried", "version",
)  # fmt: skip
_PIECES: Mapping[type[Track | Part | Stage | GlossaryEntry], tuple[str, ...]] = {
    Track: ("slug", "name", "about", "colour", "position"),
    Part: ("number", "title"),
    Stage: ("slug", "name", "guid", "position"),
    GlossaryEntry: ("key", "term", "gist"),
}


def kept_session(talk: Session) -> dict[str, Any]:
    """All of a session, with who appears in it and what it explains, as JSON can hold it."""
    return {
        **{name: getattr(talk, name) for name in _SESSION},
        **{name: pointed(talk, name) for name in POINTERS},
        "local_start": talk.local_start.isoformat() if talk.local_start else None,
        "created_at": talk.created_at.isoformat(),
        "glossary": sorted(entry.key for entry in talk.glossary),
        "appearances": [
            {
                "speaker": reference(seen.speaker.code, {"en": seen.speaker.name}),
                "role": seen.role,
                "title": seen.title,
                "organisation": seen.organisation,
                "city": pointer(seen.city),
            }
            for seen in talk.appearances
        ],
    }


def kept_piece(piece: Track | Part | Stage | GlossaryEntry, talks: Iterable[Session]) -> dict[str, Any]:
    """All of a track, part, stage or term, and the sessions (``talks``) that were in it."""
    return {
        **{name: getattr(piece, name) for name in _PIECES[type(piece)]},
        **({"city": pointer(piece.city)} if isinstance(piece, Stage) else {}),
        "mark": uuid.uuid4().hex[:12],
        "version": piece.version,
        "created_at": piece.created_at.isoformat(),
        "sessions": [reference(talk.code, talk.title) for talk in talks],
    }


def pointer(row: Row | None) -> dict[str, Any] | None:
    """A row as the history names it."""
    if row is None:
        return None
    return reference(row.number, row.title) if isinstance(row, Part) else reference(row.slug, row.name)


def pointed(talk: Session, name: str) -> dict[str, Any] | None:
    """What the session points to now, under one of the names of :data:`POINTERS`."""
    column, table, _ = POINTERS[name]
    row_id = getattr(talk, column)
    return None if row_id is None else _named(table, row_id)


def told_by_name(changed: Changed) -> Changed:
    """The changed values of a session with what it points to named, instead of numbered."""
    for name, (column, table, _) in POINTERS.items():
        changed.name_rows(column, name, partial(_named, table))
    return changed


def _named(table: type[Row], row_id: int) -> dict[str, Any] | None:
    row: Any = db.session.get(table, row_id)
    return pointer(row)


def found(event: Event, name: str, told: Kept | None, gone: Gone) -> int | None:
    """The number, today, of what the history names; where it is no more, that is noted in ``gone``."""
    if told is None:
        return None
    row = next(filter(_is(name, told), _candidates(event, name)), None)
    if row is None:
        gone.append((POINTERS[name][2], text_in(told["name"], "en").text))
    return row.id if row else None


def _candidates(event: Event, name: str) -> Sequence[Any]:
    if name == "held_by":
        return [host.city for host in event.hosts]
    table: Any = POINTERS[name][1]
    return db.session.scalars(select(table).where(table.event_id == event.id).order_by(table.id)).all()


def _is(name: str, told: Kept) -> Callable[[Any], bool]:
    if name == "session_part":
        return lambda part: bool(part.title == told["name"])
    return lambda row: bool(row.slug == told["key"])

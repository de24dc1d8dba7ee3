"""One session of a file, interpreted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.exchange.rules.addresses import absolute
from app.exchange.rules.kinds import kind_of
from app.exchange.rules.links import imported_links
from app.exchange.rules.oddities import Kind, Notebook
from app.exchange.rules.people import People, folded, proper_guid, proper_id
from app.exchange.rules.raw import RawSession, RawText
from app.exchange.rules.texts import first_text, imported_block, imported_line, imported_lines, language_tags
from app.exchange.rules.times import length, moment, wall_start
from app.exchange.rules.values import ImportedSession
from app.texts import LocalText
from app.zones import WallTime, wall

__all__ = ["Setting", "Zones", "imported_session", "place_of"]

LONGEST_CARRIED: Final = 2000
_TRUE: Final = frozenset({"true", "1", "yes"})
_FALSE: Final = frozenset({"false", "0", "no"})
_SLUG: Final = re.compile(r"[a-z0-9_-]+[a-z0-9]\Z")


@dataclass(frozen=True, slots=True)
class Zones:
    """``read``: of times without offset. ``kept``: of the programme. ``is_named``: ``read`` is named by somebody."""

    read: str
    kept: str
    is_named: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for every session of a file."""

    zones: Zones
    language: str
    """Of texts whose language the file does not tell."""
    base: str
    """Relative addresses are completed with it."""
    people: People
    notes: Notebook


def place_of(raw: RawSession, day: object) -> str:
    """Where in the file the session stands: time, room, id and title, for people to find it by."""
    title = " ".join(first_text(raw.title).split())
    when = (raw.date or "")[:16].replace("T", " ") or f"{day or ''} {raw.start or ''}".strip()
    parts = (when, raw.listed_in, f"#{raw.id}" if raw.id else "", title[:60])
    return " · ".join(part for part in parts if part)


def imported_session(raw: RawSession, stated: datetime | None, where: str, setting: Setting) -> ImportedSession:
    """The session, with what is odd about it noted. ``stated`` is its start as the file states it."""
    notes = setting.notes
    languages = language_tags(raw.language, where, notes)
    language = languages[0] if languages else setting.language
    guid, number = proper_guid(raw.guid, where, notes), proper_id(raw.id)
    _note_identity(raw, guid, number, where, notes)
    title = _title(raw, number, language, where, notes)
    shown, starts_at = (None, None) if stated is None else _wall(stated, where, setting)
    return ImportedSession(
        where=where,
        identity=f"guid:{guid}" if guid else f"id:{number}" if number else f"title:{folded(title[language])[:120]}",
        guid=guid,
        id=number,
        title=title,
        subtitle=_lines(raw.subtitle, language, where, notes),
        abstract=_block(raw.abstract, language, where, notes),
        description=_block(raw.description, language, where, notes),
        language=language,
        languages=languages,
        kind=_kind(raw, where, notes),
        track=None if raw.track is None else imported_line(first_text(raw.track), where, notes),
        stage=_stage(raw, where, notes),
        starts_at=starts_at,
        local_start=shown.local if shown else None,
        fold=shown.fold if shown else 0,
        duration=_duration(raw, stated, where, notes),
        people=_people(raw, language, where, setting),
        links=None if raw.links is None else imported_links(raw.links, setting.base, where, notes),
        carried=_carried(raw, number, setting.base, where, notes),
    )


def _wall(stated: datetime, where: str, setting: Setting) -> tuple[WallTime, datetime]:
    # Where no zone is named, an offset contradicts nobody.
    notes = setting.notes if setting.zones.is_named else Notebook()
    shown, at = wall_start(stated, setting.zones.read, where, notes)
    return (shown if shown.zone == setting.zones.kept else wall(at, setting.zones.kept)), at


def _note_identity(raw: RawSession, guid: str, number: int | None, where: str, notes: Notebook) -> None:
    if not guid:
        notes.note(Kind.NO_GUID, where)
    if number is None:
        notes.note(Kind.NO_ID, where, raw.id or "")
    if raw.slug and not _SLUG.match(raw.slug):
        notes.note(Kind.BAD_SLUG, where, raw.slug)


def _title(raw: RawSession, number: int | None, language: str, where: str, notes: Notebook) -> LocalText:
    title = _lines(raw.title, language, where, notes) or {}
    if not title:
        notes.note(Kind.NO_TITLE, where)
        title = {language: f"#{number}" if number else raw.slug or raw.code or "#"}
    return title if language in title else {**title, language: next(iter(title.values()))}


def _lines(raw: RawText | None, language: str, where: str, notes: Notebook) -> LocalText | None:
    return None if raw is None else imported_lines(raw, language, where, notes)


def _block(raw: RawText | None, language: str, where: str, notes: Notebook) -> LocalText | None:
    return None if raw is None else imported_block(raw, language, where, notes)


def _kind(raw: RawSession, where: str, notes: Notebook) -> str:
    if not (raw.type or "").strip():
        notes.note(Kind.NO_KIND, where)
    return kind_of(raw.type or "").value


def _stage(raw: RawSession, where: str, notes: Notebook) -> str:
    listed = imported_line(raw.listed_in, where, notes)
    own = imported_line(first_text(raw.room), where, notes)
    if listed and own and listed != own:
        notes.note(Kind.ROOM_UNLIKE_FIELD, where, f"{own} ≠ {listed}")
    if not listed and not own:
        notes.note(Kind.NO_ROOM, where)
    return listed or own


def _duration(raw: RawSession, stated: datetime | None, where: str, notes: Notebook) -> int:
    found = length(raw.duration)
    if found is None and stated is not None:
        end = moment(raw.end)
        if end is not None and (end.tzinfo is None) == (stated.tzinfo is None):
            found = length(str(int((end - stated).total_seconds() // 60)))
    if found is None:
        notes.note(Kind.UNREADABLE_DURATION, where, raw.duration or "")
    elif not found:
        notes.note(Kind.ZERO_DURATION, where)
    return found or 0


def _people(raw: RawSession, language: str, where: str, setting: Setting) -> tuple[str, ...] | None:
    keys = None if raw.people is None else setting.people.of_session(raw.people, language, where)
    if not keys:
        setting.notes.note(Kind.NO_PEOPLE, where)
    return keys


def _carried(raw: RawSession, number: int | None, base: str, where: str, notes: Notebook) -> Mapping[str, Any]:
    """What the file says and we have no place for, under the same names from both formats."""
    web = {name: absolute(value or "", base) for name, value in _addresses(raw).items()}
    for name, value in _addresses(raw).items():
        if value and value != web[name]:
            notes.note(Kind.RELATIVE_LINK if web[name] else Kind.LINK_WITHOUT_ADDRESS, where, value)
    carried: dict[str, Any] = {
        "id": number,
        "code": raw.code,
        "slug": raw.slug,
        "type": raw.type,
        "room": first_text(raw.room) if first_text(raw.room) != raw.listed_in else None,
        **web,
        "license": raw.license,
        "optout": _truth(raw.optout),
        "do_not_stream": _truth(raw.do_not_stream),
        "types": {link.url: link.type for link in raw.links or () if link.type},
    }
    lines = {
        name: imported_line(value, where, notes, limit=LONGEST_CARRIED) if isinstance(value, str) else value
        for name, value in carried.items()
    }
    return {name: value for name, value in lines.items() if value not in (None, "", {})}


def _addresses(raw: RawSession) -> Mapping[str, str | None]:
    return {
        "origin_url": raw.origin_url or raw.url,
        "feedback_url": raw.feedback_url,
        "video_download_url": raw.video_download_url,
        "logo": raw.logo,
    }


def _truth(text: str | None) -> bool | None:
    word = (text or "").strip().lower()
    return True if word in _TRUE else False if word in _FALSE else None

"""A file read: format, zone, days, then every session; what is odd is noted, what is hostile is refused."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeAlias

from app import zones
from app.errors import N_, RuleBroken
from app.events.rules.checks import check_dates
from app.exchange.rules.addresses import absolute
from app.exchange.rules.checks import note_dates, note_missing, note_places, note_repetitions, note_times
from app.exchange.rules.json_reader import read_json
from app.exchange.rules.limits import MAX_STAGES, MAX_TRACKS, Refused, check_size, fits
from app.exchange.rules.oddities import Kind, Notebook
from app.exchange.rules.people import People, proper_guid
from app.exchange.rules.raw import RawProgramme, RawTrack
from app.exchange.rules.sessions import Setting, Zones, imported_session, place_of
from app.exchange.rules.texts import first_text, imported_block, imported_line, imported_lines, language_tags
from app.exchange.rules.times import calendar_of, clock_time, day_of, stated_start
from app.exchange.rules.values import ImportedProgramme, ImportedSession, ImportedStage, ImportedTrack, Reading
from app.exchange.rules.xml_reader import read_xml

__all__ = ["Given", "Progress", "no_progress", "read"]

_COLOUR: Final = re.compile(r"#[0-9a-f]{6}\Z")
_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_UNKNOWN: Final = N_("This is neither schedule.xml nor schedule.json: it begins with “%(start)s”.")

Progress: TypeAlias = Callable[[int, int], None]
"""Is told how many sessions of how many are done."""


def no_progress(_done: int, _all: int) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the organizer says beside the file, and what the event that it goes into has already."""

    zone: str | None = None
    """Names the zone, whatever the file says."""
    start: date | None = None
    """The first day, for files without dates."""
    event_zone: str | None = None
    """Kept unless ``zone`` names another; also the zone of times without offset where the file names none."""
    host_zone: str | None = None
    """Of the host city of a new event: used where nobody names another."""
    event_language: str | None = None
    """Of texts whose language the file does not tell."""


def read(data: bytes, given: Given = Given(), progress: Progress = no_progress) -> Reading:
    """The file as a programme and its oddities.

    :raises Refused: too large, malformed, hostile, another format, or without what only the organizer can tell (its
        ``field`` is then ``zone`` or ``start``).
    :raises UnknownZone: the given zone is none.
    """
    notes = Notebook()
    raw = _raw(data, notes)
    if not raw.has_conference:
        raise Refused(N_("This file holds no “conference”: nothing can be imported from it."))
    note_missing(raw, notes)
    language, languages = _languages(raw, given.event_language)
    stated, places = _starts(raw, given, notes)
    base = raw.base_url or raw.url or ""
    setting = Setting(_zones(raw, given, stated, notes), language, base, People(language, base, notes), notes)
    sessions: list[ImportedSession] = []
    for number, (talk, at, where) in enumerate(zip(raw.sessions, stated, places, strict=True), 1):
        sessions.append(imported_session(talk, at, where, setting))
        progress(number, len(raw.sessions))
    programme = _programme(raw, setting, sessions, languages)
    note_repetitions(sessions, notes)
    note_times(sessions, notes)
    note_dates(sessions, programme.starts_on, programme.ends_on, notes)
    note_places(programme.stages, programme.tracks, sessions, notes)
    setting.people.note_repetitions()
    return Reading(raw.format, programme, notes.oddities())


def _raw(data: bytes, notes: Notebook) -> RawProgramme:
    check_size(data)
    first = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if first == b"<" or data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return read_xml(data, notes)
    if first in {b"{", b"["}:
        return read_json(data, notes)
    start = data[:24].decode("utf-8", "replace")
    raise Refused(_UNKNOWN, start=" ".join("".join(char if char.isprintable() else " " for char in start).split()))


def _languages(raw: RawProgramme, event_language: str | None) -> tuple[str, tuple[str, ...]]:
    """The language of untold texts, and all that sessions name, the most frequent first."""
    silent = Notebook()
    counts = Counter(tag for talk in raw.sessions if talk.language for tag in language_tags(talk.language, "", silent))
    languages = tuple(tag for tag, _ in counts.most_common())
    return event_language or (languages[0] if languages else "en"), languages


def _starts(raw: RawProgramme, given: Given, notes: Notebook) -> tuple[list[datetime | None], list[str]]:
    """Each session's start as stated, and where it stands in the file."""
    calendar = calendar_of(raw.days, given.start or day_of(raw.start), clock_time(raw.day_change), notes)
    places = [place_of(talk, calendar.dates.get(talk.day)) for talk in raw.sessions]
    undated = any(not day_of(talk.date) and clock_time(talk.start) for talk in raw.sessions)
    if undated and not calendar.dates:
        raise Refused(N_("This file has times but no dates. Say on which day the event starts."), field="start")
    stated = [stated_start(talk, calendar, where, notes) for talk, where in zip(raw.sessions, places, strict=True)]
    return stated, places


def _zones(raw: RawProgramme, given: Given, stated: Iterable[datetime | None], notes: Notebook) -> Zones:
    """In which zone the file's times without offset are, and in which the programme is kept."""
    own = _own_zone(raw, notes)
    asked = zones.zone(given.zone, field="zone").key if given.zone else None
    kept = asked or given.event_zone or own or given.host_zone
    if own is None:
        offsets = {f"UTC{at.isoformat()[-6:]}" for at in stated if at is not None and at.tzinfo is not None}
        notes.note(Kind.NO_ZONE, "conference", ", ".join([*sorted(offsets)[:4], f"→ {kept or 'UTC'}"]))
    elif kept != own and asked is None:
        notes.note(Kind.ZONE_KEPT, "conference", f"{own} → {kept}")
    if kept is None and any(at is not None and at.tzinfo is None for at in stated):
        raise Refused(
            N_("This file has times without offset and names no time zone. Say in which zone they are."), field="zone"
        )
    return Zones(asked or own or kept or "UTC", kept or "UTC", is_named=bool(asked or own))


def _own_zone(raw: RawProgramme, notes: Notebook) -> str | None:
    if not raw.zone:
        return None
    try:
        return zones.zone(raw.zone).key
    except zones.UnknownZone:
        notes.note(Kind.UNKNOWN_ZONE, "conference", raw.zone)
        return None


def _programme(
    raw: RawProgramme, setting: Setting, sessions: list[ImportedSession], languages: tuple[str, ...]
) -> ImportedProgramme:
    notes, language = setting.notes, setting.language
    starts_on, ends_on = _dates(raw, notes)
    return ImportedProgramme(
        title=imported_lines(raw.title or "", language, "conference", notes),
        zone=setting.zones.kept,
        languages=languages,
        language=language,
        starts_on=starts_on,
        ends_on=ends_on,
        tracks=_tracks(raw, sessions, language, notes),
        stages=_stages(raw, sessions, notes),
        people=setting.people.found,
        sessions=tuple(sessions),
        about=None if raw.description is None else imported_block(raw.description, language, "conference", notes),
        carried=_carried(raw, notes),
    )


def _dates(raw: RawProgramme, notes: Notebook) -> tuple[date | None, date | None]:
    starts_on, ends_on = day_of(raw.start), day_of(raw.end)
    if (raw.start and not starts_on) or (raw.end and not ends_on):
        notes.note(Kind.BAD_DATES, "conference", f"{raw.start} – {raw.end}")
    try:
        check_dates(starts_on, ends_on)
    except RuleBroken:
        notes.note(Kind.BAD_DATES, "conference", f"{starts_on} – {ends_on}")
        return starts_on, None
    return starts_on, ends_on


def _tracks(
    raw: RawProgramme, sessions: list[ImportedSession], language: str, notes: Notebook
) -> tuple[ImportedTrack, ...]:
    listed = [*raw.tracks, *(RawTrack(talk.track) for talk in sessions if talk.track)]
    found: dict[str, ImportedTrack] = {}
    for track in listed:
        names = imported_lines(track.name, language, "tracks", notes)
        key = imported_line(first_text(track.name), "tracks", notes)
        if key and key not in found:
            fits(len(found) + 1, MAX_TRACKS, N_("This file has more than %(limit)s tracks."))
            slug = (track.slug or "").strip().lower()
            found[key] = ImportedTrack(key, names, slug if _SLUG.match(slug) else "", _colour(track.colour, key, notes))
    return tuple(found.values())


def _colour(text: str | None, where: str, notes: Notebook) -> str:
    colour = (text or "").strip().lower()
    if colour and not _COLOUR.match(colour):
        notes.note(Kind.BAD_COLOUR, where, colour)
        return ""
    return colour


def _stages(raw: RawProgramme, sessions: list[ImportedSession], notes: Notebook) -> tuple[ImportedStage, ...]:
    listed = {imported_line(room.name, "rooms", notes): room.guid for room in raw.rooms.values()}
    for talk in sessions:
        if talk.stage:
            listed.setdefault(talk.stage, None)
    fits(len(listed), MAX_STAGES, N_("This file has more than %(limit)s rooms."))
    return tuple(ImportedStage(name, proper_guid(guid, name, notes)) for name, guid in listed.items())


def _carried(raw: RawProgramme, notes: Notebook) -> dict[str, Any]:
    if raw.acronym and not re.match(r"[a-z0-9_-]{4,}\Z", raw.acronym):
        notes.note(Kind.BAD_SLUG, "conference", raw.acronym)
    plain = {"acronym": raw.acronym, "timeslot": raw.timeslot}
    lines = {name: imported_line(value, "conference", notes) for name, value in plain.items() if value}
    carried: dict[str, Any] = {
        **lines,
        "url": absolute(raw.url or "", ""),
        "logo": absolute(raw.logo or "", raw.base_url or ""),
        "colors": {key: value for key, value in raw.colours.items() if _COLOUR.match(value.lower())},
        "keywords": list(raw.keywords),
        "meta": {**raw.meta, **({"day_change": raw.day_change} if raw.day_change else {})},
    }
    return {name: value for name, value in carried.items() if value}

"""schedule.json (v1) as it stands. Mixed types are read as what they look like, and noted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from app.errors import N_
from app.exchange.rules.json_document import json_document
from app.exchange.rules.limits import MAX_DAYS, MAX_PER_SESSION, MAX_SESSIONS, Refused, fits
from app.exchange.rules.oddities import Kind, Notebook
from app.exchange.rules.raw import (
    PLAIN_FIELDS,
    TEXT_FIELDS,
    RawDay,
    RawLink,
    RawPerson,
    RawProgramme,
    RawRoom,
    RawSession,
    RawText,
    RawTrack,
)

__all__ = ["read_json"]

_CONFERENCE: Final = {
    "acronym": "acronym", "start": "start", "end": "end", "time_zone_name": "zone", "timeslot_duration": "timeslot",
    "url": "url", "logo": "logo", "day_change": "day_change", "base_url": "base_url",
}  # fmt: skip
_CONFERENCE_READ: Final = {
    *_CONFERENCE, "title", "description", "days", "daysCount", "rooms", "tracks", "colors", "keywords", "meta",
}  # fmt: skip
_EVENT: Final = (PLAIN_FIELDS | TEXT_FIELDS) - {"license", "optout", "id", "duration", "do_not_stream"}
_EVENT_READ: Final = {
    *_EVENT, "id", "duration", "persons", "links", "attachments", "recording_license", "do_not_record", "do_not_stream",
}  # fmt: skip
_PERSON_READ: Final = frozenset(
    {"public_name", "name", "full_public_name", "guid", "code", "url", "avatar", "id", "biography", "links"}
)
_PERSON_PLAIN: Final = ("guid", "code", "url", "avatar")
_VERSION_2: Final = N_(
    "This is schedule format v2, which cannot be imported yet. Export it as schedule.json v1 or as schedule.xml."
)


def read_json(data: bytes, notes: Notebook) -> RawProgramme:
    """The file as a :class:`RawProgramme`. Refused where it is no schedule.json v1, or hostile."""
    schedule = _schedule(json_document(data))
    conference = schedule.get("conference")
    if not isinstance(conference, dict):
        raise Refused(N_("This is no schedule.json: it holds no “conference”."))
    if isinstance(schedule.get("events"), list) or not isinstance(conference.get("days", []), list):
        raise Refused(_VERSION_2)
    return _Reader(notes).programme(schedule, conference)


def _schedule(document: object) -> dict[str, Any]:
    if isinstance(document, dict):
        if "schema2" in str(document.get("$schema", "")):
            raise Refused(_VERSION_2)
        found = document if "conference" in document else document.get("schedule")
        if isinstance(found, dict):
            return found
    raise Refused(N_("This is no schedule.json: its outermost value holds no “schedule”."))


class _Reader:
    """Fills the programme; notes each value that is not of the type it should be."""

    def __init__(self, notes: Notebook) -> None:
        self.raw = RawProgramme("schedule.json")
        self._notes = notes

    def programme(self, schedule: dict[str, Any], conference: dict[str, Any]) -> RawProgramme:
        raw = self.raw
        raw.has_conference = True
        raw.version = self._plain(schedule.get("version"), "schedule", "version")
        for name, field in _CONFERENCE.items():
            setattr(raw, field, self._plain(conference.get(name), "conference", name))
        raw.base_url = raw.base_url or self._plain(schedule.get("base_url"), "schedule", "base_url")
        raw.title = self._text(conference.get("title"), "conference", "title")
        if "description" in conference:
            raw.description = self._text(conference["description"], "conference", "description")
        raw.colours = self._strings(conference.get("colors"))
        raw.meta = self._strings(conference.get("meta"))
        raw.keywords = tuple(str(word) for word in self._list(conference, "keywords", "conference"))
        for name in conference.keys() - _CONFERENCE_READ:
            self._notes.note(Kind.UNKNOWN_FIELD, "conference", name)
        for track in self._objects(conference, "tracks", "conference"):
            self._track(track)
        for room in self._objects(conference, "rooms", "conference"):
            self._room(self._plain(room.get("name"), "rooms", "name"), self._plain(room.get("guid"), "rooms", "guid"))
        for number, day in enumerate(self._objects(conference, "days", "conference"), 1):
            self._day(number, day)
        return raw

    def _track(self, track: dict[str, Any]) -> None:
        if name := self._text(track.get("name"), "tracks", "name"):
            slug, colour = (self._plain(track.get(field), "tracks", field) for field in ("slug", "color"))
            self.raw.tracks.append(RawTrack(name, slug, colour))

    def _room(self, name: str | None, guid: str | None = None) -> str:
        found = " ".join((name or "").split())
        if found:
            self.raw.rooms.setdefault(found, RawRoom(found, guid))
        return found

    def _day(self, number: int, day: dict[str, Any]) -> None:
        fits(number, MAX_DAYS, N_("This file has more than %(limit)s days."))
        where = f"days[{number}]"
        date, start = (self._plain(day.get(name), where, name) for name in ("date", "day_start"))
        self.raw.days.append(RawDay(number, date, start))
        rooms = day.get("rooms")
        if not isinstance(rooms, dict):
            self._notes.note(Kind.MISSING_FIELD if rooms is None else Kind.MIXED_TYPES, where, "rooms")
            return
        for name in rooms:
            room = self._room(name)
            for event in self._objects(rooms, name, where):
                fits(len(self.raw.sessions) + 1, MAX_SESSIONS, N_("This file has more than %(limit)s sessions."))
                self._session(number, room, event)

    def _session(self, day: int, room: str, event: dict[str, Any]) -> None:
        where = f"{room} · #{str(event.get('id', ''))[:20]}"
        values: dict[str, Any] = {}
        for name in event.keys() & _EVENT:
            read = self._text if name in TEXT_FIELDS else self._plain
            values[name] = read(event[name], where, name)
        for name, field in (("recording_license", "license"), ("do_not_record", "optout"), ("do_not_stream",) * 2):
            values[field] = self._plain(event.get(name), where, name, (str, bool))
        values["id"] = self._plain(event.get("id"), where, "id", (int,))
        values["duration"] = self._plain(event.get("duration"), where, "duration")
        for name in event.keys() - _EVENT_READ:
            self._notes.note(Kind.UNKNOWN_FIELD, where, name)
        if "persons" in event:
            values["people"] = tuple(self._person(person, where) for person in self._few(event, "persons", where))
        if "links" in event or "attachments" in event:
            values["links"] = (*self._links(event, "links", where), *self._links(event, "attachments", where))
        self.raw.sessions.append(RawSession(day, room, **values))

    def _person(self, person: object, where: str) -> RawPerson:
        if not isinstance(person, dict):
            self._notes.note(Kind.MIXED_TYPES, where, "persons")
            return RawPerson(str(person))
        for key in person.keys() - _PERSON_READ:
            self._notes.note(Kind.UNKNOWN_FIELD, where, f"persons.{key}")
        name = next((person[key] for key in ("public_name", "name", "full_public_name") if person.get(key)), None)
        plain = {key: self._plain(person.get(key), where, f"persons.{key}") for key in _PERSON_PLAIN}
        return RawPerson(
            self._plain(name, where, "persons.name") or "",
            id=self._plain(person.get("id"), where, "persons.id", (int,)),
            biography=self._text(person["biography"], where, "persons.biography") if "biography" in person else None,
            links=self._links(person, "links", where) if "links" in person else None,
            **plain,
        )

    def _links(self, holder: dict[str, Any], name: str, where: str) -> tuple[RawLink, ...]:
        kind = "attachment" if name == "attachments" else "link"
        return tuple(self._link(link, kind, where) for link in self._few(holder, name, where))

    def _link(self, link: object, kind: str, where: str) -> RawLink:
        if not isinstance(link, dict):
            return RawLink(str(link), kind=kind, bare=True)
        url, title, sort = (self._plain(link.get(key), where, f"links.{key}") or "" for key in ("url", "title", "type"))
        return RawLink(url, title, kind, sort)

    # -------------------------------------------------------------- values

    def _plain(self, value: object, where: str, name: str, proper: tuple[type, ...] = (str,)) -> str | None:
        """The value as text; None where there is none. Another type than the proper ones is noted."""
        if value is None:
            return None
        if type(value) not in proper:
            self._notes.note(Kind.MIXED_TYPES, where, name)
        if isinstance(value, dict):
            return next((text for text in value.values() if isinstance(text, str)), None)
        if isinstance(value, list):
            return None
        return str(value).lower() if isinstance(value, bool) else str(value)

    def _text(self, value: object, where: str, name: str) -> RawText | None:
        """As :meth:`_plain`, but null is an empty text, and a text may come by language."""
        if isinstance(value, dict) and all(isinstance(text, str | None) for text in value.values()):
            return {str(tag): text or "" for tag, text in value.items()}
        return "" if value is None else self._plain(value, where, name)

    def _list(self, holder: Mapping[str, Any], name: str, where: str) -> list[Any]:
        value = holder.get(name)
        if isinstance(value, list):
            return value
        if value is not None:
            self._notes.note(Kind.MIXED_TYPES, where, name)
        return []

    def _objects(self, holder: Mapping[str, Any], name: str, where: str) -> Iterator[dict[str, Any]]:
        for item in self._list(holder, name, where):
            if isinstance(item, dict):
                yield item
            else:
                self._notes.note(Kind.MIXED_TYPES, where, f"{name}: {str(item)[:60]}")

    def _few(self, holder: Mapping[str, Any], name: str, where: str) -> list[Any]:
        items = self._list(holder, name, where)
        fits(len(items), MAX_PER_SESSION, N_("A session has more than %(limit)s people or links."))
        return items

    def _strings(self, value: object) -> dict[str, str]:
        if not isinstance(value, dict):
            return {}
        return {key: item[:300] for key, item in value.items() if isinstance(item, str)}

"""Lays a released programme out: which day, room, id, GUID and language everything gets. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from app import zones
from app.exchange.rules.addresses import absolute
from app.exchange.rules.kinds import type_of
from app.exchange.rules.names import derived_guid, derived_id, is_guid, unique
from app.exchange.rules.outline import Addresses, LaidOut, Link, Outline, OutlineDay, Person, Room
from app.schedule.rules.programme import Programme, ReleasedSession, SpeakerRef
from app.texts import text_in

__all__ = ["laid_out"]

ONLINE: Final = "Online"
"""The room of sessions that are on no stage: both formats want one."""


def laid_out(programme: Programme, addresses: Addresses, language: str | None = None) -> Outline:
    """The programme as the formats have it. Texts are in ``language``, or in each session's own."""
    event = programme.event
    layout = _Layout(programme, addresses, language)
    sessions = layout.sessions()
    days = _days(sessions, programme)
    return Outline(
        programme=programme,
        system=addresses.base,
        title=layout.text(event.title),
        about=layout.text(event.about),
        url=str(event.carried.get("url") or addresses.event(event.slug)),
        base_url=addresses.event(event.slug),
        tracks=tuple((layout.tracks[track.slug], track.slug, track.colour) for track in programme.tracks),
        rooms=layout.rooms(sessions),
        days=days,
    )


def _days(sessions: Sequence[LaidOut], programme: Programme) -> tuple[OutlineDay, ...]:
    by_date: dict[date, list[LaidOut]] = defaultdict(list)
    for talk in sessions:
        by_date[talk.start.date()].append(talk)
    if not by_date:  # both formats want a day
        return (_empty_day(programme),)
    days = []
    for index, on in enumerate(sorted(by_date), 1):
        rooms: dict[str, list[LaidOut]] = defaultdict(list)
        for talk in by_date[on]:
            rooms[talk.room].append(talk)
        start, end = min(talk.start for talk in by_date[on]), max(talk.end for talk in by_date[on])
        days.append(OutlineDay(index, on, rooms, start, end))
    return tuple(days)


def _empty_day(programme: Programme) -> OutlineDay:
    zone = zones.zone(programme.event.zone)
    on = programme.event.starts_on or programme.released_at.astimezone(zone).date()
    start = datetime(on.year, on.month, on.day, tzinfo=zone)
    return OutlineDay(1, on, {}, start, start + timedelta(hours=23, minutes=59))


class _Layout:
    """Builds the sessions of an outline; people, tracks and stages are named once."""

    def __init__(self, programme: Programme, addresses: Addresses, language: str | None) -> None:
        self._programme, self._addresses, self._language = programme, addresses, language
        self._zone = zones.zone(programme.event.zone)
        self._spoken = programme.event.languages
        self.tracks = {track.slug: self.text(track.name) or track.slug for track in programme.tracks}
        self.stages = self._stage_names()
        self._people: dict[tuple[str, str], Person] = {}

    def text(self, text: Mapping[str, str], *own: str) -> str:
        """The text in the wanted language, else in the session's own, else in the event's."""
        first, *others = [*([self._language] if self._language else []), *own, *self._spoken, "en"]
        return text_in(text, first, *others).text

    def sessions(self) -> list[LaidOut]:
        """The sessions that have a place in the formats, in programme order."""
        talks = [talk for talk in self._programme.sessions if talk.starts_at is not None and not talk.is_cancelled]
        # Who has an id of his own keeps it, whatever the others' codes read as numbers.
        own = sorted(talks, key=lambda talk: (not _own_id(talk), talk.code))
        numbers = unique(_own_id(talk) or derived_id(talk.code) for talk in own)
        ids = {talk.code: number for talk, number in zip(own, numbers, strict=True)}
        guids = _guids(talks)
        return [self._session(talk, ids[talk.code], guids[talk.code]) for talk in talks]

    def rooms(self, sessions: Sequence[LaidOut]) -> tuple[Room, ...]:
        """Every stage, also those without sessions, and the room of what is on no stage."""
        event = self._programme.event.slug
        rooms = []
        for stage in self._programme.stages:
            guid = stage.guid if is_guid(stage.guid) else derived_guid("stage", event, stage.slug)
            rooms.append(Room(self.stages[stage.slug], guid))
        if any(talk.room not in self.stages.values() for talk in sessions):
            rooms.append(Room(ONLINE, derived_guid("stage", event, "")))
        return tuple(rooms)

    def _session(self, talk: ReleasedSession, number: int, guid: str) -> LaidOut:
        assert talk.starts_at is not None  # only such are asked for
        own = talk.languages
        return LaidOut(
            talk=talk,
            id=number,
            guid=guid,
            room=self.stages.get(talk.stage or "", ONLINE),
            start=_stated(talk.starts_at, self._zone),
            minutes=talk.duration,
            title=self.text(talk.title, *own),
            subtitle=self.text(talk.subtitle, *own),
            abstract=self.text(talk.abstract, *own),
            description=self.text(talk.description, *own),
            language=", ".join(own),
            track=self.tracks.get(talk.track or "", ""),
            type=type_of(talk.kind, str(talk.carried.get("type", ""))),
            url=self._addresses.session(self._programme.event.slug, talk),
            people=tuple(self._person(code, own) for code in dict.fromkeys(seen.speaker for seen in talk.appearances)),
            links=_links(talk, "link"),
            attachments=_links(talk, "attachment"),
        )

    def _person(self, code: str, own: tuple[str, ...]) -> Person:
        speaker = self._programme.speakers[code]
        biography = self.text(speaker.biography, *own)
        key = (code, biography)
        if key not in self._people:
            self._people[key] = self._known(speaker, biography)
        return self._people[key]

    def _known(self, speaker: SpeakerRef, biography: str) -> Person:
        guid = str(speaker.carried.get("guid", ""))
        return Person(
            name=speaker.name,
            guid=guid if is_guid(guid) else self._addresses.speaker_guid(speaker.code),
            biography=biography,
            url=str(speaker.carried.get("url") or self._addresses.speaker(speaker.slug)),
            links=tuple(Link(url, link.title, "") for link in speaker.links if (url := absolute(link.url, ""))),
            carried=speaker.carried,
        )

    def _stage_names(self) -> dict[str, str]:
        """A name for each stage by slug; two of one name are told apart by their slugs."""
        names: dict[str, str] = {}
        for stage in self._programme.stages:
            name = " ".join(self.text(stage.name).split()) or stage.slug
            names[stage.slug] = f"{name} ({stage.slug})" if name in names.values() else name
        return names


def _stated(at: datetime, zone: tzinfo) -> datetime:
    """The instant on the zone's clock; in UTC where the offset has seconds (before 1972), which XML cannot state."""
    there = at.astimezone(zone)
    offset = there.utcoffset()
    return there if offset is not None and not offset.total_seconds() % 60 else at


def _own_id(talk: ReleasedSession) -> int | None:
    number = talk.carried.get("id")
    return number if isinstance(number, int) and number > 0 else None


def _guids(talks: Sequence[ReleasedSession]) -> dict[str, str]:
    """A GUID for each session by code: its own, unless another has it already."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for talk in sorted(talks, key=lambda talk: talk.code):
        guid = talk.guid.lower()
        found[talk.code] = guid if is_guid(guid) and guid not in taken else derived_guid("session", talk.uid)
        taken.add(found[talk.code])
    return found


def _links(talk: ReleasedSession, kind: str) -> tuple[Link, ...]:
    types = talk.carried.get("types")
    known: Mapping[str, str] = types if isinstance(types, dict) else {}
    return tuple(
        Link(url, link.title, str(known.get(link.url, "")))
        for link in talk.links
        if link.kind == kind and (url := absolute(link.url, ""))
    )

"""Sessions of a file, counted without our reader: a second opinion on what went in and came out."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, fromstring

from app import zones


class Flat(NamedTuple):
    """What a session is by either format, compared as plain values."""

    title: str
    subtitle: str
    start: datetime
    minutes: int
    room: str
    track: str
    type: str
    language: str
    people: tuple[str, ...]


def flat(data: bytes, zone: str) -> Counter[Flat]:
    """Every session of the file; ``zone`` is that of times without offset."""
    return Counter(_json(data) if data.lstrip()[:1] == b"{" else _xml(data, zone))


def _json(data: bytes) -> list[Flat]:
    days = json.loads(data)["schedule"]["conference"]["days"]
    return [_flat(talk, room) for day in days for room, talks in day["rooms"].items() for talk in talks]


def _flat(talk: dict[str, Any], room: str) -> Flat:
    people = tuple(_line(person.get("public_name") or person["name"]) for person in talk["persons"])
    return Flat(
        _line(talk["title"]), _line(talk["subtitle"]), datetime.fromisoformat(talk["date"]), _minutes(talk["duration"]),
        _line(room), _line(talk["track"]), _line(talk["type"]) or "talk", talk["language"] or "", people,
    )  # fmt: skip


def _xml(data: bytes, zone: str) -> list[Flat]:
    return [
        Flat(
            _line(event.findtext("title")), _line(event.findtext("subtitle")), _start(event, day, zone),
            _minutes(event.findtext("duration") or ""), _line(room.get("name")), _line(event.findtext("track")),
            _line(event.findtext("type")) or "talk", event.findtext("language") or "",
            tuple(_line(person.text) for person in event.iter("person")),
        )
        for day in fromstring(data).iter("day") for room in day.findall("room") for event in room.findall("event")
    ]  # fmt: skip


def _start(event: Element, day: Element, zone: str) -> datetime:
    if stated := event.findtext("date"):
        return datetime.fromisoformat(stated)
    return datetime.fromisoformat(f"{day.get('date')}T{event.findtext('start')}").replace(tzinfo=zones.zone(zone))


def _minutes(duration: str) -> int:
    hours, minutes = duration.split(":")[:2]
    return int(hours) * 60 + int(minutes)


def _line(text: str | None) -> str:
    return " ".join((text or "").split())

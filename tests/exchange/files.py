"""Small made-up files in both formats; everybody in them is invented."""

from __future__ import annotations

import json
from typing import Any
from xml.sax.saxutils import escape, quoteattr

GUID = "00000000-0000-4000-8000-{:012}"


def session(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A session as schedule.json has it: half an hour at 10:00 in Helsinki, nothing odd. ``...`` leaves out."""
    values: dict[str, Any] = {
        "guid": GUID.format(number),
        "id": number,
        "date": "2026-03-02T10:00:00+02:00",
        "start": "10:00",
        "duration": "00:30",
        "room": "Hall",
        "slug": f"forum-{number}-quiet-harbours",
        "url": f"https://forum.example/{number}",
        "title": f"Quiet harbours {number}",
        "subtitle": "",
        "track": "Water",
        "type": "talk",
        "language": "en",
        "abstract": "Ships that make no noise.",
        "description": "",
        "persons": [{"id": 7, "public_name": "Layla Example"}],
        "links": [],
    }
    values |= changes
    return {name: value for name, value in values.items() if value is not ...}


def schedule(*sessions: dict[str, Any], **conference: Any) -> dict[str, Any]:
    """A document of one day, Monday 2 March 2026 in Helsinki. Sessions stand in the room that they name."""
    rooms: dict[str, list[dict[str, Any]]] = {}
    for each in sessions or (session(),):
        rooms.setdefault(each.pop("listed_in", None) or each.get("room") or "Hall", []).append(each)
    day = {"index": 1, "date": "2026-03-02", "day_start": "2026-03-02T09:00:00+02:00",
           "day_end": "2026-03-02T18:00:00+02:00", "rooms": rooms}  # fmt: skip
    values: dict[str, Any] = {
        "acronym": "forum",
        "title": "Harbour Forum",
        "start": "2026-03-02",
        "end": "2026-03-02",
        "daysCount": 1,
        "timeslot_duration": "00:05",
        "time_zone_name": "Europe/Helsinki",
        "days": [day],
    }
    values |= conference
    return {"schedule": {"version": "1", "conference": {key: each for key, each in values.items() if each is not ...}}}


def as_json(document: dict[str, Any]) -> bytes:
    """The document as a file."""
    return json.dumps(document, ensure_ascii=False).encode()


def as_xml(document: dict[str, Any]) -> bytes:
    """The same document as schedule.xml."""
    conference = document["schedule"]["conference"]
    own = "".join(
        f"<{name}>{escape(str(conference[name]))}</{name}>"
        for name in (
            "acronym",
            "title",
            "start",
            "end",
            "timeslot_duration",
            "time_zone_name",
            "day_change",
            "base_url",
        )
        if name in conference
    )
    days = "".join(_day(day) for day in conference["days"])
    version = document["schedule"].get("version", "")
    text = f"<schedule><version>{version}</version><conference>{own}</conference>{days}</schedule>"
    return f'<?xml version="1.0" encoding="UTF-8"?>{text}'.encode()


def _day(day: dict[str, Any]) -> str:
    rooms = "".join(
        f"<room name={quoteattr(name)}>{''.join(map(_event, sessions))}</room>"
        for name, sessions in day["rooms"].items()
    )
    dates = "".join(
        f" {name}={quoteattr(day[key])}" for name, key in (("date", "date"), ("start", "day_start")) if day.get(key)
    )
    return f'<day index="{day["index"]}"{dates}>{rooms}</day>'


def _event(talk: dict[str, Any]) -> str:
    attributes = "".join(f" {name}={quoteattr(str(talk[name]))}" for name in ("id", "guid", "code") if name in talk)
    plain = "".join(
        f"<{name}>{escape(str(value))}</{name}>"
        for name, value in talk.items()
        if name not in {"id", "guid", "code", "persons", "links", "attachments"}
    )
    people = "".join(
        f"<person{''.join(f' {key}={quoteattr(str(person[key]))}' for key in ('id', 'guid') if key in person)}>"
        f"{escape(person.get('public_name', ''))}</person>"
        for person in talk.get("persons", [])
    )
    links = "".join(
        f"<link href={quoteattr(link['url'])}>{escape(link['title'])}</link>" for link in talk.get("links", [])
    )
    return f"<event{attributes}>{plain}<persons>{people}</persons><links>{links}</links></event>"

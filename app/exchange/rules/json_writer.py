"""schedule.json v1, valid against its schema whatever the programme holds."""

from __future__ import annotations

from typing import Any, Final

import orjson

from app.exchange.rules.names import JSON_SLUG, JSON_ZONE, fits, json_acronym, json_slug
from app.exchange.rules.outline import LaidOut, Link, Outline, OutlineDay, Person
from app.version import VERSION

__all__ = ["MIMETYPE", "write_json"]

MIMETYPE: Final = "application/json"
_SCHEMA: Final = "https://c3voc.de/schedule/schema.json"
_LINK_TYPES: Final = frozenset({"slides", "paper", "web", "blog", "article", "media", "related", "activitypub"})


def write_json(outline: Outline) -> bytes:
    """The programme as schedule.json, UTF-8. The same outline gives the same bytes."""
    acronym = json_acronym(outline.event.carried.get("acronym"), outline.event.slug)
    return orjson.dumps(
        {
            "$schema": _SCHEMA,
            "generator": {"name": "Meridian", "version": VERSION, "url": outline.system},
            "schedule": {
                "version": str(outline.programme.number),
                "base_url": outline.base_url,
                "conference": _conference(outline, acronym),
            },
        },
        option=orjson.OPT_APPEND_NEWLINE,
    )


def _conference(outline: Outline, acronym: str) -> dict[str, Any]:
    event = outline.event
    carried = {name: event.carried[name] for name in ("logo", "colors", "keywords", "meta") if event.carried.get(name)}
    return {
        "acronym": acronym,
        "title": outline.title,
        "description": outline.about,
        "start": (event.starts_on or outline.days[0].date).isoformat(),
        "end": (event.ends_on or outline.days[-1].date).isoformat(),
        "daysCount": len(outline.days),
        "timeslot_duration": event.carried.get("timeslot") or "00:05",
        "url": outline.url,
        # The schema has no room for names such as US/Eastern.
        **({"time_zone_name": event.zone} if fits(JSON_ZONE, event.zone) else {}),
        **carried,
        "tracks": [_track(*track) for track in outline.tracks],
        "rooms": [{"name": room.name, "guid": room.guid} for room in outline.rooms],
        "days": [_day(day, acronym) for day in outline.days],
    }


def _track(name: str, slug: str, colour: str) -> dict[str, str]:
    optional = {"slug": slug if fits(JSON_SLUG, slug) else "", "color": colour}
    return {"name": name, **{key: value for key, value in optional.items() if value}}


def _day(day: OutlineDay, acronym: str) -> dict[str, Any]:
    return {
        "index": day.index,
        "date": day.date.isoformat(),
        "day_start": day.start.isoformat(),
        "day_end": day.end.isoformat(),
        "rooms": {name: [_event(talk, acronym) for talk in talks] for name, talks in day.rooms.items()},
    }


def _event(talk: LaidOut, acronym: str) -> dict[str, Any]:
    carried = talk.carried
    event: dict[str, Any] = {
        "guid": talk.guid,
        "id": talk.id,
        "date": talk.start.isoformat(),
        "start": f"{talk.start:%H:%M}",
        "end": talk.end.isoformat(),
        "duration": f"{talk.minutes // 60:02}:{talk.minutes % 60:02}",
        "room": talk.room,
        "slug": json_slug(carried.get("slug"), acronym, talk.talk.code, talk.title),
        "url": talk.url,
        "title": talk.title,
        "subtitle": talk.subtitle,
        "track": talk.track or None,
        "type": talk.type,
        "language": talk.language,
        "abstract": talk.abstract,
        "description": talk.description,
        "persons": [_person(person) for person in talk.people],
        "links": [_link(link) for link in talk.links],
        "attachments": [_link(link) for link in talk.attachments],
    }
    if fits(r"[A-Z0-9]+", carried.get("code")):
        event["code"] = carried["code"]
    for name, field in (
        ("recording_license", "license"),
        ("do_not_record", "optout"),
        *((same, same) for same in _SAME),
    ):
        if field in carried:
            event[name] = carried[field]
    return event


_SAME: Final = ("do_not_stream", "logo", "feedback_url", "origin_url")


def _person(person: Person) -> dict[str, Any]:
    """A person as either of the two that the schema knows: it must not be taken for both."""
    carried = person.carried
    number = carried.get("id")
    named: dict[str, Any] = {"name": person.name, "public_name": person.name}
    found: dict[str, Any] = {"id": number, "public_name": person.name} if isinstance(number, int) else named
    found |= {"guid": person.guid, "biography": person.biography, "url": person.url}
    if fits(r"[A-Z0-9]+", carried.get("code")):
        found["code"] = carried["code"]
    if carried.get("avatar"):
        found["avatar"] = carried["avatar"]
    if person.links:
        found["links"] = [_link(link) for link in person.links]
    return found


def _link(link: Link) -> dict[str, str]:
    known = {"type": link.type} if link.type in _LINK_TYPES else {}
    return {"url": link.url, "title": link.title, **known}

"""schedule.xml, valid against its XSD whatever the programme holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from app.exchange.rules.limits import MAX_MINUTES
from app.exchange.rules.names import fits, xml_acronym, xml_slug
from app.exchange.rules.outline import LaidOut, Link, Outline, OutlineDay, Person
from app.version import VERSION

__all__ = ["MIMETYPE", "write_xml"]

MIMETYPE: Final = "application/xml"
_DURATION: Final = r"[0-9]{1,2}:[0-9]{2}(:[0-9]{1,2})?"
_COLOUR: Final = r"#[0-9a-fA-F]{6}"
_TRACK_SLUG: Final = r"[a-z][a-z0-9-]+"
_WEB: Final = re.compile(r"https?://")
# What XML 1.0 cannot hold, not even escaped (section 2.2).
_IMPOSSIBLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_xml(outline: Outline) -> bytes:
    """The programme as schedule.xml, UTF-8. The same outline gives the same bytes."""
    acronym = xml_acronym(outline.event.carried.get("acronym"), outline.event.slug)
    root = Element("schedule")
    SubElement(root, "generator", {"name": "Meridian", "system": outline.system, "version": VERSION})
    _text(root, "url", f"{outline.base_url}schedule.xml")
    _text(root, "version", str(outline.programme.number))
    _conference(root, outline, acronym)
    slugs = _slugs(outline, acronym)
    for day in outline.days:
        _day(root, day, outline, slugs)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _conference(root: Element, outline: Outline, acronym: str) -> None:
    event, carried = outline.event, outline.event.carried
    conference = SubElement(root, "conference")
    _text(conference, "acronym", acronym)
    _text(conference, "title", outline.title)
    _text(conference, "start", (event.starts_on or outline.days[0].date).isoformat())
    _text(conference, "end", (event.ends_on or outline.days[-1].date).isoformat())
    _text(conference, "days", str(len(outline.days)))
    timeslot = carried.get("timeslot")
    _text(conference, "timeslot_duration", str(timeslot) if fits(_DURATION, timeslot) else "00:05")
    _text(conference, "base_url", outline.base_url)
    _web(conference, "logo", carried.get("logo"))
    _web(conference, "url", outline.url)
    _text(conference, "time_zone_name", event.zone)
    colours = carried.get("colors")
    if isinstance(colours, dict) and fits(_COLOUR, colours.get("primary")):
        SubElement(conference, "color", {name: value for name, value in colours.items() if fits(_COLOUR, value)})
    for name, slug, colour in outline.tracks:
        optional = {"slug": slug if fits(_TRACK_SLUG, slug) else "", "color": colour if fits(_COLOUR, colour) else ""}
        attributes = {"name": _possible(name), **{key: value for key, value in optional.items() if value}}
        _text(conference, "track", name, attributes)


def _slugs(outline: Outline, acronym: str) -> dict[str, str]:
    """A slug for each session by code; the XSD wants each once."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for talk in sorted(outline.sessions, key=_code):
        slug = xml_slug(talk.carried.get("slug"), acronym, talk.talk.code, talk.title)
        if slug in taken:
            slug = f"{acronym.replace('-', '_')}-{talk.talk.code}"
        taken.add(slug)
        found[talk.talk.code] = slug
    return found


def _code(talk: LaidOut) -> str:
    return talk.talk.code


def _day(root: Element, day: OutlineDay, outline: Outline, slugs: dict[str, str]) -> None:
    element = SubElement(
        root,
        "day",
        {
            "index": str(day.index),
            "date": day.date.isoformat(),
            "start": day.start.isoformat(),
            "end": day.end.isoformat(),
        },
    )
    for room in outline.rooms:
        # The first day lists all of them: nothing else in the format says which rooms there are, in what order.
        if room.name in day.rooms or day.index == 1:
            stage = SubElement(element, "room", {"name": _possible(room.name), "guid": room.guid})
            for talk in day.rooms.get(room.name, ()):
                _event(stage, talk, slugs[talk.talk.code])


def _event(stage: Element, talk: LaidOut, slug: str) -> None:
    carried = talk.carried
    event = SubElement(stage, "event", {"id": str(talk.id), "guid": talk.guid})
    if fits(r"[0-9A-Z]{6}", carried.get("code")):
        event.set("code", str(carried["code"]))
    minutes = min(talk.minutes, MAX_MINUTES)
    _text(event, "date", talk.start.isoformat())
    _text(event, "start", f"{talk.start:%H:%M}")
    _text(event, "duration", f"{minutes // 60:02}:{minutes % 60:02}")
    _text(event, "room", talk.room)
    _text(event, "slug", slug)
    _web(event, "url", talk.url)
    for name in ("title", "subtitle", "track", "type", "language", "abstract", "description"):
        _text(event, name, getattr(talk, name))
    if "license" in carried or "optout" in carried:
        recording = SubElement(event, "recording")
        _text(recording, "license", str(carried.get("license", "")))
        _text(recording, "optout", "true" if carried.get("optout") else "false")
    for name in ("logo", "feedback_url", "origin_url", "video_download_url"):
        _web(event, name, carried.get(name))
    _people(event, talk.people)
    _links(event, "link", talk.links)
    _links(event, "attachment", talk.attachments)


def _people(event: Element, people: Sequence[Person]) -> None:
    persons = SubElement(event, "persons")
    for person in people:
        number = person.carried.get("id")
        own = {"id": str(number)} if isinstance(number, int) else {}
        _text(persons, "person", person.name, {**own, "guid": person.guid})


def _links(event: Element, name: str, links: Sequence[Link]) -> None:
    element = SubElement(event, f"{name}s")
    for link in links:
        known = {"type": _possible(link.type)} if link.type else {}
        _text(element, name, link.title, {"href": link.url, **known})


def _web(parent: Element, name: str, address: object) -> None:
    if isinstance(address, str) and _WEB.match(address):
        _text(parent, name, address)


def _text(parent: Element, name: str, text: str, attributes: dict[str, str] | None = None) -> None:
    SubElement(parent, name, attributes or {}).text = _possible(text)


def _possible(text: str) -> str:
    return _IMPOSSIBLE.sub("", text)

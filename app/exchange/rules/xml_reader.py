"""schedule.xml as it stands, read element by element: at no time is the whole tree in memory.

Parsed by defusedxml, which refuses document types, entities and external references before they do anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from app.errors import N_
from app.exchange.rules.limits import MAX_DAYS, MAX_DEPTH, MAX_NODES, MAX_PER_SESSION, MAX_SESSIONS, Refused, fits
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
    RawTrack,
)

__all__ = ["read_xml"]

_CHUNK: Final = 64 * 1024

_CONFERENCE: Final = {
    "title": "title", "acronym": "acronym", "start": "start", "end": "end", "time_zone_name": "zone", "logo": "logo",
    "day_change": "day_change", "timeslot_duration": "timeslot", "base_url": "base_url", "url": "url",
}  # fmt: skip
_META: Final = frozenset({"subtitle", "venue", "city"})
_EVENT: Final = (PLAIN_FIELDS | TEXT_FIELDS) - {"id", "guid", "code", "end", "license", "optout", "do_not_stream"}
_SILENT: Final = frozenset({"days", "track", "tracks", "color"})


class Node:
    """An element with its text and children in order."""

    __slots__ = ("attributes", "name", "parts")

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name, self.attributes = name, attributes
        self.parts: list[str | Node] = []

    def children(self) -> Iterator[Node]:
        """The elements directly inside."""
        return (part for part in self.parts if isinstance(part, Node))

    def text(self) -> str:
        """The text inside; elements inside (some write HTML unescaped) stand as tags."""
        return "".join(part if isinstance(part, str) else part.markup() for part in self.parts).strip()

    def markup(self) -> str:
        """The element as text, of its attributes only where a link leads."""
        href = self.attributes.get("href", "").replace('"', "%22")
        opening = f'{self.name} href="{href}"' if href else self.name
        return f"<{opening}>{self.text()}</{self.name}>"


def read_xml(data: bytes, notes: Notebook) -> RawProgramme:
    """The file as a :class:`RawProgramme`. Refused where it is no schedule.xml, or hostile."""
    target = _Target(notes)
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    try:
        for start in range(0, len(data), _CHUNK):
            parser.feed(data[start : start + _CHUNK])
        parser.close()
    except DefusedXmlException:
        raise Refused(N_("This XML file declares a document type, which hostile files do. Take that out.")) from None
    except ParseError as error:
        line, column = error.position
        raise Refused(
            N_("This is not well-formed XML: line %(line)s, column %(column)s."), line=line, column=column
        ) from None
    except (LookupError, ValueError):
        raise Refused(N_("This XML file is in a character encoding that we do not know. Save it as UTF-8.")) from None
    return target.raw


class _Target:
    """Receives the parser's events; keeps what is open, hands over a session as soon as it is complete."""

    def __init__(self, notes: Notebook) -> None:
        self.raw = RawProgramme("schedule.xml")
        self._notes = notes
        self._open: list[Node] = []
        self._nodes = 0
        self._room = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        self._nodes += 1
        fits(self._nodes, MAX_NODES, N_("This file has more than %(limit)s elements."))
        fits(len(self._open), MAX_DEPTH, N_("This file is nested more than %(limit)s levels deep."))
        if not self._open and name != "schedule":
            raise Refused(N_("This is no schedule.xml: its outermost element is “%(name)s”."), name=name[:60])
        node = Node(name, attributes)
        frame = name in {"day", "event"} or (name == "room" and not self._inside("event"))
        if len(self._open) > 1 and not frame:  # frames, and what stands outside of them, are handed over, not kept
            self._open[-1].parts.append(node)
        if frame:
            self._begin(node)
        self._open.append(node)

    def data(self, text: str) -> None:
        self._open[-1].parts.append(text)

    def end(self, _tag: str) -> None:
        node = self._open.pop()
        if node.name == "event":
            self._session(node)
        elif node.name == "room" and not self._inside("event"):
            self._room = ""
        elif node.name == "conference":
            self._conference(node)
        elif self._inside("schedule"):
            self._outside_conference(node)

    def close(self) -> None:
        """Nothing is left to do."""

    def _inside(self, name: str) -> bool:
        return bool(self._open) and self._open[-1].name == name

    def _begin(self, node: Node) -> None:
        if node.name == "day":
            fits(len(self.raw.days) + 1, MAX_DAYS, N_("This file has more than %(limit)s days."))
            date, start = (node.attributes.get(name) for name in ("date", "start"))
            self.raw.days.append(RawDay(len(self.raw.days) + 1, date, start))
        elif node.name == "room":
            self._room = " ".join(node.attributes.get("name", "").split())
            if self._room:
                self.raw.rooms.setdefault(self._room, RawRoom(self._room, node.attributes.get("guid")))

    def _outside_conference(self, node: Node) -> None:
        if node.name == "version":
            self.raw.version = node.text()
        elif node.name == "url":
            self.raw.url = self.raw.url or node.text()
        elif node.name == "tracks":
            self._tracks(node)

    def _conference(self, node: Node) -> None:
        self.raw.has_conference = True
        for child in node.children():
            if field := _CONFERENCE.get(child.name):
                setattr(self.raw, field, child.text())
            elif child.name in _META:
                if text := child.text():
                    self.raw.meta[child.name] = text
            elif child.name == "color":
                self.raw.colours = {name: child.attributes[name] for name in child.attributes}
            elif child.name not in _SILENT:
                self._notes.note(Kind.UNKNOWN_FIELD, "conference", child.name)
        self._tracks(node)

    def _tracks(self, node: Node) -> None:
        for child in node.children():
            if child.name == "tracks":
                self._tracks(child)
            elif child.name == "track" and (name := child.attributes.get("name") or child.text()):
                self.raw.tracks.append(RawTrack(name, child.attributes.get("slug"), child.attributes.get("color")))

    def _session(self, node: Node) -> None:
        fits(len(self.raw.sessions) + 1, MAX_SESSIONS, N_("This file has more than %(limit)s sessions."))
        where = f"{self._room} · #{node.attributes.get('id', '')[:20]}"
        values: dict[str, Any] = {
            name: value for name in ("id", "guid", "code") if (value := node.attributes.get(name)) is not None
        }
        links: list[RawLink] | None = None
        for child in node.children():
            if child.name in _EVENT:
                values[child.name] = child.text()
            elif child.name == "persons":
                values["people"] = tuple(_person(person) for person in _few(child))
            elif child.name in {"links", "attachments"}:
                links = [*(links or ()), *(_link(link) for link in _few(child))]
            elif child.name == "recording":
                values |= {part.name: part.text() for part in child.children() if part.name in {"license", "optout"}}
            else:
                self._notes.note(Kind.UNKNOWN_FIELD, where, child.name)
        day = self.raw.days[-1].number if self.raw.days else 0
        found = None if links is None else tuple(links)
        self.raw.sessions.append(RawSession(day, self._room, **values, links=found))


def _person(node: Node) -> RawPerson:
    number, guid, code = (node.attributes.get(name) for name in ("id", "guid", "code"))
    return RawPerson(node.text(), number, guid, code)


def _link(node: Node) -> RawLink:
    kind = "attachment" if node.name == "attachment" else "link"
    href = node.attributes.get("href")
    if href is None:
        return RawLink(node.text(), kind=kind, bare=True)
    return RawLink(href.strip(), node.text(), kind, node.attributes.get("type", ""))


def _few(node: Node) -> Iterator[Node]:
    for count, child in enumerate(node.children(), 1):
        fits(count, MAX_PER_SESSION, N_("A session has more than %(limit)s people or links."))
        yield child

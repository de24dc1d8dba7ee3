"""Components and properties of a calendar, as far as answers need them (RFC 5545, sections 3.1 and 3.4). Pure.

Not icalendar's components: reading one, the library remembers the zones it defines for every calendar after it, and
refuses the whole for one bad value. Its content lines are used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from icalendar.parser import Contentline, Contentlines

from app.invitations.rules.inbound_mime import Unreadable

__all__ = ["Component", "Property", "components_in", "unescaped"]

_MOST_COMPONENTS: Final = 50
"""Calendars, appointments, zones and whatever else; the changes of a zone's clocks are not counted."""

_DEEPEST: Final = 8
_CHANGES: Final = frozenset({"STANDARD", "DAYLIGHT"})
_MOST_LINES: Final = 2000  # of those that are read; taking one apart is slow
_LONGEST_LINE: Final = 20_000  # characters; a comment is cut long before
_READ: Final = frozenset({
    "METHOD", "UID", "ORGANIZER", "ATTENDEE", "COMMENT", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "DURATION",
    "RECURRENCE-ID", "X-MS-OLK-ORIGINALSTART", "TZID", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE",
})  # fmt: skip
_NAME: Final = re.compile(r"\s*([A-Za-z-]+)\s*[:;]", re.ASCII)
_LONE_RETURN: Final = re.compile(r"\r(?!\n)")
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True)
class Property:
    """A property's value as it is written, and its parameters: names in upper case, several values as one text."""

    value: str
    parameters: dict[str, str]


@dataclass
class Component:
    """A component with the properties that are read and the components within it."""

    name: str
    properties: dict[str, list[Property]] = field(default_factory=dict)
    parts: list[Component] = field(default_factory=list)

    def all(self, name: str) -> list[Property]:
        """All properties of that name (upper case), in their order."""
        return self.properties.get(name, [])

    def value(self, name: str) -> str:
        """The first value of that name without blanks around it, or an empty text."""
        return next((each.value.strip() for each in self.all(name)), "")

    def named(self, name: str) -> Iterator[Component]:
        """The components of that name directly within it."""
        return (part for part in self.parts if part.name == name)


def components_in(text: str) -> Component:
    """What stands in the text, within a nameless component. Lines that are none are passed over.

    :raises Unreadable: more or deeper components, or more lines, than an answer has.
    """
    whole = Component("")
    open_ones, others, read = [whole], 0, 0
    for line in Contentlines.from_ical(_LONE_RETURN.sub("\n", text)):  # type: ignore[no-untyped-call]
        name, _, rest = line.strip().upper().partition(":")
        if name == "BEGIN":
            others += rest.strip() not in _CHANGES
            if others > _MOST_COMPONENTS or len(open_ones) > _DEEPEST:
                raise Unreadable("too many components")
            open_ones.append(Component(rest.strip()))
            open_ones[-2].parts.append(open_ones[-1])
        elif name == "END":
            _close(open_ones, rest.strip())
        elif (found := _NAME.match(line)) and found[1].upper() in _READ:
            read += 1
            if read > _MOST_LINES:
                raise Unreadable("too many lines")
            if parsed := _property(line):
                open_ones[-1].properties.setdefault(found[1].upper(), []).append(parsed)
    return whole


def unescaped(value: str) -> str:
    """A TEXT value as people mean it (RFC 5545, section 3.3.11)."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def _close(open_ones: list[Component], name: str) -> None:
    """End the innermost component of that name, and what was left open in it."""
    for place in range(len(open_ones) - 1, 0, -1):
        if open_ones[place].name == name:
            del open_ones[place:]
            return


def _property(line: Contentline) -> Property | None:
    try:
        _, parameters, value = Contentline(line[:_LONGEST_LINE]).raw_parts()  # type: ignore[no-untyped-call]
    except ValueError:
        return None
    plain = {str(name).upper(): _plain(found) for name, found in parameters.items()}
    return Property(str(value), plain)


def _plain(value: object) -> str:
    return ",".join(str(each) for each in value) if isinstance(value, list | tuple) else str(value)

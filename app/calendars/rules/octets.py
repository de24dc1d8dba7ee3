"""Components as octets: content lines folded at 75 octets (RFC 5545, section 3.1)."""

from __future__ import annotations

from typing import Final

from icalendar import Component

__all__ = ["folded", "octets"]

_LIMIT: Final = 75
_BREAK: Final = b"\r\n "
_BACKSLASH: Final = 0x5C


def octets(component: Component) -> bytes:
    """The component and those within it. Equal components give equal octets.

    Does what ``component.to_ical()`` does. That one looks at each character on its own; this one at each line.
    """
    lines = (component.content_line(name, value) for name, value in component.property_items())
    return b"".join(folded(str(line).encode()) + b"\r\n" for line in lines)


def folded(line: bytes) -> bytes:
    """A content line (UTF-8) in pieces of at most 75 octets that split neither a character nor an escape."""
    if len(line) <= _LIMIT:
        return line
    pieces = []
    start, room = 0, _LIMIT
    while len(line) - start > room:
        end = _seam(line, start, start + room)
        pieces.append(line[start:end])
        start, room = end, _LIMIT - 1  # the blank that marks a continuation counts
    pieces.append(line[start:])
    return _BREAK.join(pieces)


def _seam(line: bytes, start: int, end: int) -> int:
    """The last place up to ``end`` between two characters that is not between a backslash and what it escapes."""
    while line[end] & 0xC0 == 0x80:
        end -= 1
    backslashes = end
    while backslashes > start and line[backslashes - 1] == _BACKSLASH:
        backslashes -= 1
    return end - (end - backslashes) % 2

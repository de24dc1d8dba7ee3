"""Components as octets: content lines folded at 75 octets (RFC 5545, section 3.1)."""

from __future__ import annotations

from typing import Any, Final

from icalendar import Component

__all__ = ["folded", "octets"]

_LIMIT: Final = 75
_BREAK: Final = b"\r\n "
_BACKSLASH: Final = 0x5C


def octets(component: Component) -> bytes:
    """The component and those within it. Equal components give equal octets.

    Does what ``component.to_ical()`` does. That one looks at each character on its own and makes several objects for
    each line; ``make bench ARGS=feeds`` compares the two.

    :raises ValueError: a value would break its line.
    """
    return b"".join(folded(_line(name, value)) + b"\r\n" for name, value in component.property_items())


def _line(name: str, value: Any) -> bytes:  # noqa: ANN401 - icalendar's values have no common type
    written = value if isinstance(value, bytes) else value.to_ical()  # BEGIN and END come as octets
    written = written.encode() if isinstance(written, str) else written
    params = getattr(value, "params", None)
    line: bytes = b"%s;%s:%s" % (name.encode(), params.to_ical(), written) if params else name.encode() + b":" + written
    if b"\n" in line or b"\r" in line:
        raise ValueError(f"A line break in {name}")
    return line


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

"""The one door through which text gets into a calendar.

People's text was cleaned when it came in; what is written here must be readable by every calendar whatever happened
before, so it is made safe once more: RFC 5545 has no way to write a control character, and one of them makes readers
refuse the whole file.
"""

from __future__ import annotations

import re
from typing import Final

from icalendar import vText

__all__ = ["Text", "block", "label", "line", "uid"]

_BREAKS: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Control characters, halves of characters (surrogates), a byte order mark in the middle, and code points that are none.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
_BLANKS: Final = re.compile("[ \t]+")
_AROUND_BREAK: Final = re.compile(" ?\n ?")
_EMPTY_LINES: Final = re.compile("\n{3,}")
_UID: Final = re.compile(r"[\x21-\x7e]{1,255}\Z")
# Double quotes cannot be written in a parameter at all; "^" can (RFC 6868), but Outlook and Gmail show its code.
_PARAMETER: Final = {ord('"'): "'", ord("^"): "ˆ"}


class Text(vText):
    r"""A TEXT value. icalendar's own takes the letters ``\N`` of a person's text for a line break and loses them."""

    def to_ical(self) -> bytes:
        """Escaped as RFC 5545, section 3.3.11 says."""
        escaped = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
        return escaped.encode()


def block(text: str) -> str:
    """Paragraphs: lines end with a line feed, blanks are single, at most one empty line stands between two others.

    Long runs of blanks would fold into lines that look empty, which some readers take for the end.
    """
    if text.isprintable() and "  " not in text:
        return text.strip()  # as nearly all texts are: nothing to do
    text = _BLANKS.sub(" ", _UNWRITABLE.sub("", _BREAKS.sub("\n", text)))
    return _EMPTY_LINES.sub("\n\n", _AROUND_BREAK.sub("\n", text)).strip()


def line(text: str) -> str:
    """One line: like :func:`block` with line ends as blanks."""
    return _BLANKS.sub(" ", block(text).replace("\n", " "))


def label(text: str) -> str:
    """One line for a parameter such as CN or LABEL: without double quotes, which no parameter can hold."""
    return line(text).translate(_PARAMETER)


def uid(text: str) -> str:
    """The UID as it is. :raises ValueError: it is empty, longer than 255 octets, or not plain visible ASCII."""
    if not _UID.match(text):
        raise ValueError(f"No UID for a calendar: {text[:80]!r}")
    return text

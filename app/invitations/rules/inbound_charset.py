"""Octets of a calendar as text, whatever charset they are said to be in. Pure."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Final

__all__ = ["calendar_text"]

_BOMS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WIDE: Final = ((b"B\0E\0", "utf-16-le"), (b"\0B\0E", "utf-16-be"))
# Charsets of mails. Python's other codecs are for other things, and some of them are slow on purpose-made input; it
# also remembers every name it was ever asked for and did not know.
_CHARSETS: Final = re.compile(
    r"(x-)?(us-)?ascii|utf-?(7|8|16|16[bl]e)|(iso[-_ ]?)?8859[-_]\d{1,2}|latin-?\d|iso-2022-(jp|kr)(-[0-9]|-ext)?"
    r"|(windows|cp|ibm)-?\d{3,4}|koi8-[rut]|euc-?(jp|kr)|ks_c_5601-1987|gbk?|gb2312|gb18030|hz-gb-2312|big5(-?hkscs)?"
    r"|shift[-_]jis|sjis|tis-620|mac-?(roman|cyrillic|greek|turkish|latin2)"
)
_UTF_8: Final = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
_WHOLE_LETTER: Final = re.compile("[^\0-\x7f\ufffd]")


def calendar_text(octets: bytes, charset: str) -> str:
    """The first reading that looks like a calendar: byte order mark, UTF-8 by its form, what is declared, the rest.

    UTF-8 goes first (RFC 5545, section 3.1.4): text of another eight-bit charset has its form by mere chance, while
    many programs declare another. Characters that cannot be read become U+FFFD. Never raises.
    """
    for name, errors in _candidates(octets, charset.strip().lower()):
        try:
            text = octets.decode(name, errors)
        except (LookupError, UnicodeError):
            continue
        if "BEGIN:VCALENDAR" in text.upper():
            return text
    return octets.decode("utf-8", "replace")


def _candidates(octets: bytes, declared: str) -> Iterator[tuple[str, str]]:
    known = [declared] if len(declared) <= 20 and _CHARSETS.fullmatch(declared) else []
    yield from ((name, "replace") for mark, name in _BOMS if octets.startswith(mark))
    yield from ((name, "replace") for start, name in _WIDE if octets.lstrip(b"\r\n")[:4] == start)
    if not octets.isascii():
        yield "utf-8", "strict"
    yield from ((name, "strict") for name in known)
    others = [name for name in known if name not in _UTF_8]
    if not others and _WHOLE_LETTER.search(octets.decode("utf-8", "replace")):
        yield "utf-8", "replace"  # a letter is broken, others are not: Western text is never of that form
    yield from ((name, "replace") for name in (*others, "windows-1252"))

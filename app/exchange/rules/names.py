"""Names that the formats want in a shape of their own: ids, GUIDs, acronyms, slugs. Derived, and always the same."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from app.schedule.rules.codes import ALPHABET, slug_of

__all__ = [
    "derived_guid",
    "derived_id",
    "fits",
    "is_guid",
    "json_acronym",
    "json_slug",
    "unique",
    "xml_acronym",
    "xml_slug",
]

XML_ACRONYM: Final = r"[a-z0-9_-]{4,}"
JSON_ACRONYM: Final = r"[a-z0-9_-][a-z0-9_]{3,}(-2[0-9]{3}-[a-z]+)?"
XML_SLUG: Final = r"[a-z0-9_]{4,}-[a-z0-9\-_]{4,}"
JSON_SLUG: Final = r"[a-z0-9_-]+[a-z0-9]"
JSON_ZONE: Final = r"[A-Z][a-z]+/[A-Z][a-z]+.*|UTC"
_GUID: Final = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


def fits(pattern: str, text: object) -> bool:
    """Whether the whole text has the pattern."""
    return isinstance(text, str) and re.fullmatch(pattern, text) is not None


def is_guid(text: object) -> bool:
    """Whether the text has the form that both formats ask of a GUID."""
    return fits(_GUID, text)


def derived_guid(*parts: str) -> str:
    """A GUID for something that has none: of the same parts always the same (RFC 9562, section 5.5)."""
    return str(uuid5(NAMESPACE_URL, "tag:meridian,2026:" + "/".join(parts)))


def derived_id(code: str) -> int:
    """A positive number for a session that has none: its code read as a number, below 2^31 for codes of ours."""
    if code and set(code) <= set(ALPHABET):
        number = 0
        for char in code:
            number = number * len(ALPHABET) + ALPHABET.index(char)
        return number + 1
    return int.from_bytes(hashlib.blake2b(code.encode(), digest_size=4).digest()) + 2**31


def unique(wanted: Iterable[int]) -> list[int]:
    """The numbers, each that came before raised by 2^32 until it is new."""
    taken: set[int] = set()
    found = []
    for number in wanted:
        free = number
        while free in taken:
            free += 2**32
        taken.add(free)
        found.append(free)
    return found


def xml_acronym(carried: object, slug: str) -> str:
    """The acronym that came with the event where it fits, else one made of it or of the slug."""
    if fits(XML_ACRONYM, carried):
        return str(carried)
    return _long_enough(_spelled(str(carried or "")) or _spelled(slug))


def json_acronym(carried: object, slug: str) -> str:
    """As :func:`xml_acronym`; schedule.json takes no hyphens but before a year and a word."""
    if fits(JSON_ACRONYM, carried):
        return str(carried)
    return _long_enough((_spelled(str(carried or "")) or _spelled(slug)).replace("-", "_"))


def xml_slug(carried: object, acronym: str, code: str, title: str) -> str:
    """The slug that came with the session where it fits, else acronym and what it or the code and title say."""
    if fits(XML_SLUG, carried):
        return str(carried)
    own = _spelled(str(carried or ""))
    if fits(XML_SLUG, own):
        return own
    first = acronym.replace("-", "_")
    if own and fits(XML_SLUG, f"{first}-{own}"):
        return f"{first}-{own}"
    return f"{first}-{code}-{slug_of(title, limit=60)}".rstrip("-")


def json_slug(carried: object, acronym: str, code: str, title: str) -> str:
    """As :func:`xml_slug`, in the shape of schedule.json."""
    if fits(JSON_SLUG, carried):
        return str(carried)
    own = _spelled(str(carried or ""))
    return own if fits(JSON_SLUG, own) else f"{acronym}-{code}-{slug_of(title, limit=60)}".rstrip("-")


def _spelled(text: str) -> str:
    return re.sub(r"[^a-z0-9_-]+", "_", text.lower()).strip("-_")


def _long_enough(text: str) -> str:
    return text if len(text) >= 4 else f"{text}_event".lstrip("_")

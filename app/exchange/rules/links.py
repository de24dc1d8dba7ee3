"""Links as files write them; only such are kept as can be opened from a web page."""

from __future__ import annotations

import re
from typing import Final

from app.exchange.rules.addresses import SCHEME, absolute
from app.exchange.rules.oddities import Kind, Notebook
from app.exchange.rules.raw import RawLink
from app.exchange.rules.texts import imported_line
from app.exchange.rules.values import ImportedLink
from app.schedule.rules.values import LONGEST_NAME, MOST_LINKS

__all__ = ["imported_links"]

_LOOKS_LIKE_HOST: Final = re.compile(r"[\w-]+(\.[\w-]+)*\.[A-Za-z]{2,}(:\d+)?(/\S*)?\Z")


def imported_links(raw: tuple[RawLink, ...], base: str, where: str, notes: Notebook) -> tuple[ImportedLink, ...]:
    """The links with absolute addresses, the same one once; what was odd about them is noted."""
    found: dict[ImportedLink, None] = {}
    for link in raw:
        if link.bare:
            notes.note(Kind.BARE_LINK, where, link.url)
        url = _completed(link.url, base, where, notes)
        if url is None:
            notes.note(Kind.LINK_WITHOUT_ADDRESS, where, link.url or link.title)
            continue
        words = imported_line(link.title, where, notes, limit=LONGEST_NAME)
        found[ImportedLink(url, words, link.kind, imported_line(link.type, where, notes))] = None
    if len(found) > MOST_LINKS:
        notes.note(Kind.TOO_MANY_LINKS, where, len(found))
    return tuple(found)[:MOST_LINKS]


def _completed(text: str, base: str, where: str, notes: Notebook) -> str | None:
    looks_like_host = bool(_LOOKS_LIKE_HOST.match(text))
    if SCHEME.match(text) and not looks_like_host:
        return absolute(text, "")
    if looks_like_host:
        notes.note(Kind.GUESSED_LINK, where, text)
        return absolute(f"https://{text}", "")
    found = None if re.search(r"\s", text) else absolute(text, base)
    if found:
        notes.note(Kind.RELATIVE_LINK, where, text)
    return found

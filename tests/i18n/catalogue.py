"""What the program says, and how it is said in other languages: read from the sources, never from a stale template."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from app.settings import ROOT
from tests.i18n.compiled import TRANSLATIONS

__all__ = ["KEYWORDS", "Message", "catalogue", "forms_of", "messages"]

KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None}
"""Functions that mark a text, as ``make messages`` names them."""

_NOT_OURS = {".venv", "node_modules", "tests", "data", "static", ".git", "build"}


@dataclass(frozen=True)
class Message:
    """One text: singular and (or None) plural, and the files it stands in."""

    singular: str
    plural: str | None
    files: frozenset[str]


@lru_cache(maxsize=1)
def messages() -> tuple[Message, ...]:
    """All texts marked for translation, as ``make messages`` finds them."""
    with (TRANSLATIONS / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found: dict[str | tuple[str, ...], set[str]] = {}
    texts = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS, directory_filter=_is_ours)
    for file, _line, text, _comments, _context in texts:
        found.setdefault(text, set()).add(file)
    return tuple(sorted(_made(found), key=lambda message: message.singular))


def _is_ours(path: str) -> bool:
    return not _NOT_OURS.intersection(path.split("/"))


def _made(found: dict[str | tuple[str, ...], set[str]]) -> Iterator[Message]:
    for text, files in found.items():
        singular, plural = (text, None) if isinstance(text, str) else (text[0], text[1])
        if singular:
            yield Message(singular, plural, frozenset(files))


@lru_cache(maxsize=4)
def catalogue(language: str) -> Catalog:
    """The translations into a language."""
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def forms_of(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """A text's forms: one, or those of its plural."""
    return tuple(text) if isinstance(text, tuple | list) else (text,)

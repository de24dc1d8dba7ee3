"""What a reader finds on a page in the page's own language, and which of the program's English is left in it."""

from __future__ import annotations

import re
from functools import lru_cache
from html.parser import HTMLParser
from importlib import resources
from io import BytesIO

from babel.messages.mofile import read_mo

from app.i18n import direction
from tests.i18n.catalogue import catalogue, forms_of, messages

__all__ = ["Read", "left"]

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_SHOWN = {"title", "aria-label", "placeholder", "alt", "label", "data-label", "data-done", "data-now-words"}
_SILENT = {"script", "style", "code", "template"}
_PLACE = re.compile(r"%\(\w+\)[sd]")
_SHORTEST = 12
"""Characters from which on a text is looked for within others; shorter ones have to stand alone."""

_NAMES = {"City of Helsinki", "Virtanen, Aino"}
"""Examples in forms that are names, and so may stand in any page."""


class Read(HTMLParser):
    """A page: its language and direction, and the texts that are not said to be in another language."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.language = self.direction = ""
        self.texts: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.language, self.direction = given.get("lang") or "", given.get("dir") or ""
        foreign = given.get("lang") not in {None, self.language} or tag in _SILENT or self._is_foreign()
        if not foreign:
            described = given.get("content") if given.get("name") == "description" else None
            shown = [value for name, value in attrs if name in _SHOWN]
            self.texts += [" ".join(value.split()) for value in [*shown, described] if value]
        if tag not in _VOID:
            self._open.append((tag, foreign))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._is_foreign():
            self.texts.append(" ".join(data.split()))

    def _is_foreign(self) -> bool:
        return bool(self._open) and self._open[-1][1]


def left(page: str, language: str) -> list[str]:
    """Texts of the program that stand on the page as the sources have them; it must say its language and direction."""
    read = Read(page)
    assert (read.language, read.direction) == (language, direction(language))
    alone, within = _english(language)
    return [text for text in read.texts if text in alone or within.search(text)]


@lru_cache(maxsize=4)
def _english(language: str) -> tuple[frozenset[str], re.Pattern[str]]:
    """Texts that are said differently in the language: whole, and as one pattern of the longer ones."""
    known = catalogue(language)
    texts: set[str] = set()
    for message in messages():
        entry = known.get(message.singular)
        same = entry is not None and message.singular in forms_of(entry.string)
        texts |= {message.singular, message.plural or message.singular} - ({message.singular} if same else set())
    texts = (texts | _of_forms(language)) - _NAMES
    longer = sorted((text for text in texts if len(_PLACE.sub("", text)) > _SHORTEST), key=len, reverse=True)
    pattern = "|".join(".{1,60}?".join(map(re.escape, _PLACE.split(text))) for text in longer)
    return frozenset(texts), re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")


def _of_forms(language: str) -> set[str]:
    """What WTForms itself says of a field: it brings its own translations."""
    file = resources.files("wtforms") / "locale" / language / "LC_MESSAGES" / "wtforms.mo"
    return {forms_of(entry.id)[0] for entry in read_mo(BytesIO(file.read_bytes())) if entry.id}

"""Texts in several languages, and the door through which people's text comes in.

Pure: neither Flask nor SQLAlchemy.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final, NamedTuple, TypeAlias

from app.errors import N_, RuleBroken

__all__ = [
    "LONGEST_TEXT",
    "LocalText",
    "Localized",
    "clean_block",
    "clean_line",
    "clean_text",
    "is_language",
    "text_in",
]

LONGEST_TEXT: Final = 100_000
"""Characters of a text in one language, from a form as from an import: whatever came in can be edited."""

LocalText: TypeAlias = dict[str, str]
"""A text by language, ``{"en": "Opening", "ko": "개회"}``: BCP 47 tags in lower case, no empty texts,
never changed in place."""

# The shape of a BCP 47 tag as far as we take them: language, optional script, optional region (RFC 5646, section 2.1).
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?\Z")

# Characters that reorder or hide what follows them beyond the end of the text (Unicode TR 36, "Trojan Source").
# U+200E/U+200F and the joiners stay: Arabic, Persian and Hindi need them.
# Surrogates cannot be written as UTF-8 anywhere; JSON and forms can smuggle them in.
_DROPPED = re.compile("[\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
_CONTROLS_IN_BLOCKS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LINE_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\x85]")


class Localized(NamedTuple):
    """A text and the language it is in (which may not be the one asked for)."""

    text: str
    language: str


def is_language(tag: str) -> bool:
    """Whether the tag has the shape of a language tag we keep texts under."""
    return bool(_LANGUAGE.match(tag))


def text_in(text: Mapping[str, str], language: str, *others: str) -> Localized:
    """The text in the wanted language, else in the first of the others that exists, else in English, else in any.

    ``en-gb`` falls back to ``en`` before anything else. An empty mapping answers an empty text.
    """
    for wanted in (language, *others, "en"):
        for tag in (wanted, wanted.split("-")[0]):
            if text.get(tag):
                return Localized(text[tag], tag)
    for tag, value in text.items():
        if value:
            return Localized(value, tag)
    return Localized("", language)


def clean_line(value: str, *, limit: int = 500, field: str | None = None) -> str:
    """One line of a person's text: NFC, no control characters, white space folded. Refused beyond ``limit``."""
    return _bounded(" ".join(_printable(value).split()), limit, field)


def clean_block(value: str, *, limit: int = LONGEST_TEXT, field: str | None = None) -> str:
    r"""Paragraphs of a person's text: line ends are ``\n``, other control characters are dropped."""
    lines = _printable(_LINE_BREAKS.sub("\n", value), _CONTROLS_IN_BLOCKS).split("\n")
    return _bounded("\n".join(line.rstrip() for line in lines).strip(), limit, field)


def clean_text(texts: Mapping[str, str], *, limit: int = LONGEST_TEXT, field: str | None = None) -> LocalText:
    """A :data:`LocalText` with clean paragraphs, without empty texts; an unknown shape of language tag is refused."""
    cleaned: LocalText = {}
    for tag, value in texts.items():
        if not is_language(tag):
            raise RuleBroken(N_("“%(tag)s” is not a language code we know."), field=field, tag=_shown(tag))
        if block := clean_block(value, limit=limit, field=field):
            cleaned[tag] = block
    return cleaned


def _bounded(value: str, limit: int, field: str | None) -> str:
    if len(value) > limit:
        raise RuleBroken(N_("This text is longer than %(limit)s characters."), field=field, limit=limit)
    return value


def _printable(value: str, controls: re.Pattern[str] = _CONTROLS) -> str:
    return unicodedata.normalize("NFC", controls.sub(" ", _DROPPED.sub("", value)))


def _shown(value: str) -> str:
    return clean_line(value[:40])

"""People's paragraphs as markup: Markdown without raw HTML, cleaned by a library that knows browsers. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import unescape
from typing import Final, NamedTuple

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

__all__ = ["Note", "excerpt", "mention", "noted", "prose"]

_MARKDOWN: Final = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).enable("table")
_TAGS: Final = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "hr", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES: Final = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES: Final = {"http", "https", "mailto"}
_HEADING: Final = re.compile(r"<(/?)h([1-6])>")
_MARKUP: Final = re.compile(r"<[^>]+>")
_TAG: Final = re.compile(r"(<[^>]+>)")
_CLOSED: Final = re.compile(r"<(/?)(?:a|code|pre)\b")


@lru_cache(maxsize=512)
def prose(text: str) -> Markup:
    """Markdown as safe markup. Its headings start at the third level, under the page's own."""
    made = _HEADING.sub(lambda found: f"<{found[1]}h{min(int(found[2]) + 2, 4)}>", _MARKDOWN.render(text))
    return Markup(  # noqa: S704 - cleaned by nh3
        nh3.clean(made, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener nofollow ugc")
    )


class Note(NamedTuple):
    """A term that a footnote explains: the word as it may stand in the text, and the footnote's place and number."""

    term: str
    anchor: str
    number: int


def noted(made: Markup, notes: Iterable[Note]) -> Markup:
    """The markup with a mark after the first place where each term stands, not within links and code."""
    pieces = _TAG.split(made)
    for note in notes:
        # The name of a character reference is stepped over: AMP does not stand in "&amp;".
        word = re.compile(rf"\b(?P<term>{re.escape(escape(note.term))})\b|&[a-z0-9#]+;", re.IGNORECASE)
        for place in _open_text(pieces):
            if found := next((each for each in word.finditer(pieces[place]) if each["term"]), None):
                text = pieces[place]
                pieces[place : place + 1] = [text[: found.end()], _mark(note), text[found.end() :]]
                break
    return Markup("".join(pieces))  # noqa: S704 - the marks are escaped, the rest was markup before


def mention(term: str, text: str) -> int:
    """Where a text first mentions a term; its end where it does not."""
    found = re.search(rf"\b{re.escape(term)}\b", text, re.IGNORECASE)
    return found.start() if found else len(text)


def _open_text(pieces: list[str]) -> Iterator[int]:
    """The places of pieces that are text outside of links and code; markup stands at the odd places."""
    closed = 0
    for place, piece in enumerate(pieces):
        if place % 2 and (name := _CLOSED.match(piece)):
            closed += -1 if name[1] else 1
        elif not place % 2 and not closed:
            yield place


def _mark(note: Note) -> Markup:
    return Markup('<sup class="note-mark"><a href="#{}">{}</a></sup>').format(note.anchor, note.number)


@lru_cache(maxsize=512)
def excerpt(text: str, limit: int = 200) -> str:
    """The beginning of Markdown as one plain line, cut at a word, for descriptions of pages."""
    line = " ".join(unescape(_MARKUP.sub(" ", prose(text))).split())
    if len(line) <= limit:
        return line
    return line[: limit - 1].rsplit(" ", 1)[0].rstrip(",;:.–- ") + "…"

"""People's paragraphs as markup: Markdown without raw HTML, cleaned by a library that knows browsers. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

__all__ = ["excerpt", "prose"]

_MARKDOWN: Final = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).enable("table")
_TAGS: Final = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "hr", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES: Final = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES: Final = {"http", "https", "mailto"}
_HEADING: Final = re.compile(r"<(/?)h([1-6])>")
_MARKUP: Final = re.compile(r"<[^>]+>")


@lru_cache(maxsize=512)
def prose(text: str) -> Markup:
    """Markdown as safe markup. Its headings start at the third level, under the page's own."""
    made = _HEADING.sub(lambda found: f"<{found[1]}h{min(int(found[2]) + 2, 4)}>", _MARKDOWN.render(text))
    return Markup(  # noqa: S704 - cleaned by nh3
        nh3.clean(made, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener nofollow ugc")
    )


@lru_cache(maxsize=512)
def excerpt(text: str, limit: int = 200) -> str:
    """The beginning of Markdown as one plain line, cut at a word, for descriptions of pages."""
    line = " ".join(unescape(_MARKUP.sub(" ", prose(text))).split())
    if len(line) <= limit:
        return line
    return line[: limit - 1].rsplit(" ", 1)[0].rstrip(",;:.–- ") + "…"

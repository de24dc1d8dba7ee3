"""HTML in texts becomes Markdown: our texts are Markdown, in which HTML would be shown as it is typed.

Turning the answer into Markdown once more changes nothing: what could be taken for a tag is escaped in it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from app.exchange.rules.markdown_writer import KNOWN, MarkdownWriter

__all__ = ["is_html", "to_markdown"]

MOST_TAGS: Final = 5_000
"""A text with more is left as it is, its tags escaped; the longest real text has some hundreds."""

_NAMES: Final = "|".join(sorted(KNOWN, key=len, reverse=True))
_TAG: Final = re.compile(rf"(?<!\\)<(?=/?(?:{_NAMES})(?:\s[^<>]*)?/?>)", re.IGNORECASE)
_TICKS: Final = re.compile(r"(?<!\\)`+")


def is_html(text: str) -> bool:
    """Whether the text holds tags of HTML that are neither escaped nor in a span or block of code."""
    return "<" in text and bool(_TAG.search(_without_code(text)))


def to_markdown(text: str) -> str:
    """The text with its HTML as Markdown. A text without HTML is given back as it is."""
    if not is_html(text):
        return text
    if text.count("<") > MOST_TAGS:
        return _escaped(text)
    writer = MarkdownWriter()
    writer.feed(text)
    writer.close()
    written = writer.written()
    return _escaped(written) if is_html(written) else written


def _escaped(text: str) -> str:
    return _TAG.sub(r"\\<", text)


def _without_code(text: str) -> str:
    """The text without what stands between two runs of as many backticks (CommonMark 0.31, section 6.1)."""
    runs = [(found.start(), found.end()) for found in _TICKS.finditer(text)]
    by_length: dict[int, list[int]] = {}
    for start, end in runs:
        by_length.setdefault(end - start, []).append(start)
    kept: list[str] = []
    position = 0
    for start, end in runs:
        if start < position:
            continue  # inside a span that is already closed
        same = by_length[end - start]
        following = bisect_right(same, start)
        if following < len(same):
            kept.append(text[position:start])
            position = same[following] + end - start
    return "".join([*kept, text[position:]])

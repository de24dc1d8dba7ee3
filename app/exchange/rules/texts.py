"""Texts of a file on their way in: cleaned, in a language, HTML turned into Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from app.errors import N_
from app.exchange.rules.limits import MAX_BLOCK, MAX_LINE, Refused
from app.exchange.rules.markdown import is_html, to_markdown
from app.exchange.rules.oddities import Kind, Notebook
from app.exchange.rules.raw import RawText
from app.texts import LocalText, clean_block, clean_line, is_language, text_in

__all__ = ["first_text", "imported_block", "imported_line", "imported_lines", "language_tags"]

_HIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
_BETWEEN: Final = re.compile(r"[\s,;/|&]+")


def language_tags(text: str | None, where: str, notes: Notebook) -> tuple[str, ...]:
    """The language tags that a field such as ``en``, ``de_DE`` or ``en, fi`` names; what is none is noted."""
    if text is None or not text.strip():
        notes.note(Kind.NO_LANGUAGE, where)
        return ()
    found: dict[str, None] = {}
    for word in _BETWEEN.split(text.strip().lower().replace("_", "-"))[:8]:
        tag = next((tag for tag in (word, word.split("-")[0]) if is_language(tag)), None)
        if tag is not None:
            found[tag] = None
        elif word:
            notes.note(Kind.UNKNOWN_LANGUAGE, where, text)
    return tuple(found)


def first_text(raw: RawText | None) -> str:
    """The text, whatever its language; of several languages as :func:`app.texts.text_in` chooses."""
    if raw is None or isinstance(raw, str):
        return raw or ""
    return text_in(raw, "en").text


def imported_line(text: str, where: str, notes: Notebook, *, limit: int = MAX_LINE) -> str:
    """One clean line; a longer one than ``limit`` is cut, and that is noted."""
    _note_hidden(text, where, notes)
    line = clean_line(text, limit=len(text))
    if len(line) > limit:
        notes.note(Kind.CUT, where, line)
        line = line[: limit - 1].rstrip() + "…"
    return line


def imported_lines(raw: RawText, language: str, where: str, notes: Notebook) -> LocalText:
    """One clean line in each language that the file has it in; ``language`` where it tells none."""
    lines = {tag: imported_line(text, where, notes) for tag, text in _by_language(raw, language, where, notes).items()}
    return {tag: line for tag, line in lines.items() if line}


def imported_block(raw: RawText, language: str, where: str, notes: Notebook) -> LocalText:
    """Clean Markdown in each language that the file has it in; ``language`` where it tells none.

    :raises Refused: a text of more than :data:`~app.exchange.rules.limits.MAX_BLOCK` characters.
    """
    blocks = {tag: _block(text, where, notes) for tag, text in _by_language(raw, language, where, notes).items()}
    return {tag: block for tag, block in blocks.items() if block}


def _block(text: str, where: str, notes: Notebook) -> str:
    _check_length(text, where)
    _note_hidden(text, where, notes)
    block = clean_block(text, limit=len(text))
    if not is_html(block):
        return block
    notes.note(Kind.HTML, where)
    # Entities may hide characters that cleaning takes out, and what is left may be a tag: until nothing changes.
    for _ in range(4):
        before, block = block, to_markdown(block)
        block = clean_block(block, limit=len(block))
        if block == before:
            break
    _check_length(block, where)
    return block


def _check_length(text: str, where: str) -> None:
    if len(text) > MAX_BLOCK:
        raise Refused(N_("%(where)s: a text is longer than %(limit)s characters."), where=where, limit=MAX_BLOCK)


def _note_hidden(text: str, where: str, notes: Notebook) -> None:
    if _HIDDEN.search(text):
        notes.note(Kind.CONTROL_CHARACTERS, where)


def _by_language(raw: RawText, language: str, where: str, notes: Notebook) -> Mapping[str, str]:
    if isinstance(raw, str):
        return {language: raw}
    found: dict[str, str] = {}
    for written, text in raw.items():
        tag = written.lower().replace("_", "-")
        if not is_language(tag):
            notes.note(Kind.UNKNOWN_LANGUAGE, where, written)
            tag = language
        found.setdefault(tag, text)
    return found

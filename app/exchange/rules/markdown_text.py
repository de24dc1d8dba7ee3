"""Text and spans of Markdown (CommonMark): escaped where a character would mean something, wrapped in their marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

__all__ = ["Span", "escaped", "paragraph", "spaced", "target", "wrapped"]

_SPECIAL: Final = re.compile(
    r"\\(?=[!-/:-@\[-`{-~]|\n|\Z)|`|(?<!\s)\*|\*(?!\s)|(?<!\w)_|_(?!\w)|~~|<(?=[A-Za-z/!?])|&(?=#?\w{1,32};)"
    r"|\[(?=[^\[\]]{0,300}\][(\[:])"
)
_LINE_START: Final = re.compile(r"(?m)^([ \t]*)(#{1,6}(?=\s)|[-+*](?=\s)|>|=+(?=\s*$)|-+(?=\s*$))")
_NUMBERED: Final = re.compile(r"(?m)^([ \t]*\d{1,9})([.)])(?=\s)")
_SPACE: Final = re.compile(r"[^\S\n]+")
_BRACKET: Final = re.compile(r"(?<!\\)[\[\]]")
_BREAKS: Final = re.compile(r"(?:\\\n[ \t]*){2,}|\\\n[ \t]*\n\s*|\n[ \t]*\\\n")


@dataclass(slots=True)
class Span:
    """An open inline element and what is written in it so far."""

    tag: str
    mark: str = ""
    href: str = ""
    parts: list[str] = field(default_factory=list)


def spaced(text: str) -> str:
    """White space folded; line breaks stay."""
    return _SPACE.sub(" ", text)


def escaped(text: str) -> str:
    """Text in which no character means anything to Markdown."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def paragraph(text: str, *, is_markdown: bool) -> str:
    """The text as one block. Lines of text that is no Markdown yet cannot begin a list, a heading or a quotation."""
    text = _BREAKS.sub("\n\n", text).strip()
    if not is_markdown:
        text = "\n".join(line.strip() for line in text.removesuffix("|").split("\n") if line.strip())
        text = _NUMBERED.sub(r"\1\\\2", _LINE_START.sub(r"\1\\\2", text))
    return text.removesuffix("\\").rstrip() if text.endswith("\\") and not text.endswith("\\\\") else text


def wrapped(span: Span) -> str:
    """What the span holds, in its marks; white space at its ends stays outside of them."""
    text = "".join(span.parts)
    core = text.strip()
    if not core:
        return text
    before, after = text[: text.index(core)], text[text.index(core) + len(core) :]
    if span.tag == "code":
        longest = max((len(run) for run in re.findall("`+", core)), default=0)
        ticks, pad = "`" * (longest + 1), " " if longest else ""
        core = f"{ticks}{pad}{' '.join(core.split())}{pad}{ticks}"
    elif span.href and core == span.href:
        core = f"<{core}>"
    elif span.href:
        words = _BRACKET.sub(r"\\\g<0>", core)
        core = f"[{words}]({target(span.href)})"
    else:
        core = f"{span.mark}{core}{span.mark}"
    return before + core + after


def target(address: str) -> str:
    """The address for the round brackets of a link."""
    return address.replace("(", "%28").replace(")", "%29")

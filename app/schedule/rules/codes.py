"""Short stable codes and readable slugs. Pure.

A code names a session or speaker for good; the slug after it only helps people read the address and follows the title.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Container, Sequence

from slugify import slugify

from app.texts import LocalText, text_in

__all__ = ["ALPHABET", "address", "code_in", "free_slug", "is_code", "new_code", "slug_of"]

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Letters and digits that nobody mixes up when reading a code aloud or off paper."""
LENGTH = 6
SLUG_LIMIT = 80

_CODE = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}\Z")
# Three letters in a row can be a word, and some words nobody wants in an address.
_MAY_BE_A_WORD = re.compile(r"[a-z]{3}|^[0-9]+$")


def new_code(taken: Container[str] = (), *, choose: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """A fresh code of six characters: no words, not only digits, none of ``taken``."""
    while True:
        code = "".join(choose(ALPHABET) for _ in range(LENGTH))
        if not _MAY_BE_A_WORD.search(code) and code not in taken:
            return code


def is_code(value: str) -> bool:
    """Whether the value has the shape of a code of ours."""
    return bool(_CODE.match(value))


def slug_of(title: LocalText | str, *, limit: int = SLUG_LIMIT) -> str:
    """A title for addresses: ASCII, words joined by hyphens. Empty where nothing of it can be spelled so.

    A title in several languages gives its English one, else its first: slugs must not depend on who looks.
    """
    text = title if isinstance(title, str) else text_in(title, "en").text
    return slugify(text[:500], max_length=limit, word_boundary=True)


def free_slug(wanted: str, taken: Container[str], *, fallback: str, limit: int = SLUG_LIMIT) -> str:
    """The slug, or the first of ``slug-2``, ``slug-3``, … that is not taken; ``fallback`` where it is empty."""
    base = wanted[:limit].rstrip("-") or fallback
    slug, number = base, 1
    while slug in taken:
        number += 1
        end = f"-{number}"
        slug = base[: limit - len(end)].rstrip("-") + end
    return slug


def address(code: str, title: LocalText | str) -> str:
    """The last step of a session's address: ``k7m2qd-opening``, or the bare code."""
    slug = slug_of(title)
    return f"{code}-{slug}" if slug else code


def code_in(step: str) -> str:
    """The code at the start of such an address; the rest may be any old slug."""
    return step.split("-", 1)[0]

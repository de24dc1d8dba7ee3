"""Short stable codes and readable slugs. Pure.

A code names a session or speaker for good; the slug after it only helps people read the address and follows the title.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Container, Sequence

from app.slugs import SLUG_LIMIT, free_slug, slug_of
from app.texts import LocalText

__all__ = ["ALPHABET", "SLUG_LIMIT", "address", "code_in", "free_slug", "is_code", "new_code", "slug_of"]

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Letters and digits that nobody mixes up when reading a code aloud or off paper."""
LENGTH = 6

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


def address(code: str, title: LocalText | str) -> str:
    """The last step of a session's address: ``k7m2qd-opening``, or the bare code."""
    slug = slug_of(title)
    return f"{code}-{slug}" if slug else code


def code_in(step: str) -> str:
    """The code at the start of such an address; the rest may be any old slug."""
    return step.split("-", 1)[0]

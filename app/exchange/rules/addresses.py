"""Addresses as files write them: with blanks, relative to the file's own."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urljoin

from app.links import web_address

__all__ = ["SCHEME", "absolute"]

SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def absolute(text: str, base: str) -> str | None:
    """The http or https address of a link that may be relative to ``base``, ASCII only; None where there is none."""
    written = "".join(text.split())
    try:
        return web_address(written if SCHEME.match(written) or not written else urljoin(base, written))
    except ValueError:  # brackets in the base or in what is joined to it
        return None

"""Addresses of the web, absolute and in ASCII, as links and formats want them."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

from app.schedule.rules.values import LONGEST_URL

__all__ = ["SCHEME", "absolute"]

SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SCHEMES: Final = frozenset({"http", "https"})
# What may stand in a URI (RFC 3986, section 2), and "%": what is percent-encoded stays as it is.
_KEPT: Final = "%/:?#@!$&'()*+,;=~"
_BROKEN_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")


def absolute(text: str, base: str) -> str | None:
    """The http or https address of a link that may be relative to ``base``, ASCII only; None where there is none."""
    written = "".join(text.split())
    if not written:
        return None
    try:
        whole = urljoin(base, written) if not SCHEME.match(written) else written
        parts = urlsplit(whole)
        if not parts.netloc.isascii():
            whole = whole.replace(parts.netloc, parts.netloc.encode("idna").decode(), 1)
        sound = parts.scheme.lower() in _SCHEMES and bool(parts.hostname)
        _ = parts.port  # raises where it is no number
    except ValueError:
        return None
    brackets = "[]" if "[" in parts.netloc else ""  # around the number of an IPv6 host, nowhere else
    found = quote(_BROKEN_PERCENT.sub("%25", whole), safe=_KEPT + brackets)
    return found if sound and len(found) <= LONGEST_URL else None

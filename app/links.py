"""What a web address is: one rule for what people type, what files bring, and what programmes and calendars hand on.

Pure. The result is a URI in ASCII (RFC 3986): the host in IDNA as browsers write it (UTS 46), the rest percent-encoded.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv6Address
from typing import Final
from urllib.parse import quote, urlsplit

import idna

__all__ = ["LONGEST_LINK", "web_address"]

LONGEST_LINK: Final = 500
"""Characters of an address, as typed and as handed on."""

_SCHEMES: Final = frozenset({"http", "https"})
# Blanks and controls, which end an address or the line it stands on, and halves of characters, which nothing can write.
_FORBIDDEN: Final = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# A site and its port: nothing before an "@", brackets only around the number of an IPv6 host.
_SITE: Final = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\[\]:@%\\]+)(?::(?P<port>[0-9]{0,5}))?\Z")
# Also with "_", which names of machines have although no registry gives it.
_NAME: Final = re.compile(r"(?=.{1,253}\Z)\w[\w-]{0,62}(\.\w[\w-]{0,62})*\.?\Z", re.ASCII)
_HIGHEST_PORT: Final = 65535
# What may stand in a URI (RFC 3986, section 2), and "%": what is percent-encoded stays as it is.
_KEPT: Final = "%/:?#@!$&'()*+,;=~"
_BROKEN_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")


def web_address(text: str) -> str | None:
    """The http or https address in ASCII, or None: no other scheme, a site, no name or password before it, no blanks.

    What it gives it takes again unchanged.
    """
    return _ascii(text) if 0 < len(text) <= LONGEST_LINK else None


@lru_cache(maxsize=4096)
def _ascii(text: str) -> str | None:
    if _FORBIDDEN.search(text):
        return None
    try:
        parts = urlsplit(text)
        site = _site(parts.netloc)
    except ValueError:  # brackets, or a name that IDNA refuses
        return None
    if parts.scheme not in _SCHEMES or not site:
        return None
    rest = text[len(f"{parts.scheme}://{parts.netloc}") :]  # put together from its parts it would lose an empty "#"
    found = f"{parts.scheme}://{site}{quote(_BROKEN_PERCENT.sub('%25', rest), safe=_KEPT)}"
    return found if len(found) <= LONGEST_LINK else None


def _site(written: str) -> str:
    """Host and port, in ASCII and otherwise as written; empty, or a ValueError, where they can be none."""
    found = _SITE.match(written)
    if found is None or (found["port"] and not 0 < int(found["port"]) <= _HIGHEST_PORT):
        return ""
    host = found["host"]
    if host.startswith("["):
        IPv6Address(host[1:-1])
        return written
    name = host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    return name + written[len(host) :] if _NAME.match(name) else ""

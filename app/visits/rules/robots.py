"""Who is no person: robots, link previews, pages fetched ahead. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

__all__ = ["is_ahead", "is_robot", "prefix_of"]

# Names that programs give themselves, and those of whoever makes link previews; "bot" covers most of
# them; Cubot makes telephones.
_ROBOTS: Final = re.compile(
    r"""(?<!cu)bot(?![a-z])|crawl|spider|slurp|scrap|preview|monitor|uptime|headless|phantom|lighthouse|validator
    |facebookexternalhit|facebookcatalog|whatsapp|skypeuripreview|embedly|vkshare|mediapartners|google-|bingpreview
    |feedfetcher|archiver|curl/|wget|python|libwww|perl|ruby|java/|okhttp|httpclient|go-http|node-fetch|axios|undici
    |scrapy|postman|insomnia|httpie|selenium|playwright|puppeteer""",
    re.IGNORECASE | re.VERBOSE,
)

_AHEAD: Final = {"sec-purpose": "prefetch", "purpose": "prefetch", "x-moz": "prefetch", "x-purpose": "preview"}
"""Headers of what a browser fetches before anybody asks for it, or to show a small picture of it."""


def is_robot(agent: str) -> bool:
    """Whether whoever calls itself so (the header User-Agent) is a program. Who says nothing is one."""
    return not agent.strip() or _ROBOTS.search(agent) is not None


def is_ahead(headers: Mapping[str, str]) -> bool:
    """Whether a browser asks ahead of its person (Sec-Purpose: W3C Fetch; the others are older names of it)."""
    said = {name.lower(): value.lower() for name, value in headers.items()}
    return any(word in said.get(name, "") or "preview" in said.get(name, "") for name, word in _AHEAD.items())


def prefix_of(network: str) -> str:
    """The network that an address belongs to: /24 of IPv4, /48 of IPv6; empty for what is no address."""
    try:
        address = ip_address(network.partition("/")[0])
    except ValueError:
        return ""
    return str(ip_network((address, 48 if isinstance(address, IPv6Address) else 24), strict=False))

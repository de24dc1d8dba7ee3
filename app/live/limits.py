"""How often somebody may command: by person or browser, and twenty times as wide by network."""

from __future__ import annotations

from typing import Final

from limits import RateLimitItem, parse

from app.clock import now
from app.live.rules.asking import BURST
from app.web_limits import limiter

__all__ = ["wait_ms"]

_VOTES: Final = parse("60 per minute")
_COMMANDS: Final = parse("40 per minute")
_NETWORK_IS_WIDER: Final = 20
"""A school shares one address."""
_ASKED_IN_NETWORK: Final = parse(f"{_NETWORK_IS_WIDER * BURST} per minute")
"""What each may ask is counted by room, from the database; who throws her cookies away is another each time."""


def wait_ms(actor: str, network: str, command: str) -> int:
    """Milliseconds until that person or browser, in that network, may do this; 0 = now, and it is counted."""
    if not limiter.enabled:
        return 0
    kind, item = ("vote", _VOTES) if command == "vote" else ("command", _COMMANDS)
    limits = [(kind, item, actor), (kind, _wide(item), network)]
    if command == "ask":
        limits.append(("ask", _ASKED_IN_NETWORK, network))
    for kind, limit, whose in limits:
        if not limiter.limiter.hit(limit, "live", kind, whose):
            reset = limiter.limiter.get_window_stats(limit, "live", kind, whose).reset_time
            return max(1, round((reset - now().timestamp()) * 1000))
    return 0


def _wide(item: RateLimitItem) -> RateLimitItem:
    return type(item)(item.amount * _NETWORK_IS_WIDER, item.multiples)

"""Whether a command may be carried out now: by its connection, its person or browser, and its network."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Final

from app.live.limits import wait_ms
from app.live.rules.asking import TooOften
from app.live.sockets.clients import Client
from app.web_limits import limiter

__all__ = ["WHOLE", "keep_pace"]

WHOLE: Final = frozenset({"join", "sync"})
"""Commands that are answered with a whole room."""
_COST_OF_WHOLE: Final = 12.0


def keep_pace(client: Client, command: str) -> None:
    """Raises :class:`TooOften` with how long to wait, and ``Flood`` to who does not wait: that ends the connection."""
    if not limiter.enabled:
        return
    wait = client.pace.wait_ms(_COST_OF_WHOLE if command in WHOLE else 1.0, time.monotonic())
    if not wait and command not in WHOLE:
        wait = wait_ms(client.actor, client.network, command)
    if wait:
        raise TooOften(timedelta(milliseconds=wait))

"""Before a process stops it tells its screens when to come back, so that they do not all come at once (live.md)."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from typing import Any

from app.live.sockets.clients import Client

__all__ = ["say_goodbye", "spread"]

SOONEST = 0.5
"""Seconds until the first come back."""
PATIENCE = 1.0
"""Seconds in which screens leave by themselves; who is there then is shown out."""
AT_ONCE = 500
"""Screens that may come back in a second."""


def spread(screens: int) -> float:
    """Seconds after which the last of so many screens comes back: 4, more where they are many, 30 at most."""
    return min(30.0, max(4.0, screens / AT_ONCE))


def say_goodbye(
    clients: Iterable[Client], tell: Callable[[Client, dict[str, Any]], None], end: Callable[[Client], None]
) -> None:
    """Tell each of these screens when to come back, wait a moment, end what is still connected."""
    everybody = list(clients)
    latest = spread(len(everybody))
    for client in everybody:
        tell(client, {"retry_in": round(random.uniform(SOONEST, latest), 2)})  # noqa: S311 - a spread, no secret
    if everybody:
        time.sleep(PATIENCE)
    for client in clients:
        end(client)

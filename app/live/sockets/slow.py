"""Screens that do not read are shown out, before what waits for them fills the memory (promise P17)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

import structlog

__all__ = ["MOST_WAITING", "Waiting", "show_out_slow"]

log = structlog.get_logger(__name__)

MOST_WAITING = 200
"""Messages that may wait for a screen; it comes back and asks for what it missed, which is less."""


class _Queue(Protocol):
    def qsize(self) -> int: ...


class Waiting(Protocol):
    """A connection as Engine.IO keeps it, with our way to end it at once."""

    queue: _Queue
    cut: Callable[[], None]


def show_out_slow(connections: Iterable[Waiting]) -> int:
    """End the connections for which too much waits; answers how many."""
    slow = [one for one in connections if one.queue.qsize() > MOST_WAITING and hasattr(one, "cut")]
    for one in slow:
        one.cut()
    if slow:
        log.info("slow screens shown out", screens=len(slow))
    return len(slow)

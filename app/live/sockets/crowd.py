"""How many connections one network, and one person or browser, may hold open in this process (promise P17).

The newest is refused, with a reason; it still has the room by plain HTTP.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from app.errors import N_, MeridianError

__all__ = ["MOST_OF_ACTOR", "MOST_OF_NETWORK", "RETRY_MS", "STRANGERS", "Crowd", "Crowded"]

MOST_OF_NETWORK: Final = 1200
"""A school shares one address."""
MOST_OF_ACTOR: Final = 30
"""Tabs and devices of one person, or tabs of one browser."""
STRANGERS: Final = 100
"""More of a network may be open for the moment in which they say who they are, or are told why they may not stay."""
RETRY_MS: Final = 30_000
"""Milliseconds after which who was refused may try again."""


class Crowded(MeridianError):
    """No more connections are taken."""

    def __init__(self) -> None:
        super().__init__(N_("Too many connections are open from where you are. The page goes on without one."))


class Crowd:
    """How many of each name there are. Nothing here yields to other greenlets."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._there: Counter[str] = Counter()

    def has_room(self, name: str) -> bool:
        """Whether one more may come."""
        return self._there[name] < self._most  # a Counter that is asked keeps nothing

    def enters(self, name: str) -> None:
        """One more is there."""
        self._there[name] += 1

    def leaves(self, name: str) -> None:
        """One less is there; who has none is forgotten."""
        self._there[name] -= 1
        if self._there[name] <= 0:
            del self._there[name]

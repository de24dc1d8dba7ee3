"""A clock for counting that does not jump. Pure.

Somebody sets the machine's clock a day ahead: by that clock nobody has been heard for a day, every visit would end and
every viewer come a second time (promise P16). How long ago something was is therefore measured by a clock that cannot
be set, and only what time it is by the other.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

__all__ = ["STEP", "SteadyClock"]

STEP: Final = timedelta(seconds=30)
"""A machine's clock that is off by more was set; less is the slow correction that keeps clocks right."""


class SteadyClock:
    """Instants that follow the machine's clock in its slow corrections, and not where it is set."""

    def __init__(self, wall: datetime, monotonic: float) -> None:
        self._wall, self._monotonic = wall, monotonic

    def moment(self, wall: datetime, monotonic: float) -> datetime:
        """The present instant, from what both clocks of the machine say now."""
        expected = self._wall + timedelta(seconds=monotonic - self._monotonic)
        self._wall = wall if abs(wall - expected) <= STEP else expected
        self._monotonic = monotonic
        return self._wall

"""When a session counts live, and when as a replay. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

__all__ = ["DOORS", "LONGEST_DOORS", "OVERRUN", "Hours", "Mode", "hours"]

DOORS: Final = timedelta(minutes=30)
"""How long before its start the doors of a session open, unless the organizers say otherwise."""
LONGEST_DOORS: Final = timedelta(hours=4)
OVERRUN: Final = timedelta(minutes=30)
"""How long after its scheduled end a session still counts as live: sessions run over."""


class Mode(StrEnum):
    """Live and replay are counted apart."""

    LIVE = "live"
    REPLAY = "replay"


@dataclass(frozen=True)
class Hours:
    """From when a session counts live, and from when as a replay."""

    doors: datetime
    replay: datetime

    def mode(self, now: datetime) -> Mode | None:
        """How a beat counts now; None before the doors open."""
        if now < self.doors:
            return None
        return Mode.LIVE if now < self.replay else Mode.REPLAY

    def since(self, mode: Mode) -> datetime:
        """Before this nothing counts in that mode."""
        return self.doors if mode is Mode.LIVE else self.replay


def hours(
    starts_at: datetime | None, ends_at: datetime | None, *, doors: timedelta = DOORS, called_off: bool = False
) -> Hours | None:
    """The hours of a session; None where nothing is counted: it has no time yet, or was called off."""
    if starts_at is None or ends_at is None or called_off:
        return None
    return Hours(starts_at - doors, ends_at + OVERRUN)

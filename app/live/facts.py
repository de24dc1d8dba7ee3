"""What happens in rooms. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from app.facts import Fact

__all__ = ["RoomChanged"]


@dataclass(frozen=True)
class RoomChanged(Fact):
    """A room's log grew, or its scores changed: screens are to be told."""

    room_id: int

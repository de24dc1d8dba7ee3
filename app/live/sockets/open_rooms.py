"""Whether a room takes votes, asked of the database once a second rather than for every vote."""

from __future__ import annotations

import time

from app.live.seats import seat_in
from app.live.sockets.clients import Place

__all__ = ["OpenRooms"]

FRESH = 1.0
"""Seconds that an answer is good for: a room that a moderator closes takes votes that much longer."""
KEPT = 1000


class OpenRooms:
    """What is known of the rooms of this process. Needs an app context."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[float, bool]] = {}

    def takes_votes(self, place: Place) -> bool:
        """Whether questions and votes are taken there. Raises :class:`NotFound` where the event is gone."""
        moment = time.monotonic()
        until, is_open = self._known.get(place.room_id, (0.0, False))
        if moment >= until:
            is_open = seat_in(place.event, place.code, by=None).is_open
            if len(self._known) >= KEPT:
                self._known.clear()
            self._known[place.room_id] = (moment + FRESH, is_open)
        return is_open

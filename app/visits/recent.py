"""The public's numbers, counted again at most every few seconds, however many ask."""

from __future__ import annotations

import time
from typing import Final

from app.clock import now
from app.schedule.queries import Released
from app.schedule.rules.programme import ReleasedSession
from app.visits.queries import PublicNumbers, public_numbers, settings_of

__all__ = ["Recent"]

FRESH: Final = 10.0
"""Seconds that numbers are good for; as often as who is here is sampled."""
KEPT: Final = 2000

_Place = tuple[int, str, str]


class Recent:
    """What was counted last, by event, session and what the organizers show."""

    def __init__(self) -> None:
        self._known: dict[_Place, tuple[float, PublicNumbers | None]] = {}

    def of(self, release: Released, talk: ReleasedSession | None) -> PublicNumbers | None:
        """The numbers of a session, or of the event; None where the organizers show nothing, from that moment on."""
        place = (release.event_id, talk.code if talk else "", settings_of(release.event_id).shown)
        until, numbers = self._known.get(place, (0.0, None))
        if time.monotonic() >= until:
            numbers = public_numbers(release, talk, now=now())
            if len(self._known) >= KEPT:
                self._known.clear()
            self._known[place] = (time.monotonic() + FRESH, numbers)
        return numbers

    def clear(self) -> None:
        """Forget everything."""
        self._known.clear()

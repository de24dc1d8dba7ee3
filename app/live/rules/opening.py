"""When a room takes questions and votes. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from app.errors import N_, RuleBroken

__all__ = ["AFTERWARDS", "ASKING_LABELS", "Asking", "Closed", "is_open"]

AFTERWARDS: Final = timedelta(minutes=30)
"""How long after its scheduled end a room still takes questions: sessions run over."""


class Asking(StrEnum):
    """Whether questions are taken: as the schedule says, or as a moderator decided."""

    SCHEDULE = "schedule"
    OPEN = "open"
    CLOSED = "closed"


ASKING_LABELS: Mapping[Asking, str] = {
    Asking.SCHEDULE: N_("As the schedule says"),
    Asking.OPEN: N_("Open"),
    Asking.CLOSED: N_("Closed"),
}


class Closed(RuleBroken):
    """The room takes nothing any more, or not yet."""

    def __init__(self) -> None:
        super().__init__(N_("Questions are closed for this session."))


def is_open(
    asking: str, *, ends_at: datetime | None, called_off: bool, now: datetime, event_is_over: bool = False
) -> bool:
    """Whether questions and votes are taken. Before the session they are: people ask ahead.

    A session without a time ends with its event.
    """
    if called_off:
        return False
    if asking != Asking.SCHEDULE:
        return asking == Asking.OPEN
    return not event_is_over if ends_at is None else now < ends_at + AFTERWARDS

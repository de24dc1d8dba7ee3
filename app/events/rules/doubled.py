"""Wall times that come twice in an event's new zone: nobody but the organizers knows which is meant. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.errors import N_, RuleBroken

__all__ = ["Doubled", "WhichIsMeant"]


@dataclass(frozen=True)
class Doubled:
    """A session whose wall time ``local`` (naive) comes twice in the zone: at ``first`` and ``second`` (UTC)."""

    code: str
    title: Mapping[str, str]
    local: datetime
    first: datetime
    second: datetime


class WhichIsMeant(RuleBroken):
    """Sessions would keep a wall time that comes twice, and for at least one nobody said which (design: time.md)."""

    def __init__(self, doubled: Sequence[Doubled], zone: str) -> None:
        super().__init__(
            N_("Clocks in %(zone)s are put back: some sessions’ times come twice there. Say which is meant."),
            field="meant", zone=zone,
        )  # fmt: skip
        self.doubled, self.zone = tuple(doubled), zone

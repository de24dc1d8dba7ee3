"""What new clock rules did to an event's sessions, ready to print on its first page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from app import zones
from app.desk.queries import RELEASED_CLOCKS, clock_changes
from app.events.models import Change, Event
from app.i18n import time_words
from app.schedule.rules.shifts import LOOK_WORDS

__all__ = ["NewClock", "new_clocks"]


@dataclass(frozen=True)
class NewClock:
    """One session: what it promises where it is held stays; ``before`` and ``after`` are its moments, in words, UTC."""

    title: str
    promise: str
    city: str
    before: str
    after: str
    moment: datetime
    look: str
    """Why it wants a look, marked for translation; empty for not."""
    as_released: bool
    """Whether this is what was released, where the draft promises something else."""


def new_clocks(event: Event, *, now: datetime) -> list[NewClock]:
    """The sessions that moved in the last weeks, or want a look since, in order of time."""
    return sorted((_new_clock(change) for change in clock_changes(event, now=now)), key=attrgetter("moment"))


def _new_clock(change: Change) -> NewClock:
    before, after = (datetime.fromisoformat(side["moment"]) for side in (change.before, change.after))
    return NewClock(
        title=change.title,
        promise=_said(datetime.fromisoformat(change.after["local_start"])),
        city=time_words().zone_city(change.after["zone"]),
        before=_said(zones.wall(before, "UTC").local),
        after=_said(zones.wall(after, "UTC").local),
        moment=after,
        look=LOOK_WORDS.get(change.after.get("look", ""), ""),
        as_released=change.act == RELEASED_CLOCKS,
    )


def _said(local: datetime) -> str:
    said = time_words()
    return f"{said.day(local.date())}{said.comma}{said.time(local)}"

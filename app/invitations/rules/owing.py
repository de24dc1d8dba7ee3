"""What an invited speaker's calendar has to be told: the difference between what it was told and what is released.

Compared are states, not releases: whatever was missed, released again or changed back, afterwards her calendar says
what the programme says (design: calendars.md "Invitations").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from pydantic import TypeAdapter

from app.errors import N_
from app.schedule.rules.programme import ReleasedSession

__all__ = ["DUTY_WORDS", "Duty", "Told", "from_json", "owed", "to_json", "told_of"]


class Duty(StrEnum):
    """Why a mail is owed."""

    INVITE = "invite"
    MOVE = "move"
    CHANGE = "change"
    ZONE_DATA = "zone_data"
    REINSTATE = "reinstate"
    REMOVE = "remove"
    CALL_OFF = "call_off"
    AGAIN = "again"

    @property
    def calls_off(self) -> bool:
        """Whether her calendar is to take the session out (METHOD:CANCEL)."""
        return self in {Duty.REMOVE, Duty.CALL_OFF}

    @property
    def asks_again(self) -> bool:
        """Whether an answer that she gave no longer stands."""
        return self in {Duty.INVITE, Duty.MOVE, Duty.REINSTATE}


DUTY_WORDS: Final[Mapping[Duty, str]] = {
    Duty.INVITE: N_("Invitation"),
    Duty.MOVE: N_("New time, asks again"),
    Duty.CHANGE: N_("Update, keeps the answer"),
    Duty.ZONE_DATA: N_("New clock rules, keeps the answer"),
    Duty.REINSTATE: N_("Takes place after all, asks again"),
    Duty.REMOVE: N_("No longer in the session"),
    Duty.CALL_OFF: N_("Cancellation"),
    Duty.AGAIN: N_("Sent again"),
}


@dataclass(frozen=True)
class Told:
    """What a calendar was told of a session: its promise (wall time, zone), the instants that meant, its SEQUENCE."""

    sequence: int
    local_start: datetime
    zone: str
    fold: int
    duration: int
    starts_at: datetime
    ends_at: datetime
    asked: int = 0
    """The SEQUENCE at which she was asked last: an answer to an older one is about another promise."""
    is_off: bool = False
    """Whether it was told last that it does not take place, or not with her."""
    backstage: str = ""

    @property
    def promise(self) -> tuple[datetime, str, int, int]:
        """What her answer is about."""
        return (self.local_start, self.zone, self.fold, self.duration)


def told_of(talk: ReleasedSession, *, backstage: str = "") -> Told | None:
    """What a calendar would be told of the session now; None while it has no time or no length."""
    if talk.local_start is None or talk.starts_at is None or talk.ends_at is None or not talk.duration:
        return None
    return Told(
        talk.sequence, talk.local_start, talk.zone, talk.fold, talk.duration, talk.starts_at, talk.ends_at,
        is_off=talk.is_cancelled, backstage=backstage,
    )  # fmt: skip


def owed(
    told: Told | None,
    talk: ReleasedSession,
    *,
    appears: bool,
    now: datetime,
    details: bool,
    backstage: str = "",
) -> Duty | None:
    """Why a mail is owed, or None.

    ``appears``: whether she is to be in the session and wanted; ``details``: whether the organizers want changes told
    that leave the time alone. What is over is told to nobody.
    """
    new = told_of(talk, backstage=backstage)
    takes_place = new is not None and not new.is_off
    if told is not None and not told.is_off and not (takes_place and appears):
        if told.ends_at <= now:
            return None
        return Duty.REMOVE if takes_place else Duty.CALL_OFF
    if new is None or new.is_off or not appears or new.ends_at <= now:
        return None
    if told is None:
        return Duty.INVITE
    return Duty.REINSTATE if told.is_off else _change(told, new, details=details)


def _change(told: Told, new: Told, *, details: bool) -> Duty | None:
    if told.promise != new.promise:
        return Duty.MOVE
    if told.starts_at != new.starts_at or told.ends_at != new.ends_at:
        return Duty.ZONE_DATA
    if details and (new.sequence != told.sequence or new.backstage != told.backstage):
        return Duty.CHANGE
    return None


_ADAPTER: TypeAdapter[Told] = TypeAdapter(Told)


def to_json(told: Told) -> dict[str, Any]:
    """As JSON can hold it."""
    plain: dict[str, Any] = _ADAPTER.dump_python(told, mode="json")
    return plain


def from_json(plain: Mapping[str, Any] | None) -> Told | None:
    """What :func:`to_json` wrote."""
    return None if plain is None else _ADAPTER.validate_python(plain, strict=False)

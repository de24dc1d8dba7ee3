"""When a speaker is reminded: a week, a day and an hour before, by the clock of the session's place. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from app import zones
from app.invitations.rules.answers import Answer
from app.invitations.rules.owing import Told

__all__ = ["FARTHEST", "Lead", "due_at", "due_lead", "true_until", "wants_reminding"]


class Lead(StrEnum):
    """How long before."""

    WEEK = "week"
    DAY = "day"
    HOUR = "hour"


_DAYS: Final = {Lead.WEEK: 7, Lead.DAY: 1}
_STILL: Final = {Lead.WEEK: timedelta(days=1), Lead.DAY: timedelta(hours=6), Lead.HOUR: timedelta(minutes=30)}
"""How long after its moment a reminder is still true, where the program was down."""
FARTHEST: Final = timedelta(days=8)
"""Nobody is reminded of what begins later than this."""


def due_at(lead: Lead, told: Told) -> datetime:
    """The moment of a reminder, UTC. Days are those of the wall clock: across a change of clocks its hour stays."""
    if lead is Lead.HOUR:
        return told.starts_at - timedelta(hours=1)
    return zones.derived_instant(told.local_start - timedelta(days=_DAYS[lead]), told.zone)


def true_until(lead: Lead, told: Told) -> datetime:
    """When its words no longer hold, UTC; "in an hour" is worth reading until it begins: it has the link in it."""
    return told.starts_at if lead is Lead.HOUR else min(due_at(lead, told) + _STILL[lead], told.starts_at)


def due_lead(told: Told, *, told_at: datetime, reminded: Collection[Lead], now: datetime) -> Lead | None:
    """The reminder that is due now, None for none.

    Who was told of the session, or of a change, after a reminder's moment needs no reminder of it.
    """
    if told.is_off or now >= told.starts_at:
        return None
    for lead in Lead:
        moment = due_at(lead, told)
        if lead not in reminded and told_at < moment <= now < moment + _STILL[lead]:
            return lead
    return None


def wants_reminding(answer: Answer) -> bool:
    """Whether she may come."""
    return answer is not Answer.DECLINED

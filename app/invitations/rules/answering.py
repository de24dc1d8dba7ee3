"""Whether an answer counts. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from app.errors import N_, RuleBroken
from app.invitations.rules.answers import Answer
from app.invitations.rules.owing import Told
from app.schedule.rules.when import EARLIEST, LATEST

__all__ = [
    "LONGEST_WORD", "Last", "Said", "State", "check_open", "check_proposal", "check_seen", "proposed_times", "standing",
]  # fmt: skip

LONGEST_WORD: Final = 2000
"""Characters of what a speaker adds to her answer."""

_LONGEST_SESSION: Final = timedelta(hours=24)
_PAST_MIDNIGHT: Final = timedelta(hours=12)
"""From 23:30 to 00:30 is an hour; from 11:00 to 10:00 somebody has mistyped."""

_NO_END: Final = N_("The end must be after the beginning; past midnight it may be up to twelve hours later.")


class State(StrEnum):
    """What became of an answer."""

    COUNTED = "counted"
    UNVERIFIED = "unverified"
    OUTDATED = "outdated"
    DISMISSED = "dismissed"


@dataclass(frozen=True)
class Said:
    """An answer as it came. ``sequence`` and ``stamped_at``: of what a calendar answered, None for a link."""

    answer: Answer
    way: str
    word: str = ""
    sequence: int | None = None
    stamped_at: datetime | None = None
    proposed: tuple[datetime, datetime] | None = None
    sender: str = ""
    """From whom it came, where that is not certainly her."""


@dataclass(frozen=True)
class Last:
    """The answer that counts so far: when it was given by the sender's clock, else by ours."""

    at: datetime
    sequence: int | None


def check_open(told: Told | None, *, wanted: bool, now: datetime) -> Told:
    """Refuse an answer that nobody can use any more; answers what she was told."""
    if told is None or told.is_off or not wanted:
        raise RuleBroken(N_("You are no longer asked to take part in this session."))
    if told.starts_at <= now:
        raise RuleBroken(N_("This session has begun or is over. Your answer can no longer be changed."))
    return told


def check_seen(asked: int | None, told: Told) -> None:
    """Refuse an answer from a page that was opened before she was asked again: it is about another time.

    ``asked``: the SEQUENCE of which the page spoke; None where it spoke of none.
    """
    if asked is not None and asked != told.asked:
        raise RuleBroken(N_("The time has changed since you opened this page. Look at it once more and answer again."))


def proposed_times(day: date, since: time, until: time) -> tuple[datetime, datetime]:
    """Another time as clocks show it. An end that is not after the beginning is meant past midnight.

    Refused: what would be a mistake rather, and years at whose end no page could show the time in another zone.
    """
    if not EARLIEST.year <= day.year < LATEST.year:
        raise RuleBroken(
            N_("The year must lie between %(first)s and %(last)s."),
            field="day", first=EARLIEST.year, last=LATEST.year - 1,
        )  # fmt: skip
    start, end = datetime.combine(day, since), datetime.combine(day, until)
    if end > start:
        return start, end
    end += timedelta(days=1)
    if end - start > _PAST_MIDNIGHT:
        raise RuleBroken(_NO_END, field="until")
    return start, end


def check_proposal(start: datetime, end: datetime, *, now: datetime) -> tuple[datetime, datetime]:
    """Another time that could be meant. Refused: one in the past, or one that ends before it begins."""
    if start <= now:
        raise RuleBroken(N_("This time lies in the past."), field="day")
    if not timedelta() < end - start <= _LONGEST_SESSION:
        raise RuleBroken(_NO_END, field="until")
    return start, end


def standing(said: Said, told: Told, last: Last | None) -> State:
    """Whether an answer counts: what is about an older promise, or older than what counts already, does not.

    RFC 5546, section 2.1.5: a reply is compared by SEQUENCE, then by DTSTAMP. Two answers of the same second both
    count, in the order in which they came.
    """
    if said.sequence is not None and said.sequence < told.asked:
        return State.OUTDATED
    if last is None or said.stamped_at is None:
        return State.COUNTED
    older = (said.sequence or 0) < last.sequence if last.sequence is not None else False
    if older or said.stamped_at < last.at.replace(microsecond=0):
        return State.OUTDATED
    return State.COUNTED

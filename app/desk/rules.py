"""What an organizer should do next. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.events.rules import EventState

__all__ = ["Standing", "Step", "StepKind", "next_steps"]


@dataclass(frozen=True)
class Standing:
    """How a draft stands, in numbers. Sessions are those not cancelled; ``clashes`` None = not looked for."""

    state: str = EventState.DRAFT
    has_dates: bool = True
    hosts: int = 1
    sessions: int = 0
    without_time: int = 0
    without_speaker: int = 0
    without_language: int = 0
    clashes: int | None = None
    open_invites: int = 0
    release: int | None = None
    """Number of the current release."""
    unreleased: int = 0
    """Changes to the draft since."""


class StepKind(StrEnum):
    """What there is to do; templates/desk/_steps.html has the sentences."""

    DATES = "dates"
    SESSIONS = "sessions"
    TIMES = "times"
    SPEAKERS = "speakers"
    LANGUAGES = "languages"
    CLASHES = "clashes"
    CITY = "city"
    INVITES = "invites"
    FIRST_RELEASE = "first_release"
    RELEASE = "release"


@dataclass(frozen=True)
class Step:
    """Something to do, and to how many things."""

    kind: StepKind
    count: int = 0


def next_steps(standing: Standing) -> list[Step]:
    """What to do, the most pressing first: what a release would lack, then the release, then what can wait.

    A cancelled event leaves nothing to do; one city alone is said before the first release only.
    """
    return [] if standing.state == EventState.CANCELLED else list(_steps(standing))


def _steps(standing: Standing) -> Iterator[Step]:
    if not standing.has_dates:
        yield Step(StepKind.DATES)
    if not standing.sessions:
        yield Step(StepKind.SESSIONS)
    for kind, count in (
        (StepKind.SPEAKERS, standing.without_speaker),
        (StepKind.TIMES, standing.without_time),
        (StepKind.LANGUAGES, standing.without_language),
        (StepKind.CLASHES, standing.clashes or 0),
    ):
        if count:
            yield Step(kind, count)
    if standing.sessions and standing.release is None:
        yield Step(StepKind.FIRST_RELEASE, standing.sessions)
    elif standing.release is not None and standing.unreleased:
        yield Step(StepKind.RELEASE, standing.unreleased)
    if standing.hosts < 2 and standing.release is None:
        yield Step(StepKind.CITY)
    if standing.open_invites:
        yield Step(StepKind.INVITES, standing.open_invites)

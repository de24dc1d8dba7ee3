"""A beat on its way in, by HTTP or by the live connection: what it says, whether it counts, and its answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.db import db
from app.errors import N_, NotFound, RuleBroken
from app.people.models import Person
from app.schedule.queries import Released, released
from app.schedule.rules.programme import ReleasedSession
from app.visits.actions.beats import Beat
from app.visits.counting import Counting
from app.visits.queries import hours_of, is_of_the_event
from app.visits.rules.hours import Hours
from app.visits.rules.robots import is_ahead, is_robot, prefix_of
from app.visits.rules.visiting import Told

__all__ = ["NEXT_MS", "Heard", "Sender", "hear"]

NEXT_MS: Final = 15_000
"""Milliseconds until a tab beats again."""

_TAB = re.compile(r"[A-Za-z0-9_-]{8,64}\Z")
_MOST: Final = 2**42
"""Milliseconds, 139 years: what is more is no time that somebody watched."""


@dataclass(frozen=True)
class Sender:
    """Who beats. ``browser`` is its name and ``age`` that of its token (app.browsers).

    Network and agent tell those without a cookie apart.
    """

    person: Person | None
    browser: str | None
    network: str
    agent: str
    headers: Mapping[str, str]
    age: timedelta | None = None


@dataclass(frozen=True)
class Heard:
    """The answer to a beat. ``again``: the browser was given its cookie and sends the same beat with it."""

    is_counted: bool
    mode: str = ""
    again: bool = False


def hear(event: str, code: str, given: Mapping[str, object], sender: Sender, counting: Counting) -> Heard:
    """Take a beat of somebody in the room of a session; returns once it is committed, or where it does not count.

    Raises :class:`NotFound`, :class:`RuleBroken` for what is no beat, :class:`Busy` where it could not be written.
    """
    release = released(event)
    talk = release.programme.by_code.get(code)
    if talk is None:
        raise NotFound
    beat = _beat(release, talk, given, sender, counting)
    db.session.rollback()  # nobody holds a connection while she waits for the group's commit
    if isinstance(beat, Heard):
        return beat
    counting.count(beat)
    return Heard(is_counted=True, mode=beat.mode)


def _beat(
    release: Released, talk: ReleasedSession, given: Mapping[str, object], sender: Sender, counting: Counting
) -> Beat | Heard:
    now = counting.moment()
    told = Told(_tab(given), now, _whole(given, "n"), _whole(given, "watched_ms"), _whole(given, "present_ms"),
                _flag(given, "video"))  # fmt: skip
    hours: Hours | None = hours_of(release, talk)
    mode = hours.mode(now) if hours else None
    if hours is None or mode is None or _is_no_visitor(release, given, sender):
        return Heard(is_counted=False)
    who = _who(given, sender)
    if who is None:
        return Heard(is_counted=False, again=True)
    return Beat(release.event_id, talk.code, who, mode, _since(hours.since(mode), now, sender), told)


def _since(doors: datetime, now: datetime, sender: Sender) -> datetime:
    """Before this nothing counts. A browser watched nothing before it was given its token, which is with its page."""
    if sender.person is not None or sender.age is None or sender.age < timedelta(0):
        return doors
    return max(doors, now - sender.age)


def _is_no_visitor(release: Released, given: Mapping[str, object], sender: Sender) -> bool:
    """Robots, what is fetched ahead, projectors, and those who work for the event or speak in it."""
    if _flag(given, "webdriver") or _flag(given, "projector"):
        return True
    if is_robot(sender.agent) or is_ahead(sender.headers):
        return True
    return sender.person is not None and is_of_the_event(release, sender.person)


def _who(given: Mapping[str, object], sender: Sender) -> str | None:
    """Account, browser, or where cookies are refused network prefix and browser; None where a cookie is on its way."""
    if sender.person is not None:
        return f"p:{sender.person.id}"
    if sender.browser is not None:
        return sender.browser
    return f"n:{prefix_of(sender.network)}\0{sender.agent}" if _flag(given, "cookieless") else None


def _tab(given: Mapping[str, object]) -> str:
    tab = given.get("visit")
    if not isinstance(tab, str) or not _TAB.match(tab):
        raise RuleBroken(N_("This is no name of a visit."), field="visit")
    return tab


def _whole(given: Mapping[str, object], name: str) -> int:
    value = given.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST:
        raise RuleBroken(N_("This is no whole number from 0."), field=name)
    return value


def _flag(given: Mapping[str, object], name: str) -> bool:
    value = given.get(name, False)
    if not isinstance(value, bool):
        raise RuleBroken(N_("Say true or false."), field=name)
    return value

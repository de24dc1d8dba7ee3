"""What happens to events. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from app.facts import Fact

__all__ = ["DraftChanged", "EventCancelled", "EventReinstated", "EventZoneChanged", "HostRemoved", "TeamInvited"]


@dataclass(frozen=True)
class DraftChanged(Fact):
    """Somebody changed anything of an event's draft; becomes a line of its history and a new ``programme_version``.

    ``act`` is what happened in words_with_underscores (``session_moved``), ``subject`` what it happened to
    (``session:k7m2qd``), ``before`` and ``after`` the changed values as JSON can hold them.
    """

    event_id: int
    act: str
    subject: str
    title: str
    by_id: int | None
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    differs: bool = True
    """False for what belongs to the history but leaves the draft as it was (a release)."""


@dataclass(frozen=True)
class EventCancelled(Fact):
    """An event was called off: calendars must be told of each of its sessions."""

    event_id: int
    by_id: int


@dataclass(frozen=True)
class EventReinstated(Fact):
    """An event takes place after all: calendars must be told that its sessions do."""

    event_id: int
    by_id: int


@dataclass(frozen=True)
class EventZoneChanged(Fact):
    """An event has another zone; sessions keep the figures on the clock ("wall") or the moments ("instant")."""

    event_id: int
    old: str
    new: str
    keep: Literal["wall", "instant"]
    by_id: int | None
    meant: Mapping[str, datetime] = field(default_factory=dict)
    """By a session's code: the instant it means by a wall time that comes twice in the new zone."""


@dataclass(frozen=True)
class HostRemoved(Fact):
    """A city is no longer a host: its editors lose their rights, sessions it held are held by nobody."""

    event_id: int
    city_id: int


@dataclass(frozen=True)
class TeamInvited(Fact):
    """Somebody was invited to an event's team: a mail is owed. ``token`` is the link's secret, kept nowhere else."""

    invite_id: int
    token: str = field(repr=False)

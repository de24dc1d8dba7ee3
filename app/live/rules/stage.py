"""The state of a session's stage: as the schedule says, or as a moderator's hand holds it (design: live.md). Pure.

Screens decide the same from the same values with the server's clock (static/js/lib/stage.js); both are held to the
table in tests/live/stage_cases.json.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.errors import N_
from app.live.rules.streams import Openings, SeenStream, openings, said_stream

__all__ = [
    "HAND_KEYS", "HAND_LABELS", "HELD_LABELS", "STATE_LABELS", "Hand", "Stage", "StageState", "said_stage",
    "stage_state",
]  # fmt: skip


class StageState(StrEnum):
    """What goes on there."""

    WAITING = "waiting"
    LIVE = "live"
    BREAK = "break"
    ENDED = "ended"
    REPLAY = "replay"


class Hand(StrEnum):
    """What a moderator holds the stage at; ``schedule`` = nothing, it follows the schedule."""

    SCHEDULE = "schedule"
    WAITING = "waiting"
    LIVE = "live"
    BREAK = "break"
    ENDED = "ended"


STATE_LABELS: Mapping[StageState, str] = {
    StageState.WAITING: N_("Not begun"),
    StageState.LIVE: N_("Live"),
    StageState.BREAK: N_("Break"),
    StageState.ENDED: N_("Ended"),
    StageState.REPLAY: N_("Replay"),
}

HAND_LABELS: Mapping[Hand, str] = {
    Hand.WAITING: N_("Not begun"),
    Hand.LIVE: N_("Go live"),
    Hand.BREAK: N_("Break"),
    Hand.ENDED: N_("End …"),
    Hand.SCHEDULE: N_("Back to schedule"),
}
"""What a moderator's buttons say."""

HELD_LABELS: Mapping[Hand, str] = {
    Hand.WAITING: N_("Not begun"),
    Hand.LIVE: N_("Live"),
    Hand.BREAK: N_("Break"),
    Hand.ENDED: N_("Ended"),
    Hand.SCHEDULE: N_("As the schedule says"),
}
"""What the stage is held at, in the history."""

HAND_KEYS: Mapping[Hand, str] = {
    Hand.WAITING: "w",
    Hand.LIVE: "g",
    Hand.BREAK: "h",
    Hand.ENDED: "e",
    Hand.SCHEDULE: "f",
}
"""Single keys, none that moves or changes a question (``rules.moderating.KEYS``). The end asks first."""


@dataclass(frozen=True)
class Stage:
    """The stage of a session at a moment, with what can be watched there. Instants in UTC."""

    state: StageState
    hand: Hand
    starts_at: datetime | None
    ends_at: datetime | None
    streams: Sequence[SeenStream] = ()
    replays: Sequence[SeenStream] = ()

    @property
    def showing(self) -> Sequence[SeenStream]:
        """What is to be watched now: one stream for each language, none before, in breaks and after."""
        return {StageState.LIVE: self.streams, StageState.REPLAY: self.replays}.get(self.state, ())

    @property
    def openings(self) -> Openings:
        """What a page has to open in its policy, whatever the state will be."""
        return openings([*self.streams, *self.replays])


def stage_state(
    hand: Hand, *, starts_at: datetime | None, ends_at: datetime | None, has_replay: bool, now: datetime
) -> StageState:
    """The state at a moment. What has ended, by the clock or by hand, is a replay as soon as there is one."""
    state = StageState(hand.value) if hand is not Hand.SCHEDULE else _by_schedule(starts_at, ends_at, now)
    return StageState.REPLAY if state is StageState.ENDED and has_replay else state


def _by_schedule(starts_at: datetime | None, ends_at: datetime | None, now: datetime) -> StageState:
    if starts_at is None or ends_at is None or now < starts_at:
        return StageState.WAITING
    return StageState.LIVE if now < ends_at else StageState.ENDED


def said_stage(stage: Stage) -> dict[str, Any]:
    """The stage as a message holds it: all that a screen needs to decide the state itself at any later moment."""
    return {
        "state": stage.state.value,
        "hand": stage.hand.value,
        "starts": stage.starts_at.isoformat() if stage.starts_at else None,
        "ends": stage.ends_at.isoformat() if stage.ends_at else None,
        "streams": [said_stream(one) for one in stage.streams],
        "replays": [said_stream(one) for one in stage.replays],
    }

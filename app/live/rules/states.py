"""The states of a question, and who may take it from one to the next (design: live.md "Questions"). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from app.errors import N_, RuleBroken

__all__ = [
    "AUTHOR", "FROZEN", "MARK_LABELS", "MODERATOR", "STATE_LABELS", "VISIBLE", "Mark", "State", "Step",
    "next_state", "step_label",
]  # fmt: skip


class State(StrEnum):
    """Where a question stands."""

    PENDING = "pending"
    APPROVED = "approved"
    LIVE = "live"
    ANSWERED = "answered"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"


class Step(StrEnum):
    """What takes a question to another state."""

    APPROVE = "approve"
    DISMISS = "dismiss"
    LIVE = "live"
    ANSWERED = "answered"
    BACK = "back"
    REOPEN = "reopen"
    RESTORE = "restore"
    REMOVE = "remove"
    WITHDRAW = "withdraw"


class Mark(StrEnum):
    """What a moderator does with a question that leaves it in its state."""

    PIN = "pin"
    UNPIN = "unpin"
    STAR = "star"
    UNSTAR = "unstar"
    WRITE = "write"
    UNWRITE = "unwrite"


VISIBLE = frozenset({State.APPROVED, State.LIVE, State.ANSWERED})
"""What everybody sees."""

FROZEN = frozenset({State.ANSWERED})
"""Visible, but nobody votes any more."""

MODERATOR: Mapping[State, Mapping[Step, State]] = {
    State.PENDING: {
        Step.APPROVE: State.APPROVED, Step.LIVE: State.LIVE, Step.DISMISS: State.DISMISSED, Step.REMOVE: State.REMOVED,
    },
    State.APPROVED: {
        Step.LIVE: State.LIVE, Step.ANSWERED: State.ANSWERED, Step.DISMISS: State.DISMISSED, Step.REMOVE: State.REMOVED,
    },
    State.LIVE: {
        Step.ANSWERED: State.ANSWERED, Step.BACK: State.APPROVED, Step.DISMISS: State.DISMISSED,
        Step.REMOVE: State.REMOVED,
    },
    State.ANSWERED: {Step.REOPEN: State.APPROVED, Step.DISMISS: State.DISMISSED, Step.REMOVE: State.REMOVED},
    State.DISMISSED: {Step.RESTORE: State.APPROVED, Step.REMOVE: State.REMOVED},
    State.WITHDRAWN: {},
    State.REMOVED: {},
}  # fmt: skip
"""What a moderator may do. A withdrawn or removed question has no text left, so nothing can be done with it."""

AUTHOR: Mapping[State, Mapping[Step, State]] = {
    State.PENDING: {Step.WITHDRAW: State.WITHDRAWN},
    State.APPROVED: {Step.WITHDRAW: State.WITHDRAWN},
}
"""What whoever asked may do."""

STATE_LABELS: Mapping[State, str] = {
    State.PENDING: N_("Waiting for a moderator"),
    State.APPROVED: N_("Shown"),
    State.LIVE: N_("Being answered"),
    State.ANSWERED: N_("Answered"),
    State.DISMISSED: N_("Not shown"),
    State.WITHDRAWN: N_("Withdrawn"),
    State.REMOVED: N_("Removed"),
}

STEP_LABELS: Mapping[Step, str] = {
    Step.APPROVE: N_("Show"),
    Step.LIVE: N_("Answer now"),
    Step.ANSWERED: N_("Answered"),
    Step.BACK: N_("Back to the list"),
    Step.REOPEN: N_("Reopen"),
    Step.DISMISS: N_("Do not show"),
    Step.RESTORE: N_("Show again"),
    Step.REMOVE: N_("Remove for good"),
    Step.WITHDRAW: N_("Withdraw"),
}

WAIT_AGAIN = N_("Back to those that wait")


def step_label(step: Step, *, was_shown: bool) -> str:
    """What the step does, to be translated. Who restores a question that nobody ever saw does not show it yet."""
    return WAIT_AGAIN if step is Step.RESTORE and not was_shown else STEP_LABELS[step]


MARK_LABELS: Mapping[Mark, str] = {
    Mark.PIN: N_("Pinned"),
    Mark.UNPIN: N_("Not pinned any more"),
    Mark.STAR: N_("Starred"),
    Mark.UNSTAR: N_("Not starred any more"),
    Mark.WRITE: N_("Answered in writing"),
    Mark.UNWRITE: N_("Written answer taken away"),
}


def next_state(state: State, step: Step, *, by_author: bool) -> State:
    """Where the step leads. Raises :class:`RuleBroken` where it cannot be taken from there, or not by her."""
    steps = (AUTHOR if by_author else MODERATOR).get(state, {})
    if step not in steps:
        raise RuleBroken(N_("That cannot be done with this question any more."), field="step")
    return steps[step]

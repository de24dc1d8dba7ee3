"""How a moderator's work is laid out: which question stands where, and which key takes which step. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.errors import N_
from app.live.rules.said import SeenQuestion, in_order
from app.live.rules.states import MODERATOR, State, Step

__all__ = ["COLUMN_LABELS", "KEYS", "MAIN", "Column", "Stack", "is_there", "stacks", "steps_from"]


class Column(StrEnum):
    """Where a question lies on the moderator's desk."""

    WAITING = "waiting"
    SHOWN = "shown"
    DONE = "done"


COLUMN_LABELS: Mapping[Column, str] = {
    Column.WAITING: N_("Waiting"),
    Column.SHOWN: N_("Shown"),
    Column.DONE: N_("Answered or put aside"),
}

_COLUMN: Mapping[State, Column] = {
    State.PENDING: Column.WAITING,
    State.APPROVED: Column.SHOWN,
    State.LIVE: Column.SHOWN,
    State.ANSWERED: Column.DONE,
    State.DISMISSED: Column.DONE,
}

MAIN: Mapping[State, Step] = {
    State.PENDING: Step.APPROVE,
    State.APPROVED: Step.LIVE,
    State.LIVE: Step.ANSWERED,
    State.ANSWERED: Step.REOPEN,
    State.DISMISSED: Step.RESTORE,
}
"""What is most often done next."""

KEYS: Mapping[Step, str] = {
    Step.APPROVE: "a",
    Step.RESTORE: "a",
    Step.REOPEN: "a",
    Step.LIVE: "l",
    Step.ANSWERED: "d",
    Step.BACK: "b",
    Step.DISMISS: "x",
}
"""Single keys. Removing for good has none: it asks first."""

_ASKS_FIRST = frozenset({Step.REMOVE})


@dataclass(frozen=True)
class Stack:
    """The questions of one column that are shown, and how many lie below them."""

    questions: Sequence[SeenQuestion]
    more: int

    @property
    def count(self) -> int:
        """All of them."""
        return len(self.questions) + self.more


def stacks(questions: Iterable[SeenQuestion], *, most: int | None) -> dict[Column, Stack]:
    """The columns: waiting ones first asked first, shown ones as everybody sees them, done ones last asked first.

    ``most``: how many of each are shown; None = all.
    """
    found: dict[Column, list[SeenQuestion]] = {column: [] for column in Column}
    for one in questions:
        if one.state in _COLUMN:
            found[_COLUMN[one.state]].append(one)
    found[Column.WAITING].sort(key=lambda one: one.place)
    found[Column.SHOWN] = in_order(found[Column.SHOWN])
    found[Column.DONE].sort(key=lambda one: -one.place)
    return {column: Stack(all_[:most], len(all_) - len(all_[:most])) for column, all_ in found.items()}


def steps_from(state: State) -> list[Step]:
    """What a moderator may do with one click, the most likely first."""
    main = MAIN.get(state)
    return sorted((step for step in MODERATOR[state] if step not in _ASKS_FIRST), key=lambda step: step != main)


def is_there(state: State, step: Step) -> bool:
    """Whether the question already is where the step would have taken it: two moderators decided the same."""
    return any(steps.get(step) == state for steps in MODERATOR.values())

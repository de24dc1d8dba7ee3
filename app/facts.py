"""What happened in the program, and who reacts to it.

A feature never calls a higher one: it records a fact. :mod:`app.reactions` holds the one table of who reacts;
``commit()`` in :mod:`app.db` runs it. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Fact", "Reaction", "Reactions"]


@dataclass(frozen=True)
class Fact:
    """Something that happened (``SessionMoved``). Subclasses are frozen dataclasses that hold ids and plain values."""


Reaction = Callable[[Any], None]


@dataclass(frozen=True)
class Reactions:
    """Who reacts to what: ``within`` the transaction (may refuse it), ``after`` it (may fail without harm)."""

    within: Mapping[type[Fact], Sequence[Reaction]] = field(default_factory=dict)
    after: Mapping[type[Fact], Sequence[Reaction]] = field(default_factory=dict)

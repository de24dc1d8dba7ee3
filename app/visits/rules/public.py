"""What the public sees of a number: as the organizers chose. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.errors import N_

__all__ = ["FEW", "SHOWN_WORDS", "Number", "Shown", "public"]

FEW: Final = 10
"""Fewer are not told in figures where numbers are rounded: small numbers point at people."""


class Shown(StrEnum):
    """How the public sees an event's numbers."""

    EXACT = "exact"
    ROUNDED = "rounded"
    HIDDEN = "hidden"


SHOWN_WORDS = {
    Shown.EXACT: N_("Exact"),
    Shown.ROUNDED: N_("Rounded down"),
    Shown.HIDDEN: N_("Not at all"),
}


@dataclass(frozen=True)
class Number:
    """A number as it is said: exactly, as "1,200 or more", or as "fewer than 10"."""

    value: int
    is_rounded: bool = False
    is_few: bool = False


def public(value: int, shown: Shown) -> Number | None:
    """The number for the public; None where it is hidden.

    Rounded means down to two figures, tens at least: what is said is never more than was counted, and never falls
    while the number itself does not.
    """
    if shown is Shown.HIDDEN:
        return None
    if shown is Shown.EXACT:
        return Number(value)
    if value < FEW:
        return Number(FEW, is_rounded=True, is_few=True)
    step = 10 ** max(1, len(str(value)) - 2)
    return Number(value // step * step, is_rounded=True)
